"""A panel that scrolls up and down where it has not its whole height."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget


class DownScroll(QScrollArea):
    """Never narrower than what it holds and the bar beside it.

    Signals:
        need_changed: what it holds may need other room.
    """

    need_changed = Signal()

    def __init__(self, held: QWidget) -> None:
        super().__init__()
        self._held = held
        self._told = 0  # the width of which the window was told
        held.setProperty("plain", True)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(held)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._held and event.type() == QEvent.Type.LayoutRequest:
            self.need_changed.emit()
            self._tell()
        return super().eventFilter(watched, event)

    def _tell(self) -> None:
        """What it holds may need another width, which Qt would keep to itself; only then the window moves."""
        least = self._least()
        if least != self._told:
            self._told = least
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = self._held.sizeHint()
        return QSize(max(hint.width(), self._least()) + self._bar(), hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least() + self._bar(), super().minimumSizeHint().height())

    def _least(self) -> int:
        return self._held.minimumSizeHint().width()

    def _bar(self) -> int:
        return self.verticalScrollBar().sizeHint().width()
