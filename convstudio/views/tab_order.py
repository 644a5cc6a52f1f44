"""The way of the Tab key through a window: as one reads, whatever was made first."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def go_on(window: QWidget, panels: Sequence[QWidget], forward: bool) -> bool:
    """Give the focus to what follows, or comes before, what has it; False where there is nothing else.

    Args:
        window: whose widgets take turns.
        panels: in the order in which they are gone through; what is in none of them comes last.
        forward: Tab; else Shift+Tab.
    """
    stops = sorted(_stops(window), key=lambda stop: _place(stop, panels))  # in a panel the order stays
    focused = QApplication.focusWidget()
    if not stops or stops == [focused]:
        return False
    step = 1 if forward else -1
    place = stops.index(focused) + step if focused in stops else 0
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    stops[place % len(stops)].setFocus(reason)
    return True


def _stops(window: QWidget) -> list[QWidget]:
    """Where the Tab key can stop, in Qt's order."""
    chain, widget = [window], window.nextInFocusChain()
    while widget is not None and widget is not window:
        chain.append(widget)
        widget = widget.nextInFocusChain()
    return [one for one in chain if _can_stop(one) and one.window() is window]


def _can_stop(widget: QWidget) -> bool:
    wanted = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return wanted and widget.focusProxy() is None and widget.isVisible() and widget.isEnabled()


def _place(widget: QWidget, panels: Sequence[QWidget]) -> int:
    inside = (n for n, panel in enumerate(panels) if panel is widget or panel.isAncestorOf(widget))
    return next(inside, len(panels))
