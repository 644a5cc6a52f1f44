"""One step of a convolution in sentences: the sum, the bias, the activation, and why a value is zero."""

from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from PySide6.QtCore import QCoreApplication

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.digits import format_value
from convstudio.engine.explain import CellExplanation, Explanation, Reason, Why
from convstudio.engine.explain_pool import PoolExplanation
from convstudio.engine.explain_separable import SeparableExplanation
from convstudio.engine.explain_terms import TermsExplanation
from convstudio.files.step_sums import joined
from convstudio.files.step_text import as_text
from convstudio.views.step_numbers import StepNumbers

LONGEST_SUM = 60  # characters; a longer one is not written out
HIDDEN = "?"
MOST_TERMS = 5  # of a large kernel


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
        why="" if hidden else why_text(step.why_zero(), step.activation),
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


def why_text(reason: Reason, activation: str) -> str:
    """Why a value is zero, with the numbers; empty where it is not."""
    positive, negative, bias, before = (
        format_value(number) for number in (reason.positive, reason.negative, reason.bias, reason.before)
    )
    total = format_value(reason.positive + reason.negative)
    texts = {
        Why.NOT_ZERO: "",
        Why.NOTHING_MATCHED: _tr("Why 0? Nothing matched: every product is 0."),
        Why.CANCELLED: _tr("Why 0? Positive and negative cancel: {positive} and {negative} make 0."),
        Why.BIAS: _tr("Why 0? The bias holds it down: {total} + bias {bias} = {before}."),
        Why.ACTIVATION: _tr("Why 0? The activation cut it: {activation} makes 0 of {before}."),
    }
    return texts[reason.why].format(
        positive=positive, negative=negative, total=total, bias=bias, before=before, activation=activation
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


def aside(step: Explanation, numbers: StepNumbers, numbered: bool, hidden: bool) -> tuple[str, ...]:
    """What else fits beside: the tutorial's notation, the channels or the products that count most."""
    if not numbered:
        largest = largest_terms(step)
        return (_tr("Largest products:"), *largest) if largest else ()
    if numbers.folded:
        return (_tr("What each channel adds:"), *_contributions(step, numbers))
    if hidden or len(step.subtotals) > 1:
        return ()
    return tuple(as_text(step).splitlines()[1 : 1 + len(step.weights)])


def _contributions(step: Explanation, numbers: StepNumbers) -> list[str]:
    """What each channel adds, the largest first and the rest at the end, in two columns."""
    names = [f"{step.channels[one.channel] + 1}:" for one in numbers.channels] + [_tr("others:")]
    widths = max(map(len, names)), max(map(len, numbers.terms))
    texts = [
        f"{name:<{widths[0]}} {term:>{widths[1]}}" for name, term in zip(names, numbers.terms, strict=True)
    ]
    half = -(-len(texts) // 2)
    return ["   ".join(pair) for pair in zip_longest(texts[:half], texts[half:], fillvalue="")]


def largest_terms(step: Explanation, most: int = MOST_TERMS) -> tuple[str, ...]:
    """The products of largest magnitude, for kernels with too many cells to show their numbers."""
    order = np.argsort(-np.abs(step.products), axis=None, kind="stable")[
        : min(most, np.count_nonzero(step.products))
    ]
    return tuple(
        _term(step, *place) for place in np.array(np.unravel_index(order, step.products.shape)).T.tolist()
    )


def _term(step: Explanation, row: int, col: int, channel: int) -> str:
    arrays = (step.weights, step.patch, step.products)
    weight, cell, product = (format_value(float(array[row, col, channel]), 4) for array in arrays)
    where = f"[{row}, {col}]" if len(step.subtotals) == 1 else f"[{row}, {col}, {channel}]"
    return f"{where}: {weight} × {cell} = {product}"


def exact_text(step: Explanation, row: int, col: int, channel: int) -> str:
    """Weight, cell and product with all digits of the stored float32 numbers; `channel` within the group."""
    place = (row, col, channel)
    at_row, at_col = step.positions[row, col].tolist()
    cell = _tr("input[{row}, {col}]") if step.inside[row, col] else _tr("padding at [{row}, {col}]")
    lines = (
        _tr("channel {number}").format(number=step.channels[channel] + 1),
        _tr("weight[{row}, {col}]").format(row=row, col=col) + f" = {float(step.weights[place])!r}",
        cell.format(row=at_row, col=at_col) + f" = {float(step.patch[place])!r}",
        _tr("product") + f" = {float(step.products[place])!r}",
    )
    return "\n".join(lines)
