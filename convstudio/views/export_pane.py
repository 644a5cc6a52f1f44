"""Shows what will be in the file: a picture, a film that plays, or the first lines."""

from PySide6.QtCore import QLocale, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QPlainTextEdit,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from convstudio.files.drawing.painting import UNITS_PER_INCH
from convstudio.views.announce import announce
from convstudio.views.card import describe, paragraph
from convstudio.views.export_preview import Preview
from convstudio.views.theme import current_theme

EDGE = 8  # pixels around a picture
SMALLEST = QSize(280, 200)


class Pictures(QWidget):
    """A picture in the middle; of several, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(SMALLEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._pictures: tuple[QImage, ...] = ()
        self._place = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    @property
    def room(self) -> QSize:
        """Pixels that a picture may take."""
        return self.size() - QSize(2 * EDGE, 2 * EDGE)

    @property
    def place(self) -> int:
        """Which picture is seen, from 0."""
        return self._place

    def show_pictures(self, pictures: tuple[QImage, ...], per_second: float) -> None:
        """Show these, so many a second."""
        self._pictures, self._place = pictures, 0
        self._timer.stop()
        if len(pictures) > 1:
            self._timer.start(round(1000 / per_second))
        self.update()

    def _go_on(self) -> None:
        self._place = (self._place + 1) % max(1, len(self._pictures))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current_theme()
        painter.fillRect(self.rect(), QColor(theme.ground))
        if not self._pictures:
            return
        image = self._pictures[self._place]
        size = (image.size() / self.devicePixelRatioF()).scaled(
            self.room.boundedTo(image.size() / self.devicePixelRatioF()), Qt.AspectRatioMode.KeepAspectRatio
        )
        area = QRect(self.rect().center() - QRect(0, 0, size.width(), size.height()).center(), size)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, image)
        painter.setPen(QColor(theme.line))
        painter.drawRect(area.adjusted(-1, -1, 0, 0))


class PreviewPane(QFrame):
    """A preview with what is known of the file below it."""

    def __init__(self) -> None:
        super().__init__()
        describe(self, "export_preview", self.tr("What will be in the file"))
        self.pictures, self.text = Pictures(), QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        describe(self.text, "export_text", self.tr("The first lines of the file"))
        mono = self.text.font()
        mono.setFamily("monospace")
        self.text.setFont(mono)
        self.facts, self.problem = paragraph("quiet"), paragraph("bad")
        self.facts.setObjectName("export_facts")
        self.problem.setObjectName("export_problem")
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.pictures)
        self._stack.addWidget(self.text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(holder, 1)
        layout.addWidget(self.facts)
        layout.addWidget(self.problem)
        self.problem.hide()

    def wait(self) -> None:
        """Another preview is on its way."""
        self.facts.setText(self.tr("…"))
        self.say("")

    def say(self, problem: str) -> None:
        """Say why there can be no such file; nothing clears it."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        if problem:
            self.facts.clear()
            announce(self, problem)

    def show_preview(self, preview: Preview, scale: float, per_second: float, is_drawing: bool) -> None:
        """Show what is known so far."""
        if preview.text:
            self.text.setPlainText(preview.text)
            self._stack.setCurrentWidget(self.text)
        else:
            self.pictures.show_pictures(preview.pictures, per_second)
            self._stack.setCurrentWidget(self.pictures)
        self.facts.setText(" · ".join(self._facts(preview, scale, per_second, is_drawing)))

    def _facts(self, preview: Preview, scale: float, per_second: float, is_drawing: bool) -> list[str]:
        width, height = preview.size
        found = []
        if preview.frames:
            found.append(self.tr("{count} frames").format(count=f"{preview.frames:,}"))
            found.append(self.tr("{length} long").format(length=_length(preview.frames / per_second)))
        if is_drawing:
            text = self.tr("{width} × {height} mm")
            found.append(text.format(width=_millimetres(width), height=_millimetres(height)))
        elif width:
            text = self.tr("{width} × {height} pixels")
            found.append(text.format(width=f"{width:,}", height=f"{height:,}"))
            if not preview.frames:
                dots = round(scale * UNITS_PER_INCH)
                found.append(self.tr("{dots} dots to the inch").format(dots=dots))
        if preview.bytes:
            size = _data_size(preview.bytes)
            found.append(self.tr("about {size}").format(size=size) if preview.frames else size)
        return found


def _millimetres(units: float) -> int:
    return round(units / UNITS_PER_INCH * 25.4)


def _data_size(count: int) -> str:
    """A number of bytes as people write it: 120 bytes, 4.5 kB, 1.2 MB."""
    return QLocale.c().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def _length(seconds: float) -> str:
    """A time as people write it: 9.5 s, 2:05 min."""
    if seconds < 100:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02} min"
