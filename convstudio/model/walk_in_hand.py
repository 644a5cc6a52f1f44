"""Which of several walks the transport drives: the one that is in sight."""

from PySide6.QtCore import QObject, Signal, SignalInstance

from convstudio.model.stepper import Stepper


class WalkInHand(QObject):
    """Passes on what the stepper in hand says. Signals are those of `Stepper`."""

    step_changed = Signal(int)
    state_changed = Signal(object)
    walk_changed = Signal()
    speed_changed = Signal(float)

    def __init__(self, stepper: Stepper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stepper = stepper
        self._listen()

    @property
    def stepper(self) -> Stepper:
        """The stepper in hand."""
        return self._stepper

    def take(self, stepper: Stepper) -> None:
        """Take another one; the one before stands still."""
        if stepper is self._stepper:
            return
        self._stepper.pause()
        for theirs, ours in self._pairs():
            theirs.disconnect(ours)
        stepper.set_speed(self._stepper.speed)
        self._stepper = stepper
        self._listen()
        self.walk_changed.emit()
        self.step_changed.emit(stepper.index)
        self.state_changed.emit(stepper.state)
        self.speed_changed.emit(stepper.speed)

    def _listen(self) -> None:
        for theirs, ours in self._pairs():
            theirs.connect(ours)

    def _pairs(self) -> tuple[tuple[SignalInstance, SignalInstance], ...]:
        return tuple(
            (getattr(self._stepper, name), getattr(self, name))
            for name in ("step_changed", "state_changed", "walk_changed", "speed_changed")
        )
