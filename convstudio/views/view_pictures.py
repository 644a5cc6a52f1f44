"""The window and its parts as pictures and drawings, as they are on screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication, QWidget

from convstudio.files.atomic import write_atomically
from convstudio.files.drawing.encoding import PIXELS, encoded
from convstudio.files.drawing.painting import LONGEST_SIDE, MOST_PIXELS, UNITS_PER_INCH
from convstudio.files.drawing.pdf import POINTS_PER_INCH, RESOLUTION, pdf_writer
from convstudio.views.theme import Theme, apply_theme, current_theme

SUFFIXES = (PIXELS[0], ".svg", ".pdf", *PIXELS[1:])


def write_view(widget: QWidget, path: str, scale: float, theme: Theme) -> None:
    """Write what a widget shows, in a theme and in the format that the name says, wholly or not at all.

    Raises:
        OSError: the file cannot be written.
        ValueError: there is no such format, or the picture would be too large.
    """
    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        with dressed(theme):
            data = view_data(widget, Path(path).suffix.lower(), scale)
    finally:
        QApplication.restoreOverrideCursor()
    write_atomically(path, data)


def view_data(widget: QWidget, suffix: str, scale: float = 1.0) -> bytes:
    """What a widget shows, as a file.

    Args:
        widget: it is seen now.
        suffix: one of SUFFIXES.
        scale: pixels for each of the screen; of drawings, how many times that size.

    Raises:
        OSError: this Qt has no writer for the format.
        ValueError: there is no such format, or the picture would be too large.
    """
    if suffix == ".svg":
        return _svg(widget, scale)
    if suffix == ".pdf":
        return _pdf(widget, scale)
    if suffix not in SUFFIXES:
        raise ValueError(f"a view is written as {', '.join(SUFFIXES)}, not as {suffix!r}")
    return encoded(view_image(widget, scale), Path(f"view{suffix}"))


def view_image(widget: QWidget, scale: float = 1.0) -> QImage:
    """What a widget shows, as pixels; raises ValueError where those would be too many."""
    size = widget.size() * scale
    if size.width() * size.height() > MOST_PIXELS or max(size.width(), size.height()) > LONGEST_SIDE:
        raise ValueError(
            f"a picture has at most {MOST_PIXELS:,} pixels, not {size.width():,} × {size.height():,}"
        )
    image = QImage(size, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    QWidget.render(widget, image, QPoint())  # a graphics view has another one
    image.setDevicePixelRatio(1)
    dots = round(scale * UNITS_PER_INCH / 0.0254)
    image.setDotsPerMeterX(dots)
    image.setDotsPerMeterY(dots)
    return image


@contextmanager
def dressed(theme: Theme) -> Iterator[None]:
    """The application wears another theme for as long as nobody can see it: no event is handled meanwhile."""
    app, before = QApplication.instance(), current_theme()
    assert isinstance(app, QApplication)
    apply_theme(app, theme)
    try:
        yield
    finally:
        apply_theme(app, before)


def _svg(widget: QWidget, scale: float) -> bytes:
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(round(UNITS_PER_INCH))
    generator.setSize(widget.size() * scale)
    generator.setViewBox(widget.rect())
    generator.setTitle(widget.windowTitle().replace("[*]", ""))
    painter = QPainter(generator)
    QWidget.render(widget, painter, QPoint())
    painter.end()
    return bytes(buffer.data().data())


def _pdf(widget: QWidget, scale: float) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    points = QSizeF(widget.size()) * (scale * POINTS_PER_INCH / UNITS_PER_INCH)
    writer = pdf_writer(buffer, points, widget.windowTitle().replace("[*]", ""))
    painter = QPainter(writer)
    painter.scale(*(scale * RESOLUTION / UNITS_PER_INCH,) * 2)
    QWidget.render(widget, painter, QPoint())
    painter.end()
    return bytes(buffer.data().data())
