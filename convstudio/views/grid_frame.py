"""A grid with its colour bar beside it, as close as the grid is wide."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from convstudio.views.color_bar import ColorBar
from convstudio.views.curve import Curve
from convstudio.views.grid_view import GridView

GAP = 8  # pixels between grid and bar


class GridFrame(QWidget):
    """Gives the view the room that its grid needs, and the bar the height of the grid."""

    def __init__(self, view: GridView, bar: ColorBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view, self._bar = view, bar
        self.curve = Curve(view)
        for part in (view, bar, self.curve):
            part.setParent(self)
        self.show_curve(False)
        view.zoomed.connect(self._place)

    def show_curve(self, wanted: bool) -> None:
        """Draw the values as a curve above the grid, too: for a grid of one row."""
        self._shows_curve = wanted
        self.curve.setVisible(wanted)
        self._place()

    def sizeHint(self) -> QSize:
        return self._view.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._view.minimumSize() + QSize(GAP + self._bar.sizeHint().width(), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        bar = self._bar.sizeHint().width()
        above = self.curve.height() if self._shows_curve else 0
        room = QSize(max(1, self.width() - bar - GAP), self.height() - above)
        grid = self._view.grid_size(room)
        self.curve.setGeometry(0, 0, grid.width(), self.curve.height())
        self._view.setGeometry(0, above, grid.width(), room.height())
        self._bar.setGeometry(grid.width() + GAP, above, bar, min(grid.height(), room.height()))
