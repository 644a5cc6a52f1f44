"""The two tables of Truth mode: libraries, and cells that differ."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from convstudio.engine.digits import format_value
from convstudio.files.truth.truth import Truth, View
from convstudio.views.card import describe
from convstudio.views.truth_texts import columns, headings

LISTED = 200  # cells that are listed with both numbers
DIGITS = 7


class _Rows(QTableWidget):
    """Rows to choose one of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()

    def make_rows(self, count: int) -> None:
        """So many rows, as high as a line of text."""
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.setRowCount(count)

    def show_row(self, row: int, texts: tuple[str, ...], data: object = None) -> None:
        """Show texts in a row that is there; `data` stays with it."""
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            item.setData(Qt.ItemDataRole.UserRole, data)
            self.setItem(row, column, item)

    def chosen(self) -> object:
        """What stays with the chosen row; None without one."""
        item = self.item(self.currentRow(), 0)
        return None if item is None else item.data(Qt.ItemDataRole.UserRole)


class LibraryTable(_Rows):
    """How each library sees the filter.

    Signals:
        library_chosen(str): its name.
    """

    library_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        describe(self, "truth_table", self.tr("How each library sees the filter; choose one"))
        self.setColumnCount(len(headings()))
        self.setHorizontalHeaderLabels(headings())
        self.itemSelectionChanged.connect(self._tell)

    def show_truth(self, truth: Truth, chosen: str) -> None:
        """Show all libraries, of which one is chosen; as high as they need."""
        with QSignalBlocker(self):
            self.make_rows(len(truth.views))
            for row, view in enumerate(truth.views):
                self.show_row(row, columns(view, truth), view.name)
            self.selectRow([view.name for view in truth.views].index(chosen))
        self.resizeColumnsToContents()
        around = self.horizontalHeader().height() + self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(around + sum(map(self.rowHeight, range(self.rowCount()))) + 4)

    def _tell(self) -> None:
        if isinstance(name := self.chosen(), str):
            self.library_chosen.emit(name)


class CellTable(_Rows):
    """Cells that differ, with both numbers.

    Signals:
        cell_chosen(int, int): row and column of the map.
    """

    cell_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        describe(self, "truth_cells", self.tr("Cells that differ; a click brings the window there"))
        self.setColumnCount(3)
        self.setHorizontalHeaderLabels([self.tr("Cell"), self.tr("Here"), self.tr("There")])
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.itemSelectionChanged.connect(self._tell)

    def show_view(self, view: View, truth: Truth) -> None:
        """List the first cells that differ."""
        with QSignalBlocker(self):
            self.clearSelection()
            self.make_rows(min(view.count, LISTED))
            if view.map is None or view.differs is None:
                return
            rows, cols = (places[:LISTED].tolist() for places in view.differs.nonzero())
            for line, (row, col) in enumerate(zip(rows, cols, strict=True)):
                both = (truth.ours[row, col], view.map[row, col])
                numbers = (format_value(value, DIGITS) for value in both)
                self.show_row(line, (f"[{row}, {col}]", *numbers), (row, col))

    def _tell(self) -> None:
        if isinstance(place := self.chosen(), tuple):
            self.cell_chosen.emit(*place)
