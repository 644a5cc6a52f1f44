"""Stage or Network: two views of the same thing at the same place."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from convstudio.views.card import describe

STAGE, NETWORK = 0, 1


class ViewTabs(QStackedWidget):
    """The two views. The second is made when it is first asked for.

    `bar` has their tabs; it stands elsewhere, where it takes no height from them.

    Signals:
        switched(int): STAGE or NETWORK is seen now.
    """

    switched = Signal(int)

    def __init__(self, stage: QWidget, make_network: Callable[[], QWidget]) -> None:
        super().__init__()
        self._make_network = make_network
        self.bar = QTabBar()
        self.bar.addTab(self.tr("Stage"))
        self.bar.addTab(self.tr("Network"))
        self.bar.setTabToolTip(STAGE, self.tr("What one layer does, step by step (Ctrl+1)"))
        self.bar.setTabToolTip(NETWORK, self.tr("All layers at once, and what a cell sees (Ctrl+2)"))
        describe(self.bar, "view_tabs", self.tr("Stage or Network (Ctrl+1, Ctrl+2)"))
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.addWidget(stage)
        self.bar.currentChanged.connect(self._switch)

    @property
    def network(self) -> QWidget | None:
        """The Network view; None as long as nobody asked for it."""
        return self.widget(NETWORK)

    def show_view(self, number: int) -> None:
        """Show STAGE or NETWORK."""
        self.bar.setCurrentIndex(number)

    def _switch(self, number: int) -> None:
        if number == NETWORK and self.network is None:
            self.addWidget(self._make_network())
        self.setCurrentIndex(number)
        self.switched.emit(number)
