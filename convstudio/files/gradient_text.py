"""A step of the walk backwards for people and papers: text, Markdown, LaTeX."""

import re
from collections.abc import Iterable, Sequence

from convstudio.engine.digits import format_value
from convstudio.engine.explain_error import ErrorTerms
from convstudio.engine.explain_update import UpdateLine
from convstudio.engine.gradient_walk import GradientStep
from convstudio.nn.finite_difference import FiniteDifference
from convstudio.nn.gradient_facts import CellFacts, OutputFacts, WeightFacts

Lines = Iterable[tuple[str, str]]
MOST_TERMS = 12  # of one sum that are written out
LOSS_DIGITS = 12
_WORDS = ("momentum", "rate", "step", "rho", "sigmoid", "softmax", "sign", "log")


def as_text(heading: str, lines: Lines) -> str:
    """Plain text: a caption and a sentence in each line."""
    sentences = (f"{caption}: {text}" if caption else f"  {text}" for caption, text in lines)
    return "\n".join([heading, *sentences])


def as_markdown(heading: str, lines: Lines) -> str:
    """Markdown: the heading, and a list of the sentences."""
    items = (f"- {caption}: {text}" if caption else f"  - {text}" for caption, text in lines)
    return "\n".join([f"**{heading}**", "", *items])


def weight_latex(
    heading: str,
    facts: WeightFacts,
    step: GradientStep,
    weight: tuple[int, int],
    steps: int,
    difference: FiniteDifference | None,
) -> str:
    """LaTeX of one position of a weight: the running sum, the gradient, its check, the update.

    Args:
        heading: of what it is.
        facts: of the weight.
        step: the position.
        weight: (row, col) in the grid of the step.
        steps: how many positions there are.
        difference: the finite difference, if it is known.
    """
    cell, error = float(step.cells[weight]), float(step.errors[weight])
    before, running = float(step.before[weight]), float(step.running[weight])
    lines = [
        rf"s_{{{step.index + 1}}} &= s_{{{step.index}}} + x \cdot \delta "
        rf"= {_number(before)} + {_number(cell)} \cdot {_signed(error)} \approx {_number(running)}",
        rf"\frac{{\partial L}}{{\partial w}} &= \sum_{{p=1}}^{{{steps}}} x_p \, \delta_p "
        rf"\approx {_number(facts.gradient)}",
        *_check("w", difference),
        *(_update(line) for line in facts.update.lines),
    ]
    return _align(heading, lines)


def cell_latex(heading: str, facts: CellFacts, difference: FiniteDifference | None) -> str:
    """LaTeX of one input cell: the sum over the outputs that it reaches, and its check."""
    left = r"\frac{\partial L}{\partial x} &= "
    if facts.terms is None:
        sums = _number(facts.gradient)
    else:
        sums = rf"\sum \delta \cdot w = {_terms(facts.terms)} \approx {_number(facts.gradient)}"
    return _align(heading, [left + sums, *_check("x", difference)])


def output_latex(heading: str, facts: OutputFacts, difference: FiniteDifference | None) -> str:
    """LaTeX of one output: its term of the loss, its error, and the check."""
    formula, *_, value = re.split(" [=≈] ", facts.slope or "0")
    slope = rf"\frac{{\partial L}}{{\partial y}} &= {_plain(formula)} \approx {_number_text(value)}"
    return _align(heading, [rf"\ell &= {_plain(facts.term)}", slope, *_check("y", difference)])


def _terms(terms: ErrorTerms) -> str:
    pairs = list(zip(terms.errors.tolist(), terms.weights.tolist(), strict=True))
    texts = [rf"{_number(error)} \cdot {_signed(weight)}" for error, weight in pairs[:MOST_TERMS]]
    return (" + ".join(texts) or "0") + (r" + \dots" if len(pairs) > MOST_TERMS else "")


def _check(name: str, found: FiniteDifference | None) -> Sequence[str]:
    if found is None:
        return ()
    numbers = found.step, found.ahead, found.behind
    step, ahead, behind = (_number_text(f"{number:.{LOSS_DIGITS}g}") for number in numbers)
    return (
        rf"\frac{{L({name} + h) - L({name} - h)}}{{2h}} &= \frac{{{ahead} - {behind}}}{{2 \cdot {step}}} "
        rf"\approx {_number(found.slope)}",
    )


def _align(heading: str, lines: Iterable[str]) -> str:
    body = " \\\\\n".join(f"  {line}" for line in lines)
    return "\n".join([f"% {heading}", r"\begin{align*}", body, r"\end{align*}"])


def _update(line: UpdateLine) -> str:
    """A formula of an update, aligned where something gets its value."""
    sign, latex = ("←", r"&\leftarrow") if "←" in line.symbols else ("=", "&=")
    name, formula = line.symbols.split(sign, 1)
    return rf"{_plain(name)}{latex}{_plain(formula)} = {_plain(line.numbers)} \approx {_number(line.value)}"


def _plain(text: str) -> str:
    """A formula of signs as LaTeX."""
    text = re.sub(r"√\(((?:[^()]|\([^()]*\))*)\)", r"\\sqrt{\1}", text)  # brackets within brackets, too
    text = re.sub(r"√([\w.+-]+)", r"\\sqrt{\1}", text)
    text = re.sub(r"(\d)e([+-]\d+)", lambda found: rf"{found[1]} \cdot 10^{{{int(found[2])}}}", text)
    text = re.sub(r"\^(\d+)", r"^{\1}", text)
    for sign, latex in _SIGNS.items():
        text = text.replace(sign, latex)
    for word in _WORDS:
        text = re.sub(rf"\b{word}\b", rf"\\mathrm{{{word}}}", text)
    return text


_SIGNS = {
    "←": r"\leftarrow",
    "≈": r"\approx",
    "×": r"\cdot",
    "·": r"\cdot",
    "−": "-",
    "²": "^2",
    "β₁ᵗ": r"\beta_1^t",
    "β₂ᵗ": r"\beta_2^t",
    "β₁": r"\beta_1",
    "β₂": r"\beta_2",
    "ε": r"\varepsilon",
}


def _number(value: float) -> str:
    return _number_text(format_value(value))


def _signed(value: float) -> str:
    """A factor: a negative one in brackets."""
    text = _number(value)
    return f"({text})" if text.startswith("-") else text


def _number_text(text: str) -> str:
    number, _, exponent = text.partition("e")
    if "n" in text:  # nan, inf
        return {"nan": r"\mathrm{NaN}", "inf": r"\infty", "-inf": r"-\infty"}.get(text, text)
    return rf"{number} \cdot 10^{{{int(exponent)}}}" if exponent else number
