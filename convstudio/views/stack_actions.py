"""What can be done to the list of layers, as actions for the menu, the strip and its context menu."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from convstudio.model.layer_offers import first_settings, offered
from convstudio.model.studio import Studio
from convstudio.views.actions import make_action

IN_STRIP = (
    "layer_remove",
    "layer_left",
    "layer_right",
    "layer_paste",
)  # their keys mean something else elsewhere


class StackActions(QObject):
    """Each is for the active layer, and is one undo."""

    def __init__(self, studio: Studio, parent: QObject) -> None:
        super().__init__(parent)
        self._studio = studio
        texts: dict[str, tuple[str, Callable[[], object]]] = {
            "layer_duplicate": (self.tr("D&uplicate the layer"), self._duplicate),
            "layer_toggle": ("", self._toggle),
            "layer_left": (self.tr("Move the layer to the &left"), partial(self._move, -1)),
            "layer_right": (self.tr("Move the layer to the ri&ght"), partial(self._move, 1)),
            "layer_remove": (self.tr("Re&move the layer"), self._remove),
            "layer_paste": (self.tr("&Paste layers of Keras or PyTorch"), self._paste),
        }
        self.all: dict[str, QAction] = {
            name: make_action(self, name, text, do) for name, (text, do) in texts.items()
        }
        for name in IN_STRIP:
            self.all[name].setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        studio.results.geometry_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        document = self._studio.document
        count, active = len(document.project.layers), document.active_layer
        self.all["layer_remove"].setEnabled(count > 1)
        self.all["layer_left"].setEnabled(active > 0)
        self.all["layer_right"].setEnabled(active < count - 1)
        toggle = self.all["layer_toggle"]
        enabled = document.project.layers[active].enabled if count else True
        text = self.tr("Disa&ble the layer") if enabled else self.tr("Ena&ble the layer")
        toggle.setText(text)
        toggle.setToolTip(f"{text.replace('&', '')} ({toggle.shortcut().toString()})")

    def fill_add_menu(self, menu: QMenu, at_end: bool = False) -> None:
        """Fill a menu, whenever it opens, with layers to add behind the active one, or at the end."""
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(lambda: self._fill(menu, at_end))

    def _fill(self, menu: QMenu, at_end: bool) -> None:
        menu.clear()
        project = self._studio.document.project
        place = len(project.layers) if at_end else self._studio.document.active_layer + 1
        groups: dict[str, QMenu] = {}
        for kind in offered(project, place):
            group = groups.get(kind.group)
            if group is None:
                group = groups[kind.group] = menu.addMenu(QCoreApplication.translate("layers", kind.group))
                group.setToolTipsVisible(True)
            action = group.addAction(kind.kind)
            action.setToolTip(QCoreApplication.translate("layers", kind.note))
            settings = first_settings(project, place, kind)
            action.triggered.connect(partial(self._add, kind.kind, settings, place))

    def _add(self, kind: str, settings: Mapping[str, Any], place: int, _checked: bool = False) -> None:
        self._studio.document.add_layer(kind, settings, place)

    def _duplicate(self) -> None:
        self._studio.document.duplicate_layer(self._studio.document.active_layer)

    def _remove(self) -> None:
        self._studio.document.remove_layer(self._studio.document.active_layer)

    def _toggle(self) -> None:
        document = self._studio.document
        document.set_enabled(document.active_layer, not document.layer.enabled)

    def _paste(self) -> None:
        from convstudio.views.layer_paste import paste_layers  # many start and never paste

        paste_layers(self._studio, self.parent())

    def _move(self, way: int) -> None:
        document = self._studio.document
        document.move_layer(document.active_layer, document.active_layer + way)

    def menu(self, parent: QWidget) -> QMenu:
        """All that can be done to the active layer."""
        menu = QMenu(parent)
        self.fill_add_menu(menu.addMenu(self.tr("&Add a layer behind it")))
        menu.addSeparator()
        menu.addActions(list(self.all.values()))
        return menu
