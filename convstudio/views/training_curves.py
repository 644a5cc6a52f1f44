"""The curves of a training: loss and accuracy, of every step and after every epoch."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from convstudio.engine.digits import format_value
from convstudio.model.timeline import Timeline
from convstudio.views.card import label
from convstudio.views.theme import Theme, current_theme

HEIGHT_IN_LINES = 7
FEW = 20  # steps up to which each has a dot
SMOOTH = 25  # steps over which the thick line goes, where there are many


class Curves(QWidget):
    """One above the other, over the steps; a line says which moment is shown.

    Signals:
        moment_picked(int): a person clicked at this number of steps.
    """

    moment_picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.loss = CurvePlot("loss", self.tr("Loss"))
        self.accuracy = CurvePlot("accuracy", self.tr("Accuracy"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for plot in (self.loss, self.accuracy):
            plot.moment_picked.connect(self.moment_picked)
            layout.addWidget(plot)
        self.accuracy.hide()

    def show_timeline(self, timeline: Timeline, shown: int | None) -> None:
        """Draw what there is."""
        self.loss.show_timeline(timeline, shown)
        self.accuracy.setVisible(self.accuracy.show_timeline(timeline, shown))


class CurvePlot(QWidget):
    """One number: thin each step, thick their running mean, and dots the validation after each epoch."""

    moment_picked = Signal(int)

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        import pyqtgraph as pg

        self.setObjectName(f"{name}_curve")
        self._name, self._title = name, title
        self._worn: tuple[Theme, bool] | None = None
        self.text = label()
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self._plot: Any = pg.PlotWidget(background=None)
        self._plot.setFixedHeight(HEIGHT_IN_LINES * self.fontMetrics().height())
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(False, False)
        self._plot.hideButtons()
        self._plot.setAccessibleName(title)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        tip = self.tr(
            "Thin: every step. Thick: the mean of the last {count}. Dots: the samples kept to check, after "
            "every epoch. A click shows the weights of that moment."
        )
        self.setToolTip(tip.format(count=SMOOTH))
        scene: Any = self._plot.scene()
        scene.sigMouseClicked.connect(self._pick)
        self._steps = self._plot.plot()
        self._mean = self._plot.plot()
        self._checked = self._plot.plot(symbol="o", symbolSize=6, pen=None)
        self._here = pg.InfiniteLine(0, angle=90)
        self._plot.addItem(self._here)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.text)
        layout.addWidget(self._plot)

    def show_timeline(self, timeline: Timeline, shown: int | None) -> bool:
        """Draw the curve; says whether there is one."""
        values = timeline.curve(self._name)
        epochs = timeline.epochs
        checked = [
            (epoch.steps, epoch.logs[f"val_{self._name}"])
            for epoch in epochs
            if f"val_{self._name}" in epoch.logs
        ]
        self._dress()
        steps = np.arange(values.size)
        many = values.size > 4 * SMOOTH
        self._steps.setData(steps, values, symbol="o" if values.size <= FEW else None, symbolSize=4)
        self._mean.setData(*(_running_mean(values) if many else (steps[:0], values[:0])))
        self._checked.setData([at for at, _ in checked], [value for _, value in checked])
        self._here.setVisible(shown is not None)
        self._here.setValue(shown or 0)
        self._fit(values, [value for _, value in checked])
        self._say(values, checked, values.size if shown is None else shown)
        return bool(values.size)

    @property
    def shown(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What is drawn: a number of each step, and those of the validation."""
        return self._steps.yData, self._checked.yData

    def _fit(self, values: NDArray[np.float64], checked: list[float]) -> None:
        everything = np.concatenate([values, checked])
        everything = everything[np.isfinite(everything)]
        self._plot.setXRange(0, max(1, values.size), padding=0.02)
        spacing = (1, 1) if values.size <= FEW // 2 else ()  # there is no half of a step
        self._plot.getAxis("bottom").setTickSpacing(*spacing)
        if everything.size:
            most = float(everything.max())
            self._plot.setYRange(0, most if most > 0 else 1, padding=0.06)

    def _say(self, values: NDArray[np.float64], checked: list[tuple[int, float]], shown: int) -> None:
        """The numbers of the moment shown: of the batch that comes then, and of the check before it."""
        theme = current_theme()
        parts = [f"<b>{self._title}</b>"]
        if values.size:
            until = values[: shown + 1]
            value = float(np.mean(until[-SMOOTH:] if values.size > 4 * SMOOTH else until[-1:]))
            text = self.tr("training {value}").format(value=format_value(value, 3))
            parts.append(f'<span style="color:{theme.accent}">— {text}</span>')
        past = [value for at, value in checked if at <= shown]
        if past:
            text = self.tr("check {value}").format(value=format_value(past[-1], 3))
            parts.append(f'<span style="color:{theme.link}">● {text}</span>')
        self.text.setText("&nbsp; ".join(parts))

    def _dress(self) -> None:
        """Only for another look: every pen has the whole plot painted anew."""
        theme = current_theme()
        has_mean = self._mean.xData is not None and len(self._mean.xData) > 0
        if self._worn == (theme, has_mean):
            return
        self._worn = theme, has_mean
        thin = QColor(theme.accent)
        thin.setAlphaF(0.45 if has_mean else 1.0)
        self._plot.setBackground(theme.card)
        self._steps.setPen(thin, width=1)
        self._steps.setSymbolBrush(theme.accent)
        self._steps.setSymbolPen(None)
        self._mean.setPen(theme.accent, width=2)
        self._checked.setSymbolBrush(theme.link)
        self._checked.setSymbolPen(None)
        self._here.setPen(theme.quiet, width=1)
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(theme.line)
            axis.setTextPen(theme.quiet)

    def _pick(self, event: Any) -> None:
        place = self._plot.getViewBox().mapSceneToView(event.scenePos())
        self.moment_picked.emit(max(0, round(place.x())))


def _running_mean(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The mean of the last steps at each step from the first that has so many."""
    sums = np.cumsum(np.insert(np.nan_to_num(values), 0, 0.0))
    means = (sums[SMOOTH:] - sums[:-SMOOTH]) / SMOOTH
    return np.arange(SMOOTH - 1, values.size, dtype=np.float64), means
