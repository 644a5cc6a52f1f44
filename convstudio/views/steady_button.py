"""A button that keeps its width when its text changes."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton


class SteadyButton(QToolButton):
    """As wide as the longest of its texts needs, so that nothing beside it moves away from the mouse."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__()
        self._texts = tuple(texts)

    def sizeHint(self) -> QSize:
        longest = max((self._width_of(text) for text in self._texts), default=0)
        return super().sizeHint() + QSize(max(0, longest - self._width_of(self.text())), 0)

    def _width_of(self, text: str) -> int:
        """In pixels, as Qt's button counts them."""
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text).width()
