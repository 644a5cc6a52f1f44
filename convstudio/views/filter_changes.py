"""What turns or normalises weights, as menus: the same for a slice, for a filter and for all filters."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from convstudio.model.bank_editing import BankEditing
from convstudio.model.filter_bank import Scope
from convstudio.views.actions import make_action

IN_TWO_DIMENSIONS = ("rotate", "flip_down", "transpose")
_NORMALISING = "sum_one"  # the first of those that do


def _tr(text: str) -> str:
    return QCoreApplication.translate("filter_changes", text)


class FilterChanges(QObject):
    """A menu for each scope; its actions are named after what they change, as in "rotate_filter"."""

    def __init__(
        self, bank: BankEditing, attempt: Callable[[Callable[[], None]], None], parent: QWidget
    ) -> None:
        """`attempt` does something and tells a person where it is refused."""
        super().__init__(parent)
        self._bank, self._attempt = bank, attempt
        self.menus = {scope: QMenu(text, parent) for scope, text in _scope_texts().items()}
        self.all: dict[str, QAction] = {}
        for scope, menu in self.menus.items():
            for name, text in _change_texts().items():
                if name == _NORMALISING:
                    menu.addSeparator()
                do = partial(self._attempt, partial(self._change, name, scope))
                action = make_action(self, f"{name}_{scope.value}", text, do)
                self.all[action.objectName()] = action
                menu.addAction(action)

    def show_layer(self, is_line: bool) -> None:
        """Enable what the layer in hand can have."""
        kernel = self._bank.kernel
        for scope, menu in self.menus.items():
            several = kernel is not None and (scope is not Scope.SLICE or kernel.shape[2] > 1)
            menu.setEnabled(several)
            for name in IN_TWO_DIMENSIONS:
                self.all[f"{name}_{scope.value}"].setEnabled(not is_line)

    def _change(self, name: str, scope: Scope) -> None:
        text = _tr("{change}: {scope}").format(change=_change_texts()[name], scope=_scope_texts()[scope])
        self._bank.change(name, scope, text.replace("&", ""))


def _scope_texts() -> dict[Scope, str]:
    return {
        Scope.SLICE: _tr("Change this &slice"),
        Scope.FILTER: _tr("Change this &filter"),
        Scope.BANK: _tr("Change &all filters"),
    }


def _change_texts() -> dict[str, str]:
    return {
        "rotate": _tr("&Rotate by 90°"),
        "flip_across": _tr("Flip left and ri&ght"),
        "flip_down": _tr("Flip &top and bottom"),
        "transpose": _tr("Trans&pose: rows become columns"),
        "negate": _tr("&Negate"),
        "sum_one": _tr("Normalise to &sum 1"),
        "zero_mean": _tr("Normalise to &mean 0"),
        "unit_norm": _tr("Normalise to &length 1"),
    }
