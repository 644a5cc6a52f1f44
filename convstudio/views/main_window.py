"""The window: makes the panels, puts them in their places, introduces them."""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QIcon,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout, QWidget

from convstudio.files.resources import resource_dir
from convstudio.model.studio import Studio
from convstudio.model.walk_in_hand import WalkInHand
from convstudio.views.actions import dress, edit_actions, transport_actions
from convstudio.views.arithmetic_panel import ArithmeticPanel
from convstudio.views.card import row
from convstudio.views.dock import Dock
from convstudio.views.export_actions import ExportActions
from convstudio.views.field_undo import FieldUndo
from convstudio.views.file_actions import FileActions
from convstudio.views.gallery import Gallery
from convstudio.views.input_actions import InputActions
from convstudio.views.inspector import Inspector
from convstudio.views.late_docks import LateDock, late_docks
from convstudio.views.layer_actions import LayerActions
from convstudio.views.menu_key import add_menu_key
from convstudio.views.menus import fill_menus
from convstudio.views.network_strip import NetworkStrip
from convstudio.views.stack_actions import StackActions
from convstudio.views.stage import Stage
from convstudio.views.stage_docks import StageDocks
from convstudio.views.status_line import StatusLine
from convstudio.views.tab_order import go_on
from convstudio.views.toolbar import MainToolBar
from convstudio.views.training_actions import TrainingActions
from convstudio.views.view_actions import ViewActions
from convstudio.views.view_tabs import BACKWARD, NETWORK, STAGE, ViewTabs
from convstudio.views.window_fit import WindowFit

Area = Qt.DockWidgetArea


