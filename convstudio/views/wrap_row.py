"""A row of widgets that goes on in the next line where there is no room."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

Line = list[QWidget]


class WrapRow(QWidget):
    """Every member as wide as it likes, at most as the row; one whose text wraps has a line of its own.

    It places its members itself: a layout written in Python does not live as long as Qt believes.
    """

    def __init__(self, *members: QWidget, spacing: int = 4) -> None:
        super().__init__()
        self._members, self._spacing = members, spacing
        for member in members:
            member.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """All in one line."""
        hints = [_whole(member) for member in self._shown]
        width = sum(hint.width() for hint in hints) + max(0, len(hints) - 1) * self._spacing
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest; how many lines there are, the width decides."""
        widest = max((_least(member) for member in self._shown), default=0)
        return QSize(widest, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a member needs other room, or is hidden
            self.updateGeometry()
            self._place()
        return super().event(event)

    def _place(self) -> None:
        """Give each member its place, and the row the height of all lines."""
        top, width = 0, self.width()
        for line in self._lines(width):
            left, height = 0, _height(line, width)
            for member in line:
                size = _size(member, width)
                member.setGeometry(QRect(QPoint(left, top + (height - size.height()) // 2), size))
                left += size.width() + self._spacing
            top += height + self._spacing
        wanted = max(0, top - self._spacing)
        if wanted != self.minimumHeight() or wanted != self.maximumHeight():
            self.setFixedHeight(wanted)

    @property
    def _shown(self) -> Line:
        return [member for member in self._members if not member.isHidden()]

    def _lines(self, width: int) -> list[Line]:
        lines: list[Line] = []
        used = 0
        for member in self._shown:
            wanted = _size(member, width).width()
            if lines and used + self._spacing + wanted <= width:
                lines[-1].append(member)
                used += self._spacing + wanted
            else:
                lines.append([member])
                used = wanted
        return lines


def _whole(member: QWidget) -> QSize:
    """What a member likes, within its limits."""
    hint = member.sizeHint().expandedTo(member.minimumSizeHint()).expandedTo(member.minimumSize())
    return hint.boundedTo(member.maximumSize())


def _least(member: QWidget) -> int:
    """The width that a member needs: a label of rich text says less than its one line takes."""
    is_line = isinstance(member, QLabel) and not member.wordWrap()
    return max((member.sizeHint() if is_line else member.minimumSizeHint()).width(), member.minimumWidth())


def _size(member: QWidget, width: int) -> QSize:
    """What a member takes of a row so wide."""
    if member.hasHeightForWidth():
        return QSize(width, member.heightForWidth(width))
    whole = _whole(member)
    return QSize(min(whole.width(), width), whole.height())


def _height(line: Line, width: int) -> int:
    return max(_size(member, width).height() for member in line)
