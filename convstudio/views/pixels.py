"""Pictures whose pixels are cells, sharp on screen and in vector drawings."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter

MOST_RECTANGLES = 16_384  # cells of a vector drawing; a larger grid goes in as a picture
VECTORS = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf)


def draw_pixels(painter: QPainter, target: QRectF, image: QImage, source: QRectF | None = None) -> None:
    """Draw the part `source` of an image (all of it without) into `target`, each pixel a rectangle.

    Programs that show an SVG or a PDF smooth a picture that they enlarge: there each pixel becomes a shape.
    """
    source = QRectF(image.rect()) if source is None else source
    count = source.width() * source.height()
    if painter.paintEngine().type() not in VECTORS or count > MOST_RECTANGLES:
        painter.drawImage(target, image, source)
        return
    width, height = target.width() / source.width(), target.height() / source.height()
    for row in range(round(source.height())):
        for col in range(round(source.width())):
            color = QColor(image.pixel(round(source.left()) + col, round(source.top()) + row))
            place = QRectF(target.left() + col * width, target.top() + row * height, width, height)
            painter.fillRect(place, color)
