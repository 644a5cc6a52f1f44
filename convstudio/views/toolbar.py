"""The bar under the menus: files, undo, examples, and the transport."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QLabel, QToolBar, QWidget

from convstudio.model.studio import Studio
from convstudio.model.walk_in_hand import WalkInHand
from convstudio.views.example_box import ExampleBox
from convstudio.views.file_actions import FileActions
from convstudio.views.transport import Transport

GAP = 4  # pixels between two members and at the ends, as in the style sheet


class MainToolBar(QToolBar):
    """Has a name, so that the window remembers where it was."""

    def __init__(
        self,
        studio: Studio,
        files: FileActions,
        edits: dict[str, QAction],
        transport: dict[str, QAction],
        hand: WalkInHand,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("main_toolbar")
        self.setWindowTitle(self.tr("Tools"))
        self.setMovable(False)
        for action in (files.all["open"], files.all["save"]):
            self.addAction(action)
        self.addSeparator()
        for action in edits.values():
            self.addAction(action)
        self.addSeparator()
        self.example_box = ExampleBox(studio)
        self._word = self.addWidget(QLabel(self.tr("Example") + " "))
        self.addWidget(self.example_box)
        self.addSeparator()
        self.transport = Transport(hand, studio.settings, transport)
        self.addWidget(self.transport)
        self.example_box.example_asked.connect(files.open_example)
        self.transport.need_changed.connect(self._make_room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._make_room()
        return done

    def _make_room(self) -> None:
        """Where it is narrow, the word before the examples goes first, then the end of their names."""
        box, gap = self.example_box, GAP
        word = self.widgetForAction(self._word).sizeHint().width() + gap
        members = [self.widgetForAction(action) for action in self.actions() if action is not self._word]
        others = [one for one in members if one not in (box, self.transport)]
        room = self.width() - 2 * GAP - self.transport.least_width
        room -= sum(one.sizeHint().width() for one in others) + gap * len(members)
        has_word = room >= box.sizeHint().width() + word
        if has_word != self._word.isVisible():
            self._word.setVisible(has_word)
        width = max(box.minimumSizeHint().width(), min(box.sizeHint().width(), room - word * has_word))
        if width != box.minimumWidth():
            box.setFixedWidth(width)
