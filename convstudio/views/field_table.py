"""The receptive field of every layer: size, jump, first centre."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

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
        self._rows = QGridLayout()
        self._rows.setVerticalSpacing(4)
        self._rows.setColumnStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label(self.tr("Receptive field"), "title"))
        layout.addLayout(self._rows)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The texts as they are shown, without the heads."""
        return self._texts

    def show_fields(self, names: list[str], is_1d: bool, chosen: int) -> None:
        """Show all levels; `names` of each."""
        while (item := self._rows.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        heads = self.tr("layer"), self.tr("size"), self.tr("jump"), self.tr("first centre")
        self._add(0, heads, "quiet")
        self._texts = [self._row(level, name, is_1d) for level, name in enumerate(names)]
        for level, texts in enumerate(self._texts):
            self._add(level + 1, texts, "title" if level == chosen else "")

    def _row(self, level: int, name: str, is_1d: bool) -> tuple[str, ...]:
        rows, cols = self._tracing.fields()[level]
        if rows is None or cols is None:
            down, right = self._tracing.extent(level)
            return name, _both(str(down), str(right), is_1d), "–", "–"
        return name, *(_both(a, b, is_1d) for a, b in zip(_texts(rows), _texts(cols), strict=True))

    def _add(self, place: int, texts: tuple[str, ...], role: str) -> None:
        for column, text in enumerate(texts):
            cell = label(text, role)
            if column:
                cell.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._rows.addWidget(cell, place, column)


def _texts(reach: Reach) -> tuple[str, str, str]:
    numbers = reach.size, reach.jump, reach.first
    size, jump, first = (f"{number:.4g}".replace("-", "−") for number in numbers)
    return size, jump, first


def _both(down: str, right: str, is_1d: bool) -> str:
    return right if is_1d or down == right else f"{down} × {right}"
