"""Drawings as PDF: one page of their own size, with shapes and text."""

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QColor, QPageSize, QPainter, QPdfWriter

from convstudio.files.drawing.painting import UNITS_PER_INCH, paint
from convstudio.files.drawing.shapes import Sheet

POINTS_PER_INCH = 72.0
RESOLUTION = 1200  # dots to the inch
LONGEST_SIDE = 14_400.0  # points; viewers open no larger page


def as_pdf(sheet: Sheet, scale: float = 1.0) -> bytes:
    """A drawing as PDF, `scale` times its own size.

    Raises:
        ValueError: the page would be larger than 200 inches.
    """
    points = sheet.size * (scale * POINTS_PER_INCH / UNITS_PER_INCH)
    if max(points.width(), points.height()) > LONGEST_SIDE:
        inches = max(points.width(), points.height()) / POINTS_PER_INCH
        raise ValueError(f"a page of a PDF has at most 200 inches along a side, not {inches:,.0f}")
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = pdf_writer(buffer, points, sheet.title)  # has to outlive the painter
    painter = QPainter(writer)
    painter.scale(*(scale * RESOLUTION / UNITS_PER_INCH,) * 2)
    painter.fillRect(sheet.area, QColor(sheet.ground))
    paint(painter, sheet.shapes)
    painter.end()
    return bytes(buffer.data().data())


def pdf_writer(buffer: QBuffer, points: QSizeF, title: str) -> QPdfWriter:
    """What writes one page of a size in points."""
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION)
    exact = QPageSize.SizeMatchPolicy.ExactMatch
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", exact))
    writer.setPageMargins(QMarginsF())
    writer.setTitle(title)
    writer.setCreator("Convolution Studio")
    return writer
