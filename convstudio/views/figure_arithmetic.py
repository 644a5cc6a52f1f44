"""One step written out as a figure: filter ⊙ patch = products, channel by channel, and the sums."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF

from convstudio.engine.explain import Explanation
from convstudio.engine.explain_digits import MOST_CHANNELS
from convstudio.files.drawing.fonts import text_width
from convstudio.files.drawing.shapes import LEFT, Shape, Sheet, Text, centred
from convstudio.files.export_source import ExportSource
from convstudio.files.step_sums import heading
from convstudio.views.colors import Scale, weight_scale
from convstudio.views.figure import MARGIN
from convstudio.views.figure_grid import cell_shapes, scaled_grid
from convstudio.views.figure_parts import scale_before
from convstudio.views.look import Look
from convstudio.views.step_aside import aside
from convstudio.views.step_layout import is_numbered
from convstudio.views.step_lines import StepLines, plain_lines, step_lines
from convstudio.views.step_numbers import ChannelNumbers, StepNumbers, channels_to_show, step_numbers

CELL, SMALL_CELL = 36.0, 10.0
NUMBER, WORDS, VALUE = 13.0, 13.0, 18.0  # sizes of texts
SIGN = 36.0  # room for ⊙ and =
CAPTION, LINE, GAP = 20.0, 21.0, 18.0
LONGEST = 110  # characters in a line


class _Kind(NamedTuple):
    """Filter, patch or products of a step."""

    values: NDArray[np.floating]
    scale: Scale
    texts: Sequence[Sequence[str]]  # of each shown channel
    ghosts: NDArray[np.bool_] | None


def arithmetic_figure(source: ExportSource, filter: int, cell: tuple[int, int], look: Look) -> Sheet:
    """A step with all its numbers.

    Raises:
        ValueError: there is no such filter or cell.
    """
    computed, title = source.computed, QPointF(MARGIN, MARGIN + 14)
    step = computed.explain(*cell, filter)
    shapes: list[Shape] = [Text(title, heading(step), 15, look.theme.text, is_bold=True)]
    right, corner = MARGIN, QPointF(MARGIN, MARGIN + 36)
    lines, notes = plain_lines(step), tuple[str, ...]()
    if isinstance(step, Explanation):
        numbered = is_numbered(*step.weights.shape[:2])
        numbers = step_numbers(step, channels_to_show(step, MOST_CHANNELS), numbered)
        lines = step_lines(step, numbers)
        if not numbered or numbers.folded or len(numbers.channels) == 1:
            notes = aside(step, numbers, numbered, hidden=False)
        grids = _Grids(step, numbers, scale_before(source.project, computed.x, look), look)
        shapes += grids.shapes(corner)
        right, corner = MARGIN + grids.size.width(), corner + QPointF(0, grids.size.height() + GAP)
    shapes += _sentences(lines, notes, corner, look)
    texts = [shape for shape in shapes if isinstance(shape, Text) and shape.anchor == LEFT]
    size = QSizeF(max(right, *map(_end, texts)) + MARGIN, texts[-1].at.y() + 8 + MARGIN)
    return Sheet(size, look.theme.card, tuple(shapes), source.project.title)


def _end(text: Text) -> float:
    return text.at.x() + text_width(text.text, text.size, text.is_bold, text.is_mono)


class _Grids:
    """The grids of the shown channels below each other; of a kernel with one row, each below the other."""

    def __init__(self, step: Explanation, numbers: StepNumbers, patch_scale: Scale, look: Look) -> None:
        self._step, self._channels, self._look = step, numbers.channels, look
        texts = [(one.weights, one.patch, one.products) for one in numbers.channels]
        weights, patch, products = (list(kind) for kind in zip(*texts, strict=True))
        diverging = look.palettes[1]
        self._kinds = (
            _Kind(step.weights, weight_scale(step.weights, diverging), weights, None),
            _Kind(step.patch, patch_scale, patch, ~step.inside),
            _Kind(step.products, weight_scale(step.products, diverging), products, None),
        )
        self._rows, self._cols = step.weights.shape[:2]
        self._height = CELL if weights[0] else SMALL_CELL
        self._widths = [self._cell_width(kind) for kind in self._kinds]
        self._has_captions = len(step.subtotals) > 1

    def _cell_width(self, kind: _Kind) -> float:
        words = {text for channel in kind.texts for text in channel}
        return max(self._height, *(text_width(text, NUMBER) + 10 for text in words), 0.0)

    @property
    def _is_line(self) -> bool:
        return bool(self._rows == 1)

    @property
    def _block(self) -> QSizeF:
        """Size of the three grids of one channel, with what stands above and beside them."""
        caption = CAPTION if self._has_captions else 0.0
        wide = [self._cols * width for width in self._widths]
        if self._is_line:
            return QSizeF(SIGN + max(wide) + 110, caption + 3 * self._height + 2 * 6)
        return QSizeF(sum(wide) + 2 * SIGN + 110, caption + self._rows * self._height)

    @property
    def size(self) -> QSizeF:
        """Of all channels."""
        count = len(self._channels)
        return QSizeF(self._block.width(), count * self._block.height() + (count - 1) * GAP)

    def shapes(self, corner: QPointF) -> Iterator[Shape]:
        """Everything, from a corner on."""
        for place, channel in enumerate(self._channels):
            yield from self._channel(
                place, channel, corner + QPointF(0, place * (self._block.height() + GAP))
            )

    def _channel(self, place: int, channel: ChannelNumbers, corner: QPointF) -> Iterator[Shape]:
        theme = self._look.theme
        equals = "=" if channel.exact else "≈"
        if self._has_captions:
            name = f"channel {self._step.channels[channel.channel] + 1}"
            yield Text(corner + QPointF(0, 12), name, 12, theme.quiet)
            corner = corner + QPointF(0, CAPTION)
        areas = self._areas(corner)
        for kind, area, width in zip(self._kinds, areas, self._widths, strict=True):
            yield from self._grid(kind, place, channel.channel, area, width)
        for sign, before, after in zip(("⊙", channel.texts.multiplied), areas[:2], areas[1:], strict=True):
            beside = QRectF(before.right(), before.top(), SIGN, before.height())
            below = QRectF(corner.x(), after.top(), SIGN, after.height())
            yield centred(below if self._is_line else beside, sign, 18, theme.quiet)
        if self._has_captions:
            at = QPointF(areas[2].right() + 10, areas[2].center().y() + 5)
            yield Text(at, f"Σ {equals} {channel.subtotal}", WORDS, theme.text)

    def _areas(self, corner: QPointF) -> list[QRectF]:
        sizes = [QSizeF(self._cols * width, self._rows * self._height) for width in self._widths]
        if self._is_line:
            downs = (number * (self._height + 6) for number in range(3))
            return [
                QRectF(corner + QPointF(SIGN, down), size) for down, size in zip(downs, sizes, strict=True)
            ]
        areas, left = [], 0.0
        for size in sizes:
            areas.append(QRectF(corner + QPointF(left, 0), size))
            left += size.width() + SIGN
        return areas

    def _grid(self, kind: _Kind, place: int, channel: int, area: QRectF, width: float) -> Iterator[Shape]:
        grid = scaled_grid("", "", kind.values[..., channel], kind.scale, width)
        grid = grid._replace(ghosts=kind.ghosts, tall=self._height)
        yield from cell_shapes(grid, area.topLeft(), self._look.theme, kind.texts[place])


def _sentences(lines: StepLines, notes: Sequence[str], corner: QPointF, look: Look) -> Iterator[Text]:
    """The sums in words, the value large, and why it is zero."""
    theme, at = look.theme, corner + QPointF(0, 12)
    for text in _wrapped(lines.folded, lines.sum, lines.bias):
        yield Text(QPointF(at), text, WORDS, theme.text)
        at += QPointF(0, LINE)
    yield Text(QPointF(at), lines.activation, WORDS, theme.text)
    beside = QPointF(text_width(lines.activation, WORDS) + 8, 0)
    yield Text(at + beside, lines.value, VALUE, theme.accent, is_bold=True)
    for text in _wrapped(lines.why):
        at += QPointF(0, LINE)
        yield Text(QPointF(at), text, WORDS, theme.quiet)
    for text in notes:
        at += QPointF(0, LINE)
        yield Text(QPointF(at), text, WORDS, theme.quiet, is_mono=True)


def _wrapped(*texts: str) -> list[str]:
    """The lines of texts, those that are too long broken between words."""
    lines = (line for text in texts for line in text.splitlines())
    return [part for line in lines for part in textwrap.wrap(line, LONGEST)]
