"""Stage, Network or Backward: views of the same thing at the same place."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QTabBar, QWidget

from convstudio.views.card import describe

STAGE, NETWORK, BACKWARD = 0, 1, 2


class ViewTabs(QStackedWidget):
    """The views. All but the Stage are made when they are first asked for.

    `bar` has their tabs; it stands elsewhere, where it takes no height from them.

    Signals:
        switched(int): STAGE, NETWORK or BACKWARD is seen now.
    """

    switched = Signal(int)

    def __init__(self, stage: QWidget, make: Mapping[int, Callable[[], QWidget]]) -> None:
        """`make` has a function for each view but the Stage."""
        super().__init__()
        self._make = dict(make)
        self.bar = QTabBar()
        for text, tip in (
            (self.tr("Stage"), self.tr("What one layer does, step by step (Ctrl+1)")),
            (self.tr("Network"), self.tr("All layers at once, and what a cell sees (Ctrl+2)")),
            (self.tr("Backward"), self.tr("One step of training: loss, errors, gradients, updates (Ctrl+3)")),
        ):
            self.bar.setTabToolTip(self.bar.addTab(text), tip)
        describe(self.bar, "view_tabs", self.tr("Stage, Network or Backward (Ctrl+1, Ctrl+2, Ctrl+3)"))
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.addWidget(stage)
        for _ in self._make:
            self.addWidget(QWidget())  # keeps the place
        self.bar.currentChanged.connect(self._switch)

    @property
    def network(self) -> QWidget | None:
        """The Network view; None as long as nobody asked for it."""
        return self.made(NETWORK)

    def made(self, number: int) -> QWidget | None:
        """A view; None as long as nobody asked for it."""
        return None if number in self._make else self.widget(number)

    def show_view(self, number: int) -> None:
        """Show STAGE, NETWORK or BACKWARD."""
        self.bar.setCurrentIndex(number)

    def _switch(self, number: int) -> None:
        if number in self._make:
            self.insertWidget(number, self._make.pop(number)())
            place = self.widget(number + 1)
            if place is not None:
                self.removeWidget(place)
                place.deleteLater()
        self.setCurrentIndex(number)
        for other in range(self.count()):  # only the one that is seen says how much room it needs
            policy = QSizePolicy.Policy.Preferred if other == number else QSizePolicy.Policy.Ignored
            view = self.widget(other)
            assert view is not None
            view.setSizePolicy(policy, policy)
        self.switched.emit(number)
