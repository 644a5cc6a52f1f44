"""The look of the program, light and dark: Fusion with palettes of our own."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True)
class Theme:
    """Colours by what they are for, as '#rrggbb'. Text on its ground has a contrast of at least 4.5."""

    name: str
    ground: str  # behind the cards
    card: str
    field: str  # where one types
    line: str  # borders
    text: str
    quiet: str  # secondary text
    accent: str  # the window, what is chosen
    accent_text: str  # on accent
    accent_ground: str  # tint of the chosen
    link: str  # what hovering lights up
    good: str
    bad: str
    grid: str  # lines between cells
    ghost: str  # cells outside the input
    veil: int  # opacity 0…255 of the mask over what lies ahead


LIGHT = Theme(
    name="light",
    ground="#f3f4f8",
    card="#ffffff",
    field="#ffffff",
    line="#d9dee6",
    text="#17202c",
    quiet="#5b6675",
    accent="#b45309",
    accent_text="#ffffff",
    accent_ground="#fff4e6",
    link="#0e7490",
    good="#15803d",
    bad="#b91c1c",
    grid="#d5dae2",
    ghost="#e8ebf0",
    veil=200,
)
DARK = Theme(
    name="dark",
    ground="#15191f",
    card="#1e242c",
    field="#262d37",
    line="#3a4450",
    text="#e8ecf1",
    quiet="#a3aebb",
    accent="#f59e42",
    accent_text="#1a1206",
    accent_ground="#3a2a17",
    link="#38bdd8",
    good="#4ade80",
    bad="#f98080",
    grid="#4a5563",
    ghost="#2c343f",
    veil=226,
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def qt_palette(theme: Theme) -> QPalette:
    """The theme in Qt's roles."""
    palette = QPalette()
    role = QPalette.ColorRole
    colors = {
        role.Window: theme.ground,
        role.WindowText: theme.text,
        role.Base: theme.field,
        role.AlternateBase: theme.card,
        role.Text: theme.text,
        role.PlaceholderText: theme.quiet,
        role.Button: theme.card,
        role.ButtonText: theme.text,
        role.BrightText: theme.bad,
        role.ToolTipBase: theme.card,
        role.ToolTipText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.accent_text,
        role.Link: theme.link,
        role.Light: theme.card,
        role.Midlight: theme.line,
        role.Mid: theme.line,
        role.Dark: theme.line,
        role.Shadow: theme.line,
        role.Accent: theme.accent,
    }
    for key, color in colors.items():
        palette.setColor(key, QColor(color))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(theme.quiet).darker(120))
    return palette


def style_sheet(theme: Theme) -> str:
    """What palettes cannot say: cards, rounded corners, quiet texts."""
    return f"""
    QWidget[card="true"] {{ background: {theme.card}; border: 1px solid {theme.line}; border-radius: 6px; }}
    QLabel {{ background: transparent; border: none; }}
    QLabel[role="title"] {{ font-weight: bold; color: {theme.text}; }}
    QLabel[role="sign"] {{ color: {theme.quiet}; }}
    QLabel[role="quiet"] {{ color: {theme.quiet}; }}
    QLabel[role="bad"] {{ color: {theme.bad}; }}
    QLabel[role="good"] {{ color: {theme.good}; }}
    QMainWindow::separator {{ background: {theme.ground}; width: 6px; height: 6px; }}
    QDockWidget {{ color: {theme.text}; }}
    QDockWidget::title {{ background: {theme.ground}; padding: 3px 6px; }}
    QToolBar {{ background: {theme.card}; border: none; border-bottom: 1px solid {theme.line};
        spacing: 4px; padding: 4px; }}
    QWidget[card="true"] QToolBar {{ background: transparent; border: none; padding: 0; spacing: 0; }}
    QWidget[card="true"] QToolBar QToolButton {{ padding: 1px; margin: 0; }}
    QMenuBar, QStatusBar {{ background: {theme.card}; color: {theme.text}; }}
    QStatusBar {{ background: {theme.ground}; }}
    QToolTip {{ background: {theme.card}; color: {theme.text}; border: 1px solid {theme.line}; }}
    QToolButton[primary="true"] {{ background: {theme.accent}; color: {theme.accent_text};
        border: 1px solid {theme.accent}; border-radius: 4px; padding: 4px 12px; font-weight: bold; }}
    QToolButton[primary="true"]:disabled {{ background: {theme.ground}; color: {theme.quiet};
        border: 1px solid {theme.line}; }}
    QToolButton[primary="true"]:focus {{ border: 2px solid {theme.text}; }}
    QToolButton[dashed="true"] {{ background: transparent; border: 1px dashed {theme.quiet};
        border-radius: 6px; padding: 8px 14px; color: {theme.quiet}; }}
    QToolButton[dashed="true"]:hover {{ background: {theme.ground}; color: {theme.text}; }}
    QToolButton[dashed="true"]:focus {{ border: 2px solid {theme.accent}; padding: 7px 13px; }}
    QToolButton[dashed="true"]::menu-indicator {{ image: none; }}
    QScrollArea {{ background: transparent; border: none; }}
    QWidget#qt_scrollarea_viewport > QWidget[plain="true"] {{ background: transparent; }}
    """


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Dress the whole application, unless it wears this theme already: every widget has to be dressed."""
    if app.property("theme") == theme.name:
        return
    with nothing_collected():
        if app.property("theme") is None:  # once: another style takes away what widgets are drawn with
            app.setStyle("Fusion")
        app.setPalette(qt_palette(theme))
        app.setStyleSheet(style_sheet(theme))
    app.setProperty("theme", theme.name)


def enlarge_texts(app: QApplication, factor: float) -> None:
    """Make all texts so many times as large as the desktop has them."""
    plain = app.property("plain_size") or app.font().pointSizeF()
    app.setProperty("plain_size", plain)
    font = app.font()
    font.setPointSizeF(plain * factor)
    with nothing_collected():
        app.setFont(font)
        app.setStyleSheet(app.styleSheet())  # dressed widgets take another font only with the sheet


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Python's collector rests: Qt dresses widgets from a list, and one deleted meanwhile is still in it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def current_theme(app: QApplication | None = None) -> Theme:
    """The theme that the application wears, told by its palette, so that there is one truth."""
    instance = app or QApplication.instance()
    assert isinstance(instance, QApplication)
    return DARK if instance.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def system_is_dark(app: QApplication) -> bool:
    """What the desktop says; False where it says nothing, as most Linux desktops do."""
    return app.styleHints().colorScheme() == Qt.ColorScheme.Dark
