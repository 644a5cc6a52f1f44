"""The plain pieces that panels are made of."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget


def label(text: str = "", role: str = "", whole: bool = False) -> QLabel:
    """A label with a role that the style knows: title, quiet, bad or good.

    A long text is cut off rather than pushing its neighbours away, unless it is to be seen `whole`.
    """
    made = QLabel(text)
    if role:
        made.setProperty("role", role)
    if not whole:
        made.setMinimumWidth(1)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


class Paragraph(QLabel):
    """A text that wraps in whatever width there is; its height follows from that alone."""

    def __init__(self, role: str = "") -> None:
        super().__init__()
        if role:
            self.setProperty("role", role)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def minimumSizeHint(self) -> QSize:
        return QSize(1, self.fontMetrics().lineSpacing())


def paragraph(role: str = "") -> QLabel:
    """A text that wraps, with a role as that of a label."""
    return Paragraph(role)


def subtitle(text: str) -> str:
    """A smaller text to stand behind a title in the same label."""
    return f'<span style="font-weight:normal; font-size:small">&nbsp;&nbsp;{text}</span>'


def row(*widgets: QWidget | None, spacing: int = 4) -> QHBoxLayout:
    """Widgets side by side; None is a stretch."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for widget in widgets:
        if widget is None:
            layout.addStretch(1)
        else:
            layout.addWidget(widget)
    return layout


def flat_button(text: str, tooltip: str) -> QToolButton:
    """A small button without a frame until the mouse is over it."""
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tooltip)
    button.setAccessibleName(tooltip)
    button.setAutoRaise(True)
    return button


def describe(widget: QWidget, name: str, text: str) -> None:
    """Give a control its object name, its tooltip, and the name that screen readers say."""
    widget.setObjectName(name)
    widget.setAccessibleName(text)
    widget.setToolTip(text)
