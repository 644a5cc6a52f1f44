"""Drawings with Qt's painter: as pixels, and on whatever else it paints on."""

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPen, QPolygonF

from convstudio.files.drawing.fonts import font, text_width
from convstudio.files.drawing.runs import are_shapes, mean_colors, runs
from convstudio.files.drawing.shapes import MIDDLE, RIGHT, Cells, Frame, Polygon, Shape, Sheet, Strokes, Text

UNITS_PER_INCH = 96.0
MOST_PIXELS = 100_000_000
LONGEST_SIDE = 32_000  # pixels that Qt paints
PIXELS_PER_UNIT = 3  # of a picture in a vector drawing


def picture(sheet: Sheet, scale: float = 1.0) -> QImage:
    """A drawing as pixels, `scale` for each unit.

    Raises:
        ValueError: the picture has no pixel, or more than 100 million.
    """
    width, height = pixel_size(sheet, scale)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    dots = round(scale * UNITS_PER_INCH / 0.0254)
    image.setDotsPerMeterX(dots)
    image.setDotsPerMeterY(dots)
    image.fill(QColor(sheet.ground))
    painter = QPainter(image)
    painter.scale(width / sheet.size.width(), height / sheet.size.height())
    paint(painter, sheet.shapes)
    painter.end()
    return image


def pixel_size(sheet: Sheet, scale: float) -> tuple[int, int]:
    """Width and height of a drawing in pixels; raises ValueError where `picture` does."""
    width, height = (round(side * scale) for side in (sheet.size.width(), sheet.size.height()))
    if not 0 < width * height <= MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise ValueError(
            f"a picture has 1 to {MOST_PIXELS:,} pixels, at most {LONGEST_SIDE:,} along a side, "
            f"not {width:,} × {height:,}"
        )
    return width, height


def paint(painter: QPainter, shapes: Iterable[Shape]) -> None:
    """Paint shapes, from the lowest to the topmost."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shape in shapes:
        if isinstance(shape, Cells):
            _paint_cells(painter, shape)
        elif isinstance(shape, Text):
            _paint_text(painter, shape)
        elif isinstance(shape, Frame):
            _paint_frame(painter, shape)
        elif isinstance(shape, Strokes):
            painter.setPen(QPen(QColor(shape.color), shape.width))
            painter.drawLines(list(shape.lines))
        else:
            _paint_polygon(painter, shape)


def cells_image(cells: Cells, most: int) -> QImage:
    """A pixel for each cell; where there are more than `most` along a side, for each block of them."""
    is_opaque = bool((cells.colors >= np.uint32(0xFF000000)).all())
    colors = np.ascontiguousarray(mean_colors(cells.colors, most) if is_opaque else cells.colors)
    rows, cols = colors.shape
    form = QImage.Format.Format_RGB32 if is_opaque else QImage.Format.Format_ARGB32
    return QImage(colors.data, cols, rows, 4 * cols, form).copy()


def _paint_cells(painter: QPainter, cells: Cells) -> None:
    is_raster = painter.paintEngine().type() == QPaintEngine.Type.Raster
    if not is_raster and are_shapes(cells):
        for run in runs(cells):
            color = QColor(run.color)
            color.setAlphaF(run.opacity)
            painter.fillRect(run.area, color)
        return
    pixels = painter.worldTransform().mapRect(cells.area) if is_raster else cells.area
    density = 1 if is_raster else PIXELS_PER_UNIT
    image = cells_image(cells, max(1, round(max(pixels.width(), pixels.height()) * density)))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, pixels.width() < image.width())
    painter.drawImage(cells.area, image)


def _paint_text(painter: QPainter, text: Text) -> None:
    painter.setFont(font(text.size, text.is_bold, text.is_mono))
    painter.setPen(QColor(text.color))
    at = QPointF(text.at)
    if text.anchor in (MIDDLE, RIGHT):
        wide = text_width(text.text, text.size, text.is_bold, text.is_mono)
        at.setX(at.x() - (wide / 2 if text.anchor == MIDDLE else wide))
    painter.drawText(at, text.text)


def _paint_frame(painter: QPainter, frame: Frame) -> None:
    fill = QColor(frame.fill)
    fill.setAlphaF(frame.opacity)
    painter.setBrush(fill if frame.fill else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(frame.line), frame.width) if frame.line else Qt.PenStyle.NoPen)
    if frame.radius:
        painter.drawRoundedRect(frame.area, frame.radius, frame.radius)
    else:
        painter.drawRect(QRectF(frame.area))


def _paint_polygon(painter: QPainter, polygon: Polygon) -> None:
    fill = QColor(polygon.fill)
    fill.setAlphaF(polygon.opacity)
    painter.setBrush(fill)
    painter.setPen(QPen(QColor(polygon.line), 1))
    painter.drawPolygon(QPolygonF(list(polygon.points)))
