"""Why something was refused: a text that goes away by itself and moves nothing."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from convstudio.views.announce import announce

SECONDS = 8  # that a refusal stays


class Refusal(QLabel):
    """Takes the room that the others leave, with or without a text, and at least one line of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bad")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self._until = QTimer(self)
        self._until.setSingleShot(True)
        self._until.setInterval(SECONDS * 1000)
        self._until.timeout.connect(self.forget)

    def say(self, text: str) -> None:
        """Show why, for some seconds; an empty text clears it at once."""
        self.setText(text)
        self.setToolTip(text)
        announce(self, text)
        if text:
            self._until.start()
        else:
            self._until.stop()

    def forget(self) -> None:
        """Say nothing any more."""
        self.say("")

    def hasHeightForWidth(self) -> bool:
        """A long text does not ask for room."""
        return False

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(1, self.fontMetrics().lineSpacing())
