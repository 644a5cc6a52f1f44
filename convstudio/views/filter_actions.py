"""What can be done to the filters of the layer in hand, as actions and as a menu. Each is one undo."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from convstudio.model.bank_editing import BankEditing
from convstudio.model.studio import Studio
from convstudio.views.actions import make_action
from convstudio.views.filter_changes import FilterChanges
from convstudio.views.random_dialog import RandomDialog


class FilterActions(QObject):
    """Adds, copies, moves, removes, fills, draws and pastes filters.

    Signals:
        refused(str): what cannot be, and why; "" when something was done.
    """

    refused = Signal(str)

    def __init__(self, studio: Studio, parent: QWidget) -> None:
        super().__init__(parent)
        self._studio, self._widget = studio, parent
        self.bank = BankEditing(studio)
        self.changes = FilterChanges(self.bank, self._attempt, parent)
        self._dialog: RandomDialog | None = None
        self.library = QMenu(self.tr("From the &library"), parent)
        self.library.aboutToShow.connect(self._fill_library)
        self.all: dict[str, QAction] = {}
        for name, text, do in (
            ("filter_add", self.tr("&Add a filter"), self.bank.add),
            ("filter_duplicate", self.tr("&Duplicate the filter"), self.bank.duplicate),
            ("filter_delete", self.tr("De&lete the filter"), self.bank.delete),
            ("filter_earlier", self.tr("Move the filter &earlier"), partial(self.bank.move_by, -1)),
            ("filter_later", self.tr("Move the filter la&ter"), partial(self.bank.move_by, 1)),
            ("filter_move", self.tr("&Move the filter to…"), self._ask_place),
            ("filter_copy", self.tr("C&opy the filter to…"), self._ask_target),
            ("randomise", self.tr("&Random weights…"), self._ask_random),
            ("bank_copy", self.tr("&Copy all filters as NumPy"), self._copy),
            ("bank_paste", self.tr("&Paste filters from NumPy text"), self._paste),
        ):
            self.all[name] = make_action(self, name, text, partial(self._attempt, do))
        studio.results.geometry_changed.connect(self.show_layer)
        self.show_layer()

    def fill(self, menu: QMenu) -> None:
        """Put everything into a menu."""
        names = list(self.all)
        menu.addActions([self.all[name] for name in names[:7]])
        menu.addSeparator()
        menu.addMenu(self.library)
        menu.addAction(self.all["randomise"])
        for changes in self.changes.menus.values():
            menu.addMenu(changes)
        menu.addSeparator()
        menu.addActions([self.all[name] for name in names[8:]])

    def show_layer(self) -> None:
        """Enable what the layer in hand can have."""
        kernel, count = self.bank.kernel, self.bank.count
        for action in (*self.all.values(), self.library.menuAction()):
            action.setEnabled(kernel is not None)
        grows = self.bank.can_grow
        for name in ("filter_add", "filter_duplicate", "bank_paste"):
            self.all[name].setEnabled(grows)
        self.library.menuAction().setEnabled(grows)
        self.all["filter_delete"].setEnabled(grows and count > self.bank.groups)
        for name in ("filter_earlier", "filter_later", "filter_move"):
            self.all[name].setEnabled(grows and count > 1)
        self.all["filter_copy"].setEnabled(count > 1)
        self.changes.show_layer(self._studio.document.project.is_1d)

    def _ask_place(self) -> None:
        self._ask_number(self.tr("Move the filter"), self.tr("To place"), lambda n: self.bank.move_to(n - 1))

    def _ask_target(self) -> None:
        title, text = self.tr("Copy the filter"), self.tr("Over the weights of filter")
        self._ask_number(title, text, lambda number: self.bank.copy_to(number - 1))

    def _ask_number(self, title: str, text: str, do: Callable[[int], None]) -> None:
        """Ask for the number of a filter, from 1, without stopping everything else."""
        dialog = QInputDialog(self._widget)
        dialog.setObjectName("filter_number_dialog")
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setWindowTitle(title)
        dialog.setLabelText(text)
        dialog.setIntRange(1, self.bank.count)
        dialog.setIntValue(self.bank.filter + 1)
        dialog.intValueSelected.connect(lambda number: self._attempt(partial(do, number)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_random(self) -> None:
        if self._dialog is None:
            self._dialog = RandomDialog(self._widget)
            self._dialog.drawn.connect(
                lambda kind, seed, scope: self._attempt(partial(self.bank.randomise, kind, seed, scope))
            )
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def _fill_library(self) -> None:
        kernel, chosen = self.bank.kernel, self.bank.library()
        self.library.clear()
        if kernel is None:
            return
        for group in dict.fromkeys(one.group for one in chosen):
            count = sum(one.group == group for one in chosen)
            text = self.tr("{group} ({count} filters)").format(group=group, count=count * self.bank.groups)
            self.library.addAction(text, partial(self._attempt, partial(self.bank.fill, group)))
        rows, cols = kernel.shape[:2]
        text = self.tr("All that fit {rows} × {cols}").format(rows=rows, cols=cols)
        self.library.addSeparator()
        self.library.addAction(text, partial(self._attempt, partial(self.bank.fill, None)))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.bank.as_text())

    def _paste(self) -> None:
        self.bank.paste(QGuiApplication.clipboard().text())

    def _attempt(self, do: Callable[[], None]) -> None:
        """Do it, or say why it cannot be."""
        try:
            do()
        except ValueError as error:
            self.refused.emit(str(error))
        else:
            self.refused.emit("")
