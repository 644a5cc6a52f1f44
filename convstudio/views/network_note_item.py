"""The note of the chosen cell, painted below its level."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from convstudio.views.colors import weight_scale
from convstudio.views.network_layout import FOOT, GAP, Place
from convstudio.views.network_note import Note
from convstudio.views.painting import grid_image, thinned
from convstudio.views.theme import current_theme

BELOW = 30  # units from a level to its note: room for a colour bar
LEAST_WIDTH, PAD = 212.0, 10.0
SIDE, LARGE_SIDE, MOST_CELLS = 41.0, 120.0, 64  # of a slice, of the only one, and cells along it
WRAP = int(Qt.TextFlag.TextWordWrap)


class NoteItem(QGraphicsItem):
    """A card with a filter and what it sees; under the input where that is."""

    def __init__(self) -> None:
        super().__init__()
        self._note: Note | None = None
        self._font = QFont()
        self._area, self._trace = QRectF(), QRectF()
        self._images: list[QImage] = []

    @property
    def note(self) -> Note | None:
        """What is shown."""
        return self._note

    @property
    def area(self) -> QRectF:
        """The place of the card in the scene; empty without a note."""
        return self._area

    def show_note(self, note: Note | None, places: Sequence[Place], font: QFont) -> None:
        """Show another note below its level; None for none."""
        self.prepareGeometryChange()
        self._note, self._font = note, font
        self._area = self._trace = QRectF()
        self._images = [] if note is None else _images([weights for _, weights in note.slices])
        if note is not None and note.level < len(places):
            self._area = self._below(places[note.level], note)
            first = places[0].bounds
            self._trace = QRectF(first.left(), first.bottom() + BELOW, LEAST_WIDTH, 3 * FOOT)
        self.update()

    def boundingRect(self) -> QRectF:
        return self._area.united(self._trace).adjusted(-1, -1, 1, 1)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        note, theme = self._note, current_theme()
        if note is None or self._area.isEmpty():
            return
        painter.setPen(_pen(theme.line))
        painter.setBrush(QColor(theme.ground))
        painter.drawRoundedRect(self._area, 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for words, is_bold, color, area in self._texts(note):
            painter.setFont(self._bold if is_bold else self._font)
            painter.setPen(QColor(color))
            painter.drawText(area, WRAP, words)
        for image, (name, _), area in zip(self._images, note.slices, self._slices(note), strict=True):
            painter.drawImage(area, image)
            painter.setPen(_pen(theme.line))
            painter.drawRect(area)
            painter.setFont(self._font)
            painter.setPen(QColor(theme.quiet))
            caption = QRectF(area.left() - GAP / 2, area.bottom() + 1, area.width() + GAP, FOOT)
            painter.drawText(caption, Qt.AlignmentFlag.AlignHCenter, name)

    # layout

    @property
    def _bold(self) -> QFont:
        bold = QFont(self._font)
        bold.setBold(True)
        return bold

    def _below(self, place: Place, note: Note) -> QRectF:
        level = place.bounds
        width = max(level.width(), LEAST_WIDTH)
        self._area = QRectF(level.left(), level.bottom() + BELOW, width, 1e6)
        *_, (_, _, _, last) = self._texts(note)
        self._area.setBottom(last.bottom() + PAD)
        return self._area

    def _texts(self, note: Note) -> Iterator[tuple[str, bool, str, QRectF]]:
        """Words, whether they are bold, their colour and their place; the last one stands lowest."""
        theme, inner = current_theme(), self._area.adjusted(PAD, PAD, -PAD, 0)
        at = QPointF(self._trace.topLeft())
        for number, words in enumerate(note.trace):
            area = self._room(words, self._font, at, self._trace.width())
            yield words, False, theme.quiet if number else theme.text, area
            at = area.bottomLeft()
        title = self._room(note.title, self._bold, inner.topLeft(), inner.width())
        yield note.title, True, theme.text, title
        *_, bottom = title.bottom(), *(area.bottom() + FOOT for area in self._slices(note))
        at = QPointF(inner.left(), bottom + 4)
        for words in (*note.lines, note.hint):
            area = self._room(words, self._font, at, inner.width())
            yield words, False, theme.quiet if words == note.hint else theme.text, area
            at = area.bottomLeft()

    def _room(self, words: str, font: QFont, at: QPointF, width: float) -> QRectF:
        needed = QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 1e6), WRAP, words)
        return QRectF(at, QSizeF(width, needed.height() + 2))

    def _slices(self, note: Note) -> Iterator[QRectF]:
        """The places of the slices, in rows."""
        inner = self._area.adjusted(PAD, PAD, -PAD, 0)
        top = self._room(note.title, self._bold, inner.topLeft(), inner.width()).bottom() + 6
        side = SIDE if len(note.slices) > 1 else min(LARGE_SIDE, inner.width())
        columns = max(1, int((inner.width() + GAP) // (side + GAP)))
        sizes = [_size(weights, side) for _, weights in note.slices]
        tallest = max((size.height() for size in sizes), default=0.0)
        for number, size in enumerate(sizes):
            down, right = divmod(number, columns)
            corner = QPointF(inner.left() + right * (side + GAP), top + down * (tallest + FOOT))
            yield QRectF(corner, size)


def _size(weights: NDArray[np.floating], side: float) -> QSizeF:
    """In the proportions of the weights, the longer side so long, and no mere line."""
    rows, cols = weights.shape
    longer = max(rows, cols)
    return QSizeF(max(side * cols / longer, side / 5), max(side * rows / longer, side / 5))


def _images(slices: Sequence[NDArray[np.floating]]) -> list[QImage]:
    """All slices in one scale."""
    scale = weight_scale(np.concatenate([weights.ravel() for weights in slices])) if slices else None
    return [grid_image(thinned(weights, MOST_CELLS), scale) for weights in slices if scale is not None]


def _pen(color: str) -> QPen:
    pen = QPen(QColor(color), 1)
    pen.setCosmetic(True)
    return pen
