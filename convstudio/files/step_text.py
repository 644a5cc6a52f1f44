"""One step written out for people and papers: text in the tutorial's notation, Markdown, LaTeX, NumPy.

Source of the notation, the filter first, then a dot, then the patch, as in "[0, 1, 0] . [0, 1, 1] = 1":
J. Brownlee, How Do Convolutional Layers Work in Deep Learning Neural Networks? (2019).
"""

import re
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.explain import CellExplanation, Explanation
from convstudio.files.step_code import as_numpy
from convstudio.files.step_sums import ChannelTexts, StepTexts, heading, joined, number_rows, step_texts

__all__ = [
    "FORMATS",
    "as_latex",
    "as_markdown",
    "as_numpy",
    "as_text",
    "latex_number",
    "latex_text",
    "map_text",
    "notation",
]

_BMATRIX_COLUMNS = 10  # amsmath's limit, unless it is raised


def as_text(step: CellExplanation) -> str:
    """Plain text; each channel filter first, then sum, bias, activation and value."""
    if not isinstance(step, Explanation):
        return "\n".join([heading(step), *step.lines()])
    texts = step_texts(step)
    lines = [heading(step)]
    for channel in texts.channels:
        if len(texts.channels) > 1:
            lines.append(f"channel {channel.number}:")
        lines += notation(channel)
    lines.append(f"sum: {_sum(texts)}")
    lines.append(f"bias: {joined([texts.total, texts.bias])} {texts.bias_equals} {texts.before}")
    lines.append(f"{_activation(step, texts)} {texts.value}")
    return "\n".join(lines)


def as_markdown(step: CellExplanation) -> str:
    """Markdown: for each channel a table of filter, patch and products, then the sums as a list."""
    if not isinstance(step, Explanation):
        return "\n".join([f"**{heading(step)}**", "", *(f"- {line}" for line in step.lines())])
    texts = step_texts(step)
    lines = [f"**{heading(step)}**", ""]
    for channel in texts.channels:
        lines += [f"| channel {channel.number}: filter | patch | products |", "|---|---|---|"]
        rows = zip(channel.weights, channel.patch, channel.products, strict=True)
        lines += [f"| {' | '.join(' '.join(cells) for cells in row)} |" for row in rows]
        lines += ["", f"subtotal {channel.equals} {channel.subtotal}", ""]
    lines.append(f"- sum: {_sum(texts)}")
    lines.append(f"- bias: {joined([texts.total, texts.bias])} {texts.bias_equals} {texts.before}")
    lines.append(f"- {_activation(step, texts)} **{texts.value}**")
    return "\n".join(lines)


def as_latex(step: CellExplanation) -> str:
    """LaTeX with amsmath: an align* with a line for each channel, the sum, the bias and the activation."""
    if not isinstance(step, Explanation):
        lines = [rf"&\text{{{latex_text(line)}}}" for line in step.lines()]
        return _align(heading(step), lines, columns=0)
    texts = step_texts(step)
    names = [f"s_{{{channel.number}}}" for channel in texts.channels]
    lines = [
        rf"{name} &= \sum {_matrix(channel.weights)} \odot {_matrix(channel.patch)} "
        f"{_relation(channel.equals)} {latex_number(channel.subtotal)}"
        for name, channel in zip(names, texts.channels, strict=True)
    ]
    if len(names) > 1:
        lines.append(rf"s &= {' + '.join(names)} {_relation(texts.sum_equals)} {latex_number(texts.total)}")
    sums = joined([latex_number(texts.total), latex_number(texts.bias)])
    lines.append(f"z &= {sums} {_relation(texts.bias_equals)} {latex_number(texts.before)}")
    name = rf"\operatorname{{{latex_text(step.activation)}}}"
    relation = _relation(texts.value_equals)
    lines.append(f"y &= {name}({latex_number(texts.before)}) {relation} {latex_number(texts.value)}")
    return _align(heading(step), lines, columns=len(texts.channels[0].weights[0]))


def notation(channel: ChannelTexts) -> list[str]:
    """The rows of filter and patch, with the dot and the subtotal in the middle row."""
    filter_rows, patch_rows = _bracketed(channel.weights), _bracketed(channel.patch)
    middle = len(filter_rows) // 2
    lines = [f"{left}   {right}" for left, right in zip(filter_rows, patch_rows, strict=True)]
    lines[middle] = f"{filter_rows[middle]} . {patch_rows[middle]} {channel.equals} {channel.subtotal}"
    return lines


def map_text(values: NDArray[np.floating]) -> str:
    """A feature map, `(rows, cols)`, a line for each row."""
    return "\n".join(_bracketed(number_rows(values)))


FORMATS: Mapping[str, Callable[[CellExplanation], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "latex": as_latex,
    "numpy": as_numpy,
}


def _bracketed(rows: list[list[str]]) -> list[str]:
    width = max(len(text) for row in rows for text in row)
    return [f"[{', '.join(text.rjust(width) for text in row)}]" for row in rows]


def _sum(texts: StepTexts) -> str:
    subtotals = [channel.subtotal for channel in texts.channels]
    if len(subtotals) == 1 and subtotals[0] == texts.total:
        return texts.total
    return f"{joined(subtotals)} {texts.sum_equals} {texts.total}"


def _activation(step: Explanation, texts: StepTexts) -> str:
    if ACTIVATIONS[step.activation].elementwise:
        return f"{step.activation}({texts.before}) {texts.value_equals}"
    return f"{step.activation}({texts.before}, beside the other filters at this place) {texts.value_equals}"


def _align(title: str, lines: list[str], columns: int) -> str:
    body = " \\\\\n".join(f"  {line}" for line in lines)
    wide = [rf"\setcounter{{MaxMatrixCols}}{{{columns}}}"] if columns > _BMATRIX_COLUMNS else []
    return "\n".join([f"% {title}", *wide, r"\begin{align*}", body, r"\end{align*}"])


def _matrix(rows: list[list[str]]) -> str:
    body = r" \\ ".join(" & ".join(map(latex_number, row)) for row in rows)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


def _relation(equals: str) -> str:
    return "=" if equals == "=" else r"\approx"


def latex_number(text: str) -> str:
    """A written number for the mathematics of LaTeX."""
    number, _, exponent = text.partition("e")
    if "n" in text:  # nan, inf
        return {"nan": r"\mathrm{NaN}", "inf": r"\infty", "-inf": r"-\infty"}[text]
    return rf"{number} \cdot 10^{{{int(exponent)}}}" if exponent else number


def latex_text(text: str) -> str:
    """Words for LaTeX."""
    return re.sub(r"([_&%#$])", r"\\\1", text)
