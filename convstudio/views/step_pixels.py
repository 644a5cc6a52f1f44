"""The figure of one filter as pixels. From step to step only what changes is painted."""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from convstudio.engine.box import Box
from convstudio.files.drawing.painting import paint, pixel_size
from convstudio.files.drawing.shapes import Frame, Shape
from convstudio.files.films.film import Frame as Pixels
from convstudio.views.figure import Figure

SPILL = 2.0  # pixels that smooth edges may reach over an area
_ALIGNED = 4  # pixels; Qt wants lines of whole words


class StepPixels:
    """Where the walk stands.

    Attributes:
        shown: the picture, `(rows, cols, 3)`, both even: some formats of films know no others.
    """

    def __init__(self, figure: Figure, scale: float) -> None:
        """Paint a figure, so many pixels for each of its units.

        Raises:
            ValueError: it has no pixel, or more than 100 million.
        """
        self._figure, self._scale = figure, scale
        sheet = figure.sheet()
        width, height = pixel_size(sheet, scale)
        whole = _pixels(height + height % 2, width + width % 2, sheet.ground)
        self._paint(whole, sheet.shapes)
        pale = _pixels(*whole.shape[:2])
        pale[...] = whole
        self._paint(pale, [figure.veil()])
        self._whole, self._pale = whole, pale  # with all of the map, and with none
        self._clean, self.shown = (_pixels(*whole.shape[:2]) for _ in range(2))  # without what marks the step
        self._marked: list[Box] = []

    def show(self, row: int, col: int, follows: bool) -> None:
        """Show a step; `follows`: the step before it in the walk is the one that is shown."""
        if follows:
            for box in self._marked:
                self.shown[box.slices] = self._clean[box.slices]
            self._reveal(row, col, 1, 1)
        else:
            self._clean[...] = self.shown[...] = self._pale
            cols = self._figure.map_shape[1]
            self._reveal(0, 0, row, cols)
            self._reveal(row, 0, 1, col + 1)
        marks = self._figure.step_shapes(row, col)
        self._paint(self.shown, marks)
        self._marked = [self._box(self._reach(mark), SPILL) for mark in marks]

    def _reveal(self, row: int, col: int, rows: int, cols: int) -> None:
        """Uncover a block of the map."""
        area = self._box(self._figure.map_area(row, col, rows, cols)).slices
        self._clean[area] = self.shown[area] = self._whole[area]

    def _reach(self, mark: Shape) -> QRectF:
        if isinstance(mark, Frame):
            half = mark.width / 2
            return mark.area.adjusted(-half, -half, half, half)
        return self._figure.footer

    def _box(self, area: QRectF, spill: float = 0.0) -> Box:
        """The pixels of an area; areas that touch have no pixel in common and none between them."""
        rows, cols, _ = self.shown.shape
        top, bottom, left, right = (
            round(edge * self._scale + (spill if is_end else -spill))
            for edge, is_end in (
                (area.top(), False),
                (area.bottom(), True),
                (area.left(), False),
                (area.right(), True),
            )
        )
        return Box(max(0, top), min(rows, bottom), max(0, left), min(cols, right))

    def _paint(self, pixels: Pixels, shapes: "tuple[Shape, ...] | list[Shape] | list[Frame]") -> None:
        image = image_over(pixels)  # has to outlive the painter
        painter = QPainter(image)
        painter.scale(self._scale, self._scale)
        paint(painter, shapes)
        painter.end()


def _pixels(rows: int, cols: int, color: str = "#000000") -> Pixels:
    """An empty picture that Qt can paint on."""
    lines = np.empty((rows, -(-cols // _ALIGNED) * _ALIGNED, 3), np.uint8)
    filling = QColor(color)
    lines[...] = filling.red(), filling.green(), filling.blue()
    return lines[:, :cols]


def image_over(pixels: Pixels) -> QImage:
    """Qt's picture of pixels `(rows, cols, 3)`, in the same memory: it lives no longer than they do."""
    rows, cols, _ = pixels.shape
    base = pixels if pixels.base is None else pixels.base
    return QImage(base.data, cols, rows, pixels.strides[0], QImage.Format.Format_RGB888)


def pixels(image: QImage) -> Pixels:
    """The colours of a picture, `(rows, cols, 3)`."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return lines[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()
