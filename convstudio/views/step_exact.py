"""The numbers of a step with all their digits, as they are stored."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from convstudio.engine.exact import exact_sum
from convstudio.engine.explain import CellExplanation, Explanation
from convstudio.engine.explain_pool import PoolExplanation
from convstudio.engine.explain_terms import TermsExplanation

MOST_LINES = 16  # of a sum


def _tr(text: str) -> str:
    return QCoreApplication.translate("step_lines", text)


def exact_text(step: Explanation, row: int, col: int, channel: int) -> str:
    """Weight, cell and product with all digits of the stored float32 numbers; `channel` within the group."""
    place = (row, col, channel)
    at_row, at_col = step.positions[row, col].tolist()
    cell = _tr("input[{row}, {col}]") if step.inside[row, col] else _tr("padding at [{row}, {col}]")
    lines = (
        _channel(step, channel),
        _tr("weight[{row}, {col}]").format(row=row, col=col) + f" = {float(step.weights[place])!r}",
        cell.format(row=at_row, col=at_col) + f" = {float(step.patch[place])!r}",
        _tr("product") + f" = {float(step.products[place])!r}",
    )
    return "\n".join(lines)


def exact_subtotal(step: Explanation, channel: int) -> str:
    """The sum of the products of a channel, counted within the group."""
    return _line(_channel(step, channel), float(step.subtotals[channel]))


def exact_sums(step: CellExplanation, shown: Sequence[int] = ()) -> str:
    """What stands in the sentences: terms, sum, bias, what the activation gets and gives.

    Args:
        step: what is told.
        shown: channels of a convolution, within the group, that are told one by one.
    """
    lines: list[str] = []
    if isinstance(step, Explanation):
        lines = [*_channels(step, shown), *_sums(step)]
    elif isinstance(step, TermsExplanation):
        products = zip(step.values.tolist(), step.weights.tolist(), step.products.tolist(), strict=True)
        lines = [*_few([_line(f"{cell!r} × {weight!r}", product) for cell, weight, product in products])]
        lines += _sums(step)
    elif isinstance(step, PoolExplanation):
        places, cells = step.positions[step.inside].tolist(), step.patch[step.inside].tolist()
        lines = _few([_line(f"input{place}", cell) for place, cell in zip(places, cells, strict=True)])
        lines += [] if step.winner else [_line(_tr("sum"), step.total)]
    return "\n".join([*lines, _line(_tr("value"), step.value)])


def _channels(step: Explanation, shown: Sequence[int]) -> list[str]:
    if len(step.subtotals) == 1:
        return []
    lines = _few([exact_subtotal(step, channel) for channel in shown])
    others = sorted(set(range(len(step.subtotals))) - set(shown))
    return [*lines, _line(_tr("the others together"), exact_sum(step.subtotals[others]))] if others else lines


def _sums(step: Explanation | TermsExplanation) -> list[str]:
    return [
        _line(_tr("sum"), step.total),
        _line(_tr("bias"), step.bias),
        _line(_tr("before the activation"), step.before),
    ]


def _channel(step: Explanation, channel: int) -> str:
    return _tr("channel {number}").format(number=step.channels[channel] + 1)


def _few(lines: list[str]) -> list[str]:
    return lines if len(lines) <= MOST_LINES else [*lines[:MOST_LINES], "…"]


def _line(name: str, number: float) -> str:
    return f"{name} = {float(number)!r}"
