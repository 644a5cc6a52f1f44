"""Which class is taken for which, as a table of counts: the darker, the more often."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from convstudio.views.card import describe
from convstudio.views.colors import SEQUENTIAL, Scale, contrast, palettes
from convstudio.views.theme import current_theme

NARROWEST, LOWEST = 22, 22  # pixels of a cell


class ConfusionTable(QTableWidget):
    """Rows are what samples are, columns what they are taken for.

    Signals:
        pair_chosen(int, int): a person chose a cell: the right class, and the one it is taken for.
    """

    pair_chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        described = self.tr("Rows: what the samples are. Columns: what they are taken for.")
        describe(self, "confusion_table", described)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for header, least in ((self.horizontalHeader(), NARROWEST), (self.verticalHeader(), LOWEST)):
            header.setMinimumSectionSize(least)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.cellClicked.connect(self.pair_chosen)
        self.cellActivated.connect(self.pair_chosen)

    def show_confusion(self, confusion: NDArray[np.intp], classes: tuple[str, ...]) -> None:
        """Show counts (right class, taken for)."""
        count = len(classes)
        if (self.rowCount(), self.columnCount()) != confusion.shape:
            self.setRowCount(count)
            self.setColumnCount(count)
        self.setHorizontalHeaderLabels(classes)
        self.setVerticalHeaderLabels(classes)
        shares = confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1)
        grounds = _grounds(shares)
        for row, col in np.ndindex(confusion.shape):
            count, share, ground = int(confusion[row, col]), float(shares[row, col]), int(grounds[row, col])
            item = self._show_cell(row, col, count, ground if count else None)
            said = self.tr("{count} of class {true} taken for {predicted} ({share:.1%} of the class)")
            said = said.format(count=count, true=classes[row], predicted=classes[col], share=share)
            item.setToolTip(said)
        self._fit()

    def _show_cell(self, row: int, col: int, count: int, color: int | None) -> QTableWidgetItem:
        item = self.item(row, col)
        if item is None:
            item = QTableWidgetItem()
            item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            self.setItem(row, col, item)
        item.setText(str(count) if count else "·")
        ground = QColor(current_theme().card) if color is None else QColor.fromRgb(color)
        item.setBackground(ground)
        item.setForeground(QColor(_ink(ground.name())))
        return item

    def _fit(self) -> None:
        """As wide as the place, and as high as it needs."""
        metrics = self.fontMetrics()
        items = (self.item(place, place) for place in range(self.rowCount()))
        counts = max((metrics.horizontalAdvance(item.text()) for item in items if item), default=0)
        for column in range(self.columnCount()):
            head = self.horizontalHeaderItem(column)
            title = metrics.horizontalAdvance(head.text()) if head else 0
            self.setColumnWidth(column, max(NARROWEST, counts + 8, min(title + 8, 80)))
        for row in range(self.rowCount()):
            self.setRowHeight(row, max(LOWEST, metrics.height() + 4))


@lru_cache(maxsize=512)
def _ink(ground: str) -> str:
    """What is read best there; a training asks for it many times a second."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, ground))


def _grounds(shares: NDArray[np.floating]) -> NDArray[np.uint32]:
    """The colours of all cells at once."""
    palette = next(one for one in palettes().values() if one.kind == SEQUENTIAL)
    return Scale(0.0, 1.0, palette).colors(shares.astype(np.float32))
