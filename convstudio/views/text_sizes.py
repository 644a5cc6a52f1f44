"""How much room texts take in a font and in those that go with it; each is measured once."""

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics

WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
_ANY_HEIGHT = 10_000


class TextSizes:
    """Measures texts. Sizes are in pixels.

    Attributes:
        font: of the texts.
        large: bold and larger.
        fixed: as large, with letters of one width.
    """

    def __init__(self, font: QFont, larger: float) -> None:
        self.font, self.large = QFont(font), QFont(font)
        self.large.setBold(True)
        self.large.setPointSizeF(font.pointSizeF() * larger)
        self.fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.fixed.setPointSizeF(font.pointSizeF())
        self._metrics, self._large, self._fixed = map(QFontMetrics, (self.font, self.large, self.fixed))
        self._wrapped: dict[tuple[str, int], QSize] = {}
        self._lines: dict[tuple[str, ...], QSize] = {}

    @cached_property
    def line(self) -> int:
        """Height of a line."""
        return self._metrics.height()

    @cached_property
    def fixed_line(self) -> int:
        """From one line to the next in the font of one width."""
        return self._fixed.lineSpacing()

    def width(self, text: str) -> int:
        """Of a text in one line."""
        return self._metrics.horizontalAdvance(text)

    def large_width(self, text: str) -> int:
        """Of a large text in one line."""
        return self._large.horizontalAdvance(text)

    def wrapped(self, text: str, width: int) -> QSize:
        """Of a text that is broken between words where it reaches a width; nothing of no text."""
        if not text:
            return QSize(0, 0)
        if (text, width) not in self._wrapped:
            room = QRect(0, 0, width, _ANY_HEIGHT)
            self._wrapped[text, width] = self._metrics.boundingRect(room, WRAP, text).size()
        return self._wrapped[text, width]

    def fixed_lines(self, lines: Sequence[str]) -> QSize:
        """Of lines in the font of one width."""
        key = tuple(lines)
        if key not in self._lines:
            width = max(map(self._fixed.horizontalAdvance, key), default=0)
            self._lines[key] = QSize(width + 1, self.fixed_line * len(key) + 1)
        return self._lines[key]
