"""One of the three grids of the walk backwards with its title and its colours; and the sentences below."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from convstudio.model.stepper import Stepper
from convstudio.views.card import label, subtitle
from convstudio.views.color_bar import THICKNESS, ColorBar
from convstudio.views.gradient_grid import GradientGrid
from convstudio.views.gradient_lines import Line
from convstudio.views.gradient_picture import Click, Picture
from convstudio.views.grid_frame import GridFrame

LINES_IN_SIGHT = 4  # of the sentences, at least
MOST_OF_WINDOW = 0.24  # of its height, before the sentences scroll


class GradientPanel(QWidget):
    """A grid; empty where there is no picture."""

    def __init__(self, name: str, stepper: Stepper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label(role="title")
        self.view = GradientGrid(stepper)
        self.view.setObjectName(name)
        self.bar = _WideBar(Qt.Orientation.Vertical)
        self.frame = GridFrame(self.view, self.bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.title)
        layout.addWidget(self.frame, 1)

    def show_picture(self, picture: Picture | None) -> None:
        """Show a picture, or nothing."""
        self.setVisible(picture is not None)
        if picture is None:
            return
        self.title.setText(picture.title + subtitle(picture.detail))
        self.title.setToolTip(f"{picture.title}, {picture.detail}")
        self.view.setAccessibleName(picture.title)
        self.view.setToolTip(self._hints()[picture.click])
        self.view.show_picture(picture)
        self.bar.show_scale(picture.scale)

    def _hints(self) -> dict[Click, str]:
        walk = self.tr("Space plays, arrows step, Home and End jump")
        return {
            Click.NOTHING: walk,
            Click.GO: self.tr("Click a cell to go there; {walk}").format(walk=walk),
            Click.WEIGHT: self.tr("Click a weight, or move with the arrows, to look at it; Space plays"),
            Click.UNIT: self.tr("Click a unit, or move with the arrows, to look at its weights"),
            Click.CLASS: self.tr("Click the class that is right"),
            Click.PAINT: self.tr("Left draws, right erases; arrows move, Enter draws, Delete erases"),
        }


class _WideBar(ColorBar):
    """Has room for the small numbers that errors and gradients are."""

    def sizeHint(self) -> QSize:
        width = THICKNESS + 6 + self.fontMetrics().horizontalAdvance("−0.00e-00")
        return super().sizeHint().expandedTo(QSize(width, 0))


class GradientTexts(QScrollArea):
    """Sentences, each behind what it is about; they scroll where there is little room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gradient_texts")
        self.setWidgetResizable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inner = inner = QWidget()
        inner.setProperty("plain", True)
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, QLabel]] = []
        self.lines: tuple[Line, ...] = ()
        self.setWidget(inner)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these sentences and no others."""
        self.lines = tuple(lines)
        while len(self._rows) < len(lines):
            self._add_row()
        for number, (caption, text) in enumerate(self._rows):
            is_there = number < len(lines)
            caption.setVisible(is_there)
            text.setVisible(is_there)
            if is_there:
                caption.setText(lines[number].caption)
                _write(text, lines[number])
        self.updateGeometry()

    def _add_row(self) -> None:
        number = len(self._rows)
        caption, text = label(role="quiet"), _Sentence()
        self._grid.setRowStretch(number, 0)
        self._grid.addWidget(caption, number, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(text, number, 1)
        self._grid.setRowStretch(number + 1, 1)
        self._rows.append((caption, text))

    def sizeHint(self) -> QSize:
        line, needed = self.fontMetrics().height() + 4, self._inner.heightForWidth(self.viewport().width())
        most = max(LINES_IN_SIGHT * line, round(self.window().height() * MOST_OF_WINDOW))
        return QSize(40 * line, min(max(LINES_IN_SIGHT * line, needed), most) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        line = self.fontMetrics().height() + 4
        return QSize(12 * line, LINES_IN_SIGHT * line)


class _Sentence(QLabel):
    """Wraps, and asks for no more room than one line: what is higher is scrolled."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def minimumSizeHint(self) -> QSize:
        return QSize(1, self.fontMetrics().height())


def _write(text: QLabel, line: Line) -> None:
    role = "bad" if line.is_bad else ""
    if text.property("role") != role:
        text.setProperty("role", role)
        text.style().polish(text)
    if text.text() != line.text:
        text.setText(line.text)
    text.setToolTip(line.tip)
