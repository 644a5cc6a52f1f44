"""Back and forth through a training: every moment that is kept, and on from there."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QPushButton, QSlider, QVBoxLayout, QWidget

from convstudio.model.machine import TrainingState
from convstudio.model.trainer import Trainer
from convstudio.views.card import describe, label, row
from convstudio.views.fields import guard_wheel


class TimelineBar(QWidget):
    """A slider over the steps, and what can be done with the moment shown.

    Signals:
        pinned_changed(): others are compared with another moment.
        refused(str): why it cannot go on from there.
    """

    pinned_changed = Signal()
    refused = Signal(str)

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self._trainer = trainer
        self.text = label(role="quiet")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        describe(
            self.slider, "moment_slider", self.tr("Moments of the training: show the weights as they were")
        )
        guard_wheel(self.slider)
        self.train_on = QPushButton(self.tr("Train on from here"))
        back = self.tr("Train on from this moment, exactly as it would have gone on; one undo leads back")
        describe(self.train_on, "train_on", back)
        self.pin = QPushButton(self.tr("Compare with this"))
        self.pin.setCheckable(True)
        pinned = self.tr("Hold this moment, and compare the others with it instead of with the start")
        describe(self.pin, "pin_moment", pinned)
        self._pinned = 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.slider)
        layout.addWidget(self.text)
        layout.addLayout(row(self.train_on, self.pin, None))
        self.slider.valueChanged.connect(self._seek)
        self.train_on.clicked.connect(self._train_on)
        self.pin.toggled.connect(self._pin)
        trainer.timeline_changed.connect(lambda: self.pin.setChecked(False))

    @property
    def pinned(self) -> int:
        """The moment with which others are compared: 0 is the start."""
        return self._pinned

    def show_moments(self) -> None:
        """Follow the training."""
        trainer = self._trainer
        kept = trainer.timeline.kept
        last = kept[-1] if kept else 0
        shown = last if trainer.shown is None else trainer.shown
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, last)
            self.slider.setSingleStep(trainer.timeline.every)
            self.slider.setPageStep(max(1, last // 20))
            self.slider.setValue(shown)
        self.slider.setEnabled(bool(last))
        self.pin.setEnabled(trainer.shown is not None)
        is_past = trainer.shown is not None and trainer.shown < last
        self.train_on.setEnabled(is_past and trainer.state is not TrainingState.RUNNING)
        self.text.setText(self._said(last, shown))

    def _said(self, last: int, shown: int) -> str:
        if not last:
            return self.tr("No step taken yet")
        if self._trainer.shown is None:
            return self.tr("{last} steps; the weights are others now").format(last=f"{last:,}")
        return self.tr("After step {shown} of {last}").format(shown=f"{shown:,}", last=f"{last:,}")

    def _seek(self, steps: int) -> None:
        self._trainer.seek(steps)
        self.show_moments()

    def _pin(self, held: bool) -> None:
        self._pinned = (self._trainer.shown or 0) if held else 0
        self.pinned_changed.emit()

    def _train_on(self) -> None:
        assert self._trainer.shown is not None
        try:
            self._trainer.train_on_from(self._trainer.shown)
        except ValueError as error:
            self.refused.emit(str(error))
