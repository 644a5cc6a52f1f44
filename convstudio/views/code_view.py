"""A program to read and to copy: with a fixed width, and a few quiet colours."""

import keyword
import re

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFont, QFontDatabase, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from convstudio.views.theme import Theme, current_theme

_TOKENS = re.compile(
    r"(?P<comment>#.*)"
    r'|(?P<string>"""[^"]*"""|"(?:[^"\\]|\\.)*")'
    rf"|(?P<word>\b(?:{'|'.join(keyword.kwlist)})\b)"
    r"|(?P<name>(?<=def )\w+|(?<=class )\w+)"
)


class CodeColors(QSyntaxHighlighter):
    """Comments, texts and words of Python in colours of the theme; no text of a program goes over a line."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self.set_theme(current_theme())

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of a theme."""
        colors = {"comment": theme.quiet, "string": theme.good, "word": theme.link, "name": theme.accent}
        self._formats = {name: _colored(color, name == "comment") for name, color in colors.items()}
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for found in _TOKENS.finditer(text):
            start, end = found.span()
            self.setFormat(start, end - start, self._formats[str(found.lastgroup)])


class CodeView(QPlainTextEdit):
    """Shows a program, and stays where it was scrolled to when that changes a little."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(fixed_font())
        self._colors = CodeColors(self.document())

    def show_program(self, text: str) -> None:
        """Show a program in place of another."""
        if text == self.toPlainText():
            return
        bars = self.verticalScrollBar(), self.horizontalScrollBar()
        places = [bar.value() for bar in bars]
        self.setPlainText(text)
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_colors"):
            self._colors.set_theme(current_theme())


def fixed_font() -> QFont:
    """The desktop's font of fixed width; its size is left open, and follows that of all texts."""
    font = QFont()
    font.setFamilies(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families())
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


def _colored(color: str, is_italic: bool) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(color))
    made.setFontItalic(is_italic)
    return made
