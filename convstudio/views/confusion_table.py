"""Which class is taken for which, as a table of counts: the stronger the colour, the more often."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from convstudio.views.card import describe
from convstudio.views.colors import contrast
from convstudio.views.theme import Theme, current_theme

NARROWEST, LOWEST = 22, 22  # pixels of a cell
WIDEST_TITLE, AIR = 80, 8  # pixels of a name above a column, and around a text
MOST_IN_SIGHT = 10  # classes; more scroll
FAINTEST = 0.2  # part of the colour that a single mistake has
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class Counts(QAbstractTableModel):
    """How often each class (row) was taken for each (column); texts are made of what is in sight only."""

    def __init__(self) -> None:
        super().__init__()
        self._confusion = np.zeros((0, 0), np.intp)
        self._classes: tuple[str, ...] = ()

    def show_confusion(self, confusion: NDArray[np.intp], classes: tuple[str, ...]) -> None:
        """Take counts (right class, taken for)."""
        if classes != self._classes:
            self.beginResetModel()
            self._confusion, self._classes = confusion, classes
            self.endResetModel()
        else:
            self._confusion, last = confusion, len(classes) - 1
            self.dataChanged.emit(self.index(0, 0), self.index(last, last))

    @property
    def largest(self) -> int:
        """The largest count."""
        return int(self._confusion.max(initial=0))

    @property
    def classes(self) -> tuple[str, ...]:
        """What the classes are called."""
        return self._classes

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self._classes)

    def columnCount(self, parent: Index | None = None) -> int:
        return self.rowCount(parent)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        count = int(self._confusion[index.row(), index.column()])
        if role == Role.DisplayRole:
            return str(count) if count else "·"
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            return self._said(index.row(), index.column(), count)
        if role in (Role.BackgroundRole, Role.ForegroundRole):
            share = count / max(1, int(self._confusion[index.row()].sum()))
            share = max(share, 0.01) if count else 0.0
            ground = _ground(current_theme(), round(share, 2), index.row() == index.column())
            return QColor(ground if role == Role.BackgroundRole else _ink(ground))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if role not in (Role.DisplayRole, Role.ToolTipRole):
            return None
        name = self._classes[section]
        if role == Role.DisplayRole:
            return name
        is_row = orientation == Qt.Orientation.Vertical
        return (self.tr("What is {name}") if is_row else self.tr("Taken for {name}")).format(name=name)

    def _said(self, row: int, col: int, count: int) -> str:
        share = count / max(1, int(self._confusion[row].sum()))
        said = self.tr("{count} of class {true} taken for {predicted} ({share:.1%} of the class)")
        names = self._classes[row], self._classes[col]
        return said.format(count=count, true=names[0], predicted=names[1], share=share)


class ConfusionTable(QTableView):
    """Rows are what samples are, columns what they are taken for.

    Signals:
        pair_chosen(int, int): a person chose a cell: the right class, and the one it is taken for.
    """

    pair_chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        described = self.tr("Rows: what the samples are. Columns: what they are taken for.")
        describe(self, "confusion_table", described)
        self.counts = Counts()
        self.setModel(self.counts)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for header, least in ((self.horizontalHeader(), NARROWEST), (self.verticalHeader(), LOWEST)):
            header.setMinimumSectionSize(least)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().setMaximumWidth(WIDEST_TITLE + 2 * AIR)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)

    def show_confusion(self, confusion: NDArray[np.intp], classes: tuple[str, ...]) -> None:
        """Show counts (right class, taken for)."""
        self.counts.show_confusion(confusion, classes)
        metrics = self.fontMetrics()
        titles = max((metrics.horizontalAdvance(name) for name in classes), default=0)
        counts = metrics.horizontalAdvance(str(self.counts.largest))
        width = max(NARROWEST, counts + AIR, min(titles + AIR, WIDEST_TITLE))
        self.horizontalHeader().setDefaultSectionSize(width)
        self.verticalHeader().setDefaultSectionSize(max(LOWEST, metrics.height() + 4))
        self.setMinimumHeight(self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        rows = min(MOST_IN_SIGHT, self.counts.rowCount()) * self.verticalHeader().defaultSectionSize()
        around = self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth() + 2
        return QSize(super().minimumSizeHint().width(), rows + around)

    def _choose(self, index: QModelIndex) -> None:
        self.pair_chosen.emit(index.row(), index.column())


@lru_cache(maxsize=512)
def _ground(theme: Theme, share: float, is_right: bool) -> str:
    """What is right in the one colour and what is wrong in the other; nothing of either on the card's own."""
    if not share:
        return theme.card
    part = FAINTEST + (1 - FAINTEST) * share
    card, full = _levels(theme.card), _levels(theme.link if is_right else theme.accent)
    return QColor(*(card + (full - card) * part).round().astype(int).tolist()).name()


def _levels(name: str) -> NDArray[np.intp]:
    color = QColor(name)
    return np.array([color.red(), color.green(), color.blue()])


@lru_cache(maxsize=512)
def _ink(ground: str) -> str:
    """What is read best there."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, ground))
