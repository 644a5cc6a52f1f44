"""Back and forth through a training: every moment that is kept, and on from there."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QPushButton, QSlider, QVBoxLayout, QWidget

from convstudio.model.machine import TrainingState
from convstudio.model.trainer import Trainer
from convstudio.views.card import describe, label, row


class TimelineBar(QWidget):
    """A slider over the steps, and a button that trains on from the moment shown.

    Signals:
        refused(str): why it cannot go on from there.
    """

    refused = Signal(str)

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self._trainer = trainer
        self.text = label(role="quiet")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        describe(
            self.slider, "moment_slider", self.tr("Moments of the training: show the weights as they were")
        )
        self.train_on = QPushButton(self.tr("Train on from here"))
        back = self.tr("Train on from this moment, exactly as it would have gone on; one undo leads back")
        describe(self.train_on, "train_on", back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.slider)
        layout.addLayout(row(self.text, None, self.train_on))
        self.slider.valueChanged.connect(self._seek)
        self.train_on.clicked.connect(self._train_on)

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

    def _train_on(self) -> None:
        assert self._trainer.shown is not None
        try:
            self._trainer.train_on_from(self._trainer.shown)
        except ValueError as error:
            self.refused.emit(str(error))
