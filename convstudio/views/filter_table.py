"""The weights of one slice of the filter as a table to type in."""

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QTableView,
    QWidget,
)

from convstudio.model.links import Cell
from convstudio.model.selection import Hover
from convstudio.model.studio import Studio
from convstudio.model.weights_table import WeightsTable
from convstudio.views.card import describe
from convstudio.views.colors import weight_scale
from convstudio.views.weight_delegate import WeightDelegate

SMALLEST_CELL, LARGEST_CELL = 28, 56  # pixels
CELLS_IN_SIGHT, LEAST_IN_SIGHT = 7, 3  # cells across, and rows even in a low window; more scroll


class FilterTable(QTableView):
    """Cells shrink to 28 pixels, then the table scrolls.

    Signals:
        refused: what was typed or pasted and why it is no number or grid.
    """

    refused = Signal(str)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        describe(self, "filter_table", self.tr("Weights of the filter: 1/9, 1e-3 and -.5 are numbers"))
        self._studio = studio
        self._height = 0  # that it may have
        self._weights = WeightsTable(studio.document, studio.results, studio.player, studio.selection, self)
        self._weights.refused.connect(self.refused)
        self.delegate = WeightDelegate(self)
        self.setModel(self._weights)
        self.setItemDelegate(self.delegate)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setMinimumSectionSize(SMALLEST_CELL)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AllEditTriggers & ~QAbstractItemView.EditTrigger.CurrentChanged
        )
        self.setMouseTracking(True)
        self.setTabKeyNavigation(True)
        self.entered.connect(self._tell_hover)
        self.selectionModel().currentChanged.connect(self._tell_hover)
        self._weights.modelReset.connect(self.show_filter)
        self._weights.dataChanged.connect(self._rescale)

    def show_filter(self) -> None:
        """Another filter or slice, or one of another size."""
        self._rescale()
        self._fit_cells()
        self.show_linked(frozenset())

    def _rescale(self) -> None:
        self.delegate.scale = weight_scale(self._weights.filter_weights)
        self.viewport().update()

    def show_linked(self, taps: frozenset[Cell]) -> None:
        """Frame the weights that belong to what the mouse is over, and that of the map in hand."""
        own = self._weights.own_cell
        linked = taps if self._weights.shows_kernel else frozenset()
        linked |= {own} if own else frozenset()
        if linked != self.delegate.linked:
            self.delegate.linked = linked
            self.viewport().update()

    def set_room(self, height: int) -> None:
        """How high the table may be; a few cells are always in sight."""
        if height != self._height:
            self._height = height
            self._fit_cells()

    @property
    def least_height(self) -> int:
        """Pixels of all rows of the smallest cells."""
        return self._weights.rowCount() * self._smallest() + 1

    def cell_pixels(self) -> int:
        """Width and height of a cell."""
        rows, cols = max(1, self._weights.rowCount()), max(1, self._weights.columnCount())
        smallest = self._smallest()
        wanted = min(LARGEST_CELL, CELLS_IN_SIGHT * smallest // cols, self._height // rows)
        return max(smallest, wanted)

    def _smallest(self) -> int:
        return max(SMALLEST_CELL, round(1.6 * self.fontMetrics().height()))

    def _fit_cells(self) -> None:
        size, smallest = self.cell_pixels(), self._smallest()
        self.horizontalHeader().setDefaultSectionSize(size)
        self.verticalHeader().setDefaultSectionSize(size)
        width, height = self._weights.columnCount() * size, self._weights.rowCount() * size
        widest, highest = CELLS_IN_SIGHT * smallest, max(LEAST_IN_SIGHT * smallest, self._height)
        below = self._bar() if width > widest else 1
        self.setMinimumHeight(min(height, LEAST_IN_SIGHT * smallest) + below)
        self.setMaximumHeight(min(height, highest) + below)
        self._fit_width()

    def _fit_width(self) -> None:
        """As wide as the cells and, where they scroll, the bar beside them."""
        size = self.cell_pixels()
        width = min(self._weights.columnCount() * size, CELLS_IN_SIGHT * self._smallest())
        scrolls = self._weights.rowCount() * size + 1 > self.height()
        self.setFixedWidth(width + (self._bar() if scrolls else 1))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.maximumHeight())

    def _bar(self) -> int:
        return self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self) + 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_width()

    # keys, mouse, clipboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif self._leaves(Qt.Key(event.key())):
            event.ignore()  # Qt then goes on to what follows
        else:
            super().keyPressEvent(event)

    def _leaves(self, key: Qt.Key) -> bool:
        """Tab goes from cell to cell, and from the last one out of the table."""
        model = self.model()
        ends = {
            Qt.Key.Key_Tab: model.index(model.rowCount() - 1, model.columnCount() - 1),
            Qt.Key.Key_Backtab: model.index(0, 0),
        }
        return key in ends and self.currentIndex() == ends[key]

    def copy(self) -> None:
        """Put the slice on the clipboard as a spreadsheet has it."""
        QGuiApplication.clipboard().setText(self._weights.as_text())

    def paste(self) -> None:
        """Take a grid of weights from the clipboard."""
        self._weights.paste(QGuiApplication.clipboard().text(), self.currentIndex())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._studio.selection.set_hover(None)
        return super().viewportEvent(event)

    def _tell_hover(self, index: QModelIndex) -> None:
        if self._weights.shows_kernel:
            self._studio.selection.set_hover(Hover("weight", index.row(), index.column()))

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
