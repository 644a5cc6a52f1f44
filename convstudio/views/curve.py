"""The curve above a row of cells: one value a cell, aligned with the cells below."""

from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from convstudio.views.grid_view import GridView
from convstudio.views.theme import current_theme

LINES_HIGH = 5  # height of the curve in lines of text


class Curve(QWidget):
    """Draws the values of a 1-D grid. The plot is made when it is first shown: 2-D never pays for it."""

    def __init__(self, view: GridView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._plot: Any = None  # pyqtgraph has no types
        self.setFixedHeight(LINES_HIGH * self.fontMetrics().height())
        self.setAccessibleName(self.tr("Curve of the values"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        view.zoomed.connect(self.draw)
        view.values_shown.connect(self.draw)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._make()
        self.draw()

    def _make(self) -> None:
        if self._plot is not None:
            return
        import pyqtgraph as pg

        plot = pg.PlotWidget(background=None)
        for part in (plot, plot.viewport()):
            part.setAcceptDrops(False)  # the window takes files, wherever they are dropped
        plot.setMenuEnabled(False)
        plot.setMouseEnabled(False, False)
        plot.hideButtons()
        plot.hideAxis("left")
        plot.hideAxis("bottom")
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._zero = pg.InfiniteLine(0, angle=0)
        plot.addItem(self._zero)
        self._line = plot.plot(symbol="o", symbolSize=6)
        self._plot = plot
        layout = self.layout()
        assert layout is not None
        layout.addWidget(plot)

    def draw(self) -> None:
        """Draw the values that the view shows, each above its cell."""
        if self._plot is None or not self.isVisible():
            return
        theme = current_theme()
        self._plot.setBackground(theme.card)
        values = self._view.values[0]
        visible = self._view.visible_cells()
        self._zero.setPen(theme.line)
        self._line.setData(np.arange(values.size) + 0.5, values)
        self._line.setPen(theme.accent, width=2)
        self._line.setSymbolBrush(theme.accent)
        self._line.setSymbolPen(None)
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        self._plot.setXRange(visible.left(), visible.right(), padding=0)
        self._plot.setYRange(min(low, 0), max(high, 1e-6), padding=0.12)
