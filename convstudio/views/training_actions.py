"""What a person can do with a training, by menu, button or key."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from convstudio.model.machine import TrainingState
from convstudio.model.studio import Studio
from convstudio.views.actions import dress, make_action, shortcuts


class TrainingActions(QObject):
    """Start or pause, a step, an epoch, stop, reset.

    Signals:
        used(): a person wants to train; whoever shows the training should be there now.
        refused(str): why nothing begins.
        explain_requested(): a person wants to see how the next step comes about.
    """

    used = Signal()
    refused = Signal(str)
    explain_requested = Signal()

    def __init__(self, studio: Studio, parent: QObject) -> None:
        super().__init__(parent)
        self._trainer = trainer = studio.trainer
        self.start = make_action(parent, "train_start", self.tr("&Start training"), self._toggle, "play")
        self.step = make_action(parent, "train_step", self.tr("One &step of training"), self._step)
        self.epoch = make_action(parent, "train_epoch", self.tr("One &epoch of training"), self._epoch)
        self.stop = make_action(
            parent, "train_stop", self.tr("S&top training, keep the weights"), trainer.stop
        )
        back = self.tr("&Reset to the weights before the training")
        self.reset = make_action(parent, "train_reset", back, trainer.reset)
        explained = self.tr("E&xplain the next step")
        self.explain = make_action(parent, "train_explain", explained, self.explain_requested.emit)
        for action, short in (
            (self.explain, self.tr("Explain next step")),
            (self.step, self.tr("Step")),
            (self.epoch, self.tr("Epoch")),
            (self.stop, self.tr("Stop")),
            (self.reset, self.tr("Reset")),
        ):
            action.setIconText(short)
        trainer.state_changed.connect(self._show)
        trainer.timeline_changed.connect(self._show)
        self._show()

    @property
    def all(self) -> list[QAction]:
        """In the order in which they are shown."""
        return [self.start, self.step, self.epoch, self.stop, self.reset]

    @property
    def start_texts(self) -> tuple[str, str, str]:
        """What a button for the start may say."""
        return self.tr("Start"), self.tr("Pause"), self.tr("Continue")

    def _toggle(self) -> None:
        if self._trainer.state is TrainingState.RUNNING:
            self._trainer.pause()
        else:
            self._try(self._trainer.start)

    def _step(self) -> None:
        self._try(self._trainer.step_once)

    def _epoch(self) -> None:
        self._try(self._trainer.train_epoch)

    def _try(self, begin: Callable[[], None]) -> None:
        self.used.emit()
        try:
            begin()
        except ValueError as error:
            self.refused.emit(str(error))

    def _show(self, _changed: object = None) -> None:
        state = self._trainer.state
        running, idle = state is TrainingState.RUNNING, state is TrainingState.IDLE
        self.start.setText(self._start_text(state))
        self.start.setIconText(self._short_text(state))
        self.start.setProperty("drawing", "pause" if running else "play")
        self.start.setToolTip(f"{self.start.text().replace('&', '')} ({shortcuts()['train_start']})")
        dress({"train_start": self.start})
        for action in (self.step, self.epoch):
            action.setEnabled(not running)
        self.stop.setEnabled(not idle)
        self.reset.setEnabled(bool(self._trainer.timeline.kept))

    def _start_text(self, state: TrainingState) -> str:
        if state is TrainingState.RUNNING:
            return self.tr("&Pause training")
        return self.tr("&Start training") if state is TrainingState.IDLE else self.tr("&Continue training")

    def _short_text(self, state: TrainingState) -> str:
        start, pause, go_on = self.start_texts
        if state is TrainingState.RUNNING:
            return pause
        return start if state is TrainingState.IDLE else go_on
