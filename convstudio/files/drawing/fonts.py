"""The fonts of drawings: those of the program, and what stands for them elsewhere."""

from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF

SANS = ("DejaVu Sans", "Verdana", "Segoe UI", "Helvetica", "Arial", "sans-serif")
MONO = ("DejaVu Sans Mono", "Consolas", "Menlo", "monospace")


def font(size: float, is_bold: bool = False, is_mono: bool = False) -> QFont:
    """A font of so many pixels whose letters are as wide at every scale."""
    chosen = QFont("monospace") if is_mono else QFont()
    chosen.setPixelSize(round(size))
    chosen.setBold(is_bold)
    chosen.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return chosen


def text_width(text: str, size: float, is_bold: bool = False, is_mono: bool = False) -> float:
    """Units that a text is wide."""
    return QFontMetricsF(font(size, is_bold, is_mono)).horizontalAdvance(text)


def families(is_mono: bool = False) -> tuple[str, ...]:
    """Names for another program to look for, the font that was measured first."""
    own = QFontInfo(font(12, is_mono=is_mono)).family()
    others = MONO if is_mono else SANS
    return (own, *(name for name in others if name != own))
