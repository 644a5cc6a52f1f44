"""Examples and ready-made networks to start from, each group under its name."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QWidget

from convstudio.files.resources import Example, examples, networks
from convstudio.model.studio import Studio
from convstudio.views.card import describe
from convstudio.views.short_texts import ShortComboBox


class ExampleBox(ShortComboBox):
    """Names what is open as long as it is one of them, unchanged.

    Signals:
        example_asked(str): a person wants the example, or the network, of this id.
    """

    example_asked = Signal(str)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        describe(self, "example_box", self.tr("Start from an example or a ready-made network"))
        self.setPlaceholderText(self.tr("Own work"))
        self._items = QStandardItemModel(self)
        self._add(self.tr("Examples"), examples())
        self._add(self.tr("Networks"), networks())
        self.setModel(self._items)
        self.activated.connect(self._ask)
        studio.document.project_replaced.connect(self._show)
        studio.document.undo_stack.cleanChanged.connect(self._show)
        self._show()

    def _add(self, title: str, group: tuple[Example, ...]) -> None:
        """A name that cannot be chosen, and below it what can."""
        head = QStandardItem(title)
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        font = self.font()
        font.setBold(True)
        head.setFont(font)
        self._items.appendRow(head)
        for example in group:
            item = QStandardItem(example.title)
            item.setData(example.id, Qt.ItemDataRole.UserRole)
            item.setToolTip(example.note)
            self._items.appendRow(item)

    def _ask(self, place: int) -> None:
        name = self.itemData(place)
        if name is not None:
            self.example_asked.emit(name)
        self._show()

    def _show(self) -> None:
        document = self._studio.document
        unchanged = document.path is None and not document.is_modified
        titles = range(self.count()) if unchanged else ()
        same = (n for n in titles if self.itemText(n) == document.project.title and self.itemData(n))
        with QSignalBlocker(self):
            self.setCurrentIndex(next(same, -1))
