"""Beside the gallery: in which order the maps stand, and what the picked ones make together."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from convstudio.views.card import describe

NOTHING = ""  # no way to combine


class GalleryBar(QWidget):
    """Two choices, one below the other.

    Signals:
        order_asked(str): another order, one of `map_sets.ORDERS`.
        way_asked(str): another way to combine, one of `map_sets.WAYS`, or NOTHING.
    """

    order_asked = Signal(str)
    way_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.order_box = self._choice(
            "map_order_box",
            self.tr("In which order the maps stand"),
            {
                "index": self.tr("Sorted: by number"),
                "mean": self.tr("Sorted: by mean"),
                "largest": self.tr("Sorted: by largest value"),
            },
        )
        self.way_box = self._choice(
            "combine_box",
            self.tr(
                "Maps together, as one more tile: Ctrl+click or Space picks maps, else it is all of them"
            ),
            {
                NOTHING: self.tr("Together: nothing"),
                "sum": self.tr("Together: sum"),
                "maximum": self.tr("Together: maximum"),
                "difference": self.tr("Together: difference"),
            },
        )
        self._titles = [self.order_box.itemText(place) for place in range(self.order_box.count())]
        self._waits = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 2, 4, 2)
        layout.setSpacing(4)
        layout.addWidget(self.order_box)
        layout.addWidget(self.way_box)
        layout.addStretch(1)
        self.order_box.activated.connect(lambda _at: self.order_asked.emit(self.order_box.currentData()))
        self.way_box.activated.connect(lambda _at: self.way_asked.emit(self.way))

    def _choice(self, name: str, text: str, choices: dict[str, str]) -> QComboBox:
        box = QComboBox()
        describe(box, name, text)
        for value, title in choices.items():
            box.addItem(title, value)
        return box

    @property
    def way(self) -> str:
        """How picked maps are combined; NOTHING for not at all."""
        return str(self.way_box.currentData())

    def show_way(self, way: str) -> None:
        """Show another way."""
        with QSignalBlocker(self.way_box):
            self.way_box.setCurrentIndex(self.way_box.findData(way))

    def show_waiting(self, waits: bool) -> None:
        """Say that the maps are not sorted yet, because the numbers to sort them by are still computed."""
        if waits != self._waits:
            self._waits = waits
            for place, title in enumerate(self._titles):
                self.order_box.setItemText(place, f"{title} …" if waits and place else title)

    def show_order(self, order: str) -> None:
        """Show another order."""
        with QSignalBlocker(self.order_box):
            self.order_box.setCurrentIndex(self.order_box.findData(order))
