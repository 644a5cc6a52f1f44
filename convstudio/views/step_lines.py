"""One step of a convolution in sentences: the sum, the bias, the activation, and why a value is zero."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.digits import format_value
from convstudio.engine.explain import CellExplanation, Explanation, Reason, Why
from convstudio.engine.explain_pool import PoolExplanation
from convstudio.engine.explain_separable import SeparableExplanation
from convstudio.engine.explain_terms import TermsExplanation
from convstudio.files.step_sums import joined
from convstudio.views.step_numbers import StepNumbers

LONGEST_SUM = 60  # characters; a longer one is not written out
HIDDEN = "?"


@dataclass(frozen=True)
class StepLines:
    """What stands beside the grids, from top to bottom; `value` is written large after `activation`."""

    sum: str
    bias: str
    activation: str
    value: str
    folded: str = ""
    why: str = ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("step_lines", text)


def step_lines(step: Explanation, numbers: StepNumbers, hidden: bool = False) -> StepLines:
    """The sentences of a step; `hidden` leaves out the sum and what follows from it."""
    total, before, value = (
        HIDDEN if hidden else text for text in (numbers.total, numbers.before, numbers.value)
    )
    sum_sign, bias_sign = (
        "=" if hidden or exact else "≈" for exact in (numbers.sum_exact, numbers.bias_exact)
    )
    plus_bias = _tr("{total} + bias {bias}").format(total=total, bias=numbers.bias)
    return StepLines(
        sum=f"{_sum_text(step, numbers)} {sum_sign} {total}",
        bias=f"{plus_bias} {bias_sign} {before}",
        activation=f"{_activation_text(step, before)} {'=' if hidden else numbers.value_equals}",
        value=value,
        folded=_folded_text(numbers),
        why="" if hidden else why_text(step.why_zero(), step.activation, numbers),
    )


def _sum_text(step: Explanation, numbers: StepNumbers) -> str:
    if len(step.subtotals) > 1:
        name, written = _tr("Σ channels"), joined(numbers.terms)
    else:
        cols = step.products.shape[1]
        cells = numbers.terms
        rows = [cells[start : start + cols] for start in range(0, len(cells), cols)]
        name = _tr("Σ products")
        if len(cells) != step.products.size:
            return name
        written = " + ".join("+".join(row) for row in rows) if len(rows) > 1 else joined(cells)
    return f"{name} = {written}" if len(written) <= LONGEST_SUM else name


def _folded_text(numbers: StepNumbers) -> str:
    if not numbers.folded:
        return ""
    text = _tr("{count} other channels together: {rest}")
    return text.format(count=numbers.folded, rest=numbers.rest)


def _activation_text(step: Explanation, before: str) -> str:
    activation = ACTIVATIONS[step.activation]
    call, formula = f"{activation.name}({before})", activation.formula
    if not activation.elementwise:
        call = _tr("{call}, beside the other filters,").format(call=call)
    elif formula not in ("{z}", f"{activation.name}({{z}})"):
        call = f"{call} = {formula.format(z=before)}"
    return call


def why_text(reason: Reason, activation: str, numbers: StepNumbers) -> str:
    """Why a value is zero, with the numbers as the other lines have them; empty where it is not."""
    texts = {
        Why.NOT_ZERO: "",
        Why.NOTHING_MATCHED: _tr("Why 0? Nothing matched: every product is 0."),
        Why.CANCELLED: _tr("Why 0? Positive and negative cancel: {positive} and {negative} make 0."),
        Why.BIAS: _tr("Why 0? The bias holds it down: {total} + bias {bias} {sign} {before}."),
        Why.ACTIVATION: _tr("Why 0? The activation cut it: {activation} makes 0 of {before}."),
    }
    return texts[reason.why].format(
        positive=format_value(reason.positive),
        negative=format_value(reason.negative),
        total=numbers.total,
        bias=numbers.bias,
        sign="=" if numbers.bias_exact else "≈",
        before=numbers.before,
        activation=activation,
    )


def what_happens(step: CellExplanation, flipped: bool = False) -> str:
    """What a layer of this kind does at every step, in half a sentence."""
    if isinstance(step, Explanation):
        said = _tr("filter ⊙ patch, summed, plus bias, then the activation")
        return _tr("flipped {said}").format(said=said) if flipped else said
    if isinstance(step, SeparableExplanation):
        return _tr("a window on each channel, then their mixture, plus bias, then the activation")
    if isinstance(step, TermsExplanation):
        return _tr("values × weights, summed, plus bias, then the activation")
    if isinstance(step, PoolExplanation):
        largest = step.winner is not None
        return _tr("the largest cell under the window") if largest else _tr("the mean of the cells under it")
    return _tr("the formula, with the numbers of this step")


def plain_lines(step: CellExplanation, hidden: bool = False) -> StepLines:
    """The sentences of a layer that has no grids of products: its own, and the value, if not hidden."""
    return StepLines(
        sum="" if hidden else "\n".join(step.lines()),
        bias="",
        activation=_tr("value ="),
        value=HIDDEN if hidden else format_value(step.value),
    )