class MainWindow(QMainWindow):
    """Everything in one window; what it does stands in its parts.

    Signals:
        closed: the window closes for good.
    """

    closed = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowIcon(QIcon(str(resource_dir() / "icons" / "app.svg")))
        self.setAcceptDrops(True)
        self.studio = studio
        self.files = FileActions(studio, self)
        self.exports = ExportActions(self)
        self.input_actions = InputActions(studio, self)
        self.layer_actions = LayerActions(studio, self)
        self.stack_actions = StackActions(studio, self)
        self.training_actions = TrainingActions(studio, self)
        self.view_actions = ViewActions(studio, self)
        self.walk_in_hand = WalkInHand(studio.player, self)
        self.transport_actions = transport_actions(studio, self, self.walk_in_hand)
        self.edit_actions = edit_actions(studio, self)
        self.stage = Stage(studio, self.input_actions)
        self.tabs = ViewTabs(self.stage, {NETWORK: self._make_network, BACKWARD: self._make_backward})
        self.strip = NetworkStrip(studio, self.stack_actions)
        self.inspector = Inspector(studio)
        self.arithmetic = ArithmeticPanel(studio)
        self.gallery = Gallery(studio)
        self._lay_out()
        self.tools = MainToolBar(
            studio, self.files, self.edit_actions, self.transport_actions, self.walk_in_hand, self
        )
        self.addToolBar(self.tools)
        fill_menus(self)
        add_menu_key(self)
        self.setStatusBar(StatusLine(studio))
        self._connect()
        self._restore()
        self._show_title()

    def _lay_out(self) -> None:
        middle = QWidget()
        middle.setAutoFillBackground(True)  # Qt leaves tabs of docks behind it when these are hidden
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(10, 4, 4, 2)
        layout.setSpacing(6)
        top = row(self.strip, self.tabs.bar)
        top.setStretch(0, 1)
        top.setAlignment(self.tabs.bar, Qt.AlignmentFlag.AlignBottom)
        layout.addLayout(top)
        layout.addWidget(self.tabs, 1)
        self.setCentralWidget(middle)
        self.setCorner(Qt.Corner.BottomRightCorner, Area.RightDockWidgetArea)
        self.setDockOptions(
            QMainWindow.DockOption.AllowNestedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AnimatedDocks
        )
        self.inspector_dock = self._dock(
            "inspector_dock", self.tr("Layer"), self.inspector, Area.RightDockWidgetArea
        )
        self.arithmetic_dock = self._dock(
            "arithmetic_dock", self.tr("This step"), self.arithmetic, Area.BottomDockWidgetArea
        )
        self.gallery_dock = self._dock(
            "gallery_dock", self.tr("Feature maps"), self.gallery, Area.BottomDockWidgetArea
        )
        self.late_docks = self._dock_late()
        self._stage_docks = StageDocks(
            [self.arithmetic_dock, self.gallery_dock, self.inspector_dock, *self.late_docks]
        )
        self.fit = WindowFit(self)
        self.fit.arrange_below(self.height())

    def _make_network(self) -> QWidget:
        from convstudio.views.network_view import NetworkView  # many start and never look

        network = NetworkView(self.studio)
        network.stage_requested.connect(lambda: self.tabs.show_view(STAGE))
        return network

    def _make_backward(self) -> QWidget:
        from convstudio.model.backward import Backward
        from convstudio.views.gradient_view import GradientView

        backward = Backward(self.studio.document, parent=self)
        self.closed.connect(backward.close)
        return GradientView(self.studio, backward, self.walk_in_hand)

    def explain_training(self) -> None:
        """Explain the next step of the training on the Backward page."""
        from convstudio.views.gradient_view import GradientView

        self.tabs.show_view(BACKWARD)
        page = self.tabs.made(BACKWARD)
        assert isinstance(page, GradientView)
        page.steps.explain()

    def _dock(self, name: str, title: str, panel: QWidget, area: Area) -> QDockWidget:
        dock = Dock(title, self)
        dock.setObjectName(name)
        dock.setWidget(panel)
        self.addDockWidget(area, dock)
        return dock

    def _dock_late(self) -> list[LateDock]:
        """Hidden until the View menu shows them; those on the right share the inspector's place."""
        docks = late_docks(self)
        for dock, area in docks:
            self.addDockWidget(area, dock)
            if area == Area.RightDockWidgetArea:
                self.tabifyDockWidget(self.inspector_dock, dock)
            dock.hide()
        return [dock for dock, _ in docks]

    @property
    def training_dock(self) -> LateDock:
        """Where the training is."""
        return next(dock for dock in self.late_docks if dock.objectName() == "training_dock")

    def _connect(self) -> None:
        document = self.studio.document
        self.field_undo = FieldUndo(self)
        document.path_changed.connect(self._show_title)
        document.project_replaced.connect(self._show_title)
        document.name_changed.connect(self._show_title)
        document.undo_stack.cleanChanged.connect(self._show_title)
        self.training_actions.used.connect(self.training_dock.open)
        self.training_actions.explain_requested.connect(self.explain_training)
        self.tabs.switched.connect(lambda view: self._stage_docks.set_stage(view == STAGE))

    # title and looks

    def _show_title(self) -> None:
        document = self.studio.document
        self.setWindowFilePath(document.path or "")
        name = document.name or self.tr("untitled")
        self.setWindowTitle(self.tr("{name}[*] — Convolution Studio").format(name=name))
        self.setWindowModified(document.is_modified)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "tools"):
            dress(self.named_actions())

    def named_actions(self) -> dict[str, QAction]:
        """All actions of the window by their names."""
        return {name: action for action in self.findChildren(QAction) if (name := action.objectName())}

    # places

    def _restore(self) -> None:
        settings = self.studio.settings
        if not self.restoreGeometry(settings.window_geometry):
            size = QSize(1440, 900).boundedTo(self.fit.room)
            self.fit.arrange_below(size.height())
            self.resize(size)
        self.fit.fit_texts()
        if not self.restoreState(settings.window_state):
            self.fit.share_room()
            QTimer.singleShot(0, self.fit, self.fit.share_room)  # sizes hold only in a window that is seen

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit.follow(event.size())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.stage.map_panel.view.setFocus()

    def focusNextPrevChild(self, next: bool) -> bool:
        """The Tab key goes through the window as one reads it."""
        stage, below = self.stage, (self.arithmetic, self.gallery, self.inspector)
        middle = stage.input_panel, stage.filter_panel, stage.map_panel, self.tabs
        return go_on(self, (self.tools, self.strip, self.tabs.bar, *middle, *below), next)

    # files

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        path = event.mimeData().urls()[0].toLocalFile()
        # Later: until the drop is over, whoever dropped it waits, and no question would be painted.
        QTimer.singleShot(0, self, lambda: self.files.open(path))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_close():
            event.ignore()
            return
        self._stage_docks.set_stage(True)  # so that they are where they belong at the next start
        self.studio.settings.window_geometry = self.saveGeometry()
        self.studio.settings.window_state = self.saveState()
        self.studio.settings.save()
        self.studio.player.pause()
        self.closed.emit()
        super().closeEvent(event)
