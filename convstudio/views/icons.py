"""Icons: drawings of our own, in the colours of the palette."""

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from convstudio.files.resources import resource_dir
from convstudio.views.theme import current_theme

SIZES = (16, 24, 32, 48)


def icon(name: str, color: str | None = None, disabled: str | None = None) -> QIcon:
    """The drawing `resources/icons/NAME.svg` in the colour of text, or in another one."""
    theme = current_theme()
    drawing = (resource_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    made = QIcon()
    for mode, ink in (
        (QIcon.Mode.Normal, color or theme.text),
        (QIcon.Mode.Disabled, disabled or theme.line),
    ):
        renderer = QSvgRenderer(QByteArray(drawing.replace("#000000", ink).encode()))
        for size in SIZES:
            made.addPixmap(_drawn(renderer, size), mode)
    return made


def _drawn(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
