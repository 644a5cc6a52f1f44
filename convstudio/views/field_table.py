"""The receptive field of every layer: size, jump, first centre."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from convstudio.model.tracing import Tracing
from convstudio.nn.receptive_field import Reach
from convstudio.views.card import label


class FieldTable(QWidget):
    """A row for each level; that of the chosen cell is bold."""

    def __init__(self, tracing: Tracing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("field_table")
        self.setAccessibleName(self.tr("Receptive field of each layer"))
        self._tracing = tracing
        self._cells: list[list[QLabel]] = []
        self._marked = -1
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label(self.tr("Receptive field"), "title", whole=True))
        layout.addLayout(self._grid)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The texts as they are shown, without the heads."""
        return [tuple(cell.text() for cell in cells) for cells in self._cells]

    def show_fields(self, names: list[str], is_1d: bool) -> None:
        """Show all levels; `names` of each."""
        texts = [self._row(level, name, is_1d) for level, name in enumerate(names)]
        if texts == self.rows:
            return
        while (item := self._grid.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        heads = self.tr("layer"), self.tr("size"), self.tr("jump"), self.tr("first centre")
        self._add(0, heads, "quiet")
        self._cells = [self._add(level + 1, row) for level, row in enumerate(texts)]
        self._marked = -1

    def mark(self, level: int) -> None:
        """Make a level bold, and no other; -1: none."""
        if level == self._marked:
            return
        for number, role in ((self._marked, ""), (level, "title")):
            for cell in self._cells[number] if 0 <= number < len(self._cells) else ():
                cell.setProperty("role", role)
                cell.style().polish(cell)
        self._marked = level

    def _row(self, level: int, name: str, is_1d: bool) -> tuple[str, ...]:
        rows, cols = self._tracing.fields()[level]
        if rows is None or cols is None:
            down, right = self._tracing.extent(level)
            return name, _both(str(down), str(right), is_1d), "–", "–"
        return name, *(_both(a, b, is_1d) for a, b in zip(_texts(rows), _texts(cols), strict=True))

    def _add(self, place: int, texts: tuple[str, ...], role: str = "") -> list[QLabel]:
        cells = [label(text, role, whole=True) for text in texts]
        for column, cell in enumerate(cells):
            if column:
                cell.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(cell, place, column)
        return cells


def _texts(reach: Reach) -> tuple[str, str, str]:
    numbers = reach.size, reach.jump, reach.first
    size, jump, first = (f"{number:.4g}".replace("-", "−") for number in numbers)
    return size, jump, first


def _both(down: str, right: str, is_1d: bool) -> str:
    return right if is_1d or down == right else f"{down} × {right}"
