"""Plays the walk: buttons, the step, the speed."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from convstudio.engine.digits import format_value
from convstudio.model.pace import FASTEST, SLOWEST
from convstudio.model.settings import Settings
from convstudio.model.walk_in_hand import WalkInHand
from convstudio.views.card import describe

SPEED_STEPS = 100  # places of the speed slider
ORDER = ("to_start", "step_back", "play", "step_forward", "to_end")


class Transport(QWidget):
    """Shows where the walk in hand stands; Space, arrows, Home and End work while it has the focus."""

    def __init__(
        self,
        hand: WalkInHand,
        settings: Settings,
        actions: dict[str, QAction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self._hand = hand
        self._settings = settings
        self._actions = actions
        self.step_label = QLabel()
        self.step_slider = QSlider(Qt.Orientation.Horizontal)
        describe(self.step_slider, "step_slider", self.tr("Step of the walk (Alt+Left, Alt+Right)"))
        self.step_slider.setMinimumWidth(60)
        self.speed_slider = QSlider(Qt.Orientation.Horizontal)
        describe(self.speed_slider, "speed_slider", self.tr("Speed, from 0.5 to 60 steps a second"))
        self.speed_slider.setRange(0, SPEED_STEPS)
        self.speed_slider.setFixedWidth(72)
        self.speed_label = QLabel()
        self._lay_out()
        self._connect()
        self._show_walk()
        self._show_speed(hand.stepper.speed)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for name in ORDER:
            button = QToolButton()
            button.setDefaultAction(self._actions[name])
            button.setAccessibleName(self._actions[name].text())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            if name == "play":
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
                button.setProperty("primary", True)
                button.setMinimumWidth(button.fontMetrics().horizontalAdvance("▶ Pause") + 48)
            layout.addWidget(button)
        layout.addSpacing(8)
        layout.addWidget(self.step_label)
        layout.addWidget(self.step_slider, 1)
        layout.addSpacing(8)
        layout.addWidget(QLabel(self.tr("Speed")))
        layout.addWidget(self.speed_slider)
        layout.addWidget(self.speed_label)
        widest = self.fontMetrics().horizontalAdvance("00.0 /s")
        self.speed_label.setMinimumWidth(widest)

    def _connect(self) -> None:
        self._hand.step_changed.connect(self._show_step)
        self._hand.walk_changed.connect(self._show_walk)
        self._hand.speed_changed.connect(self._show_speed)
        self.step_slider.valueChanged.connect(lambda value: self._hand.stepper.go_to(value - 1))
        self.speed_slider.valueChanged.connect(self._ask_speed)

    def _show_walk(self) -> None:
        stepper = self._hand.stepper
        count = stepper.count
        self.setEnabled(count > 0)
        with QSignalBlocker(self.step_slider):
            self.step_slider.setRange(1, max(1, count))
            self.step_slider.setPageStep(stepper.row_length)
        widest = self.tr("Step {n} of {count}").format(n=f"{count:,}", count=f"{count:,}")
        self.step_label.setMinimumWidth(self.fontMetrics().horizontalAdvance(widest) + 4)
        self._show_step()

    def _show_step(self) -> None:
        stepper = self._hand.stepper
        number, count = stepper.index + 1, stepper.count
        with QSignalBlocker(self.step_slider):
            self.step_slider.setValue(number)
        text = self.tr("Step {n} of {count}").format(n=f"{number:,}", count=f"{count:,}")
        self.step_label.setText(text if count else self.tr("No steps"))

    def _show_speed(self, speed: float) -> None:
        with QSignalBlocker(self.speed_slider):
            self.speed_slider.setValue(place_of_speed(speed))
        self.speed_label.setText(self.tr("{n} /s").format(n=format_value(speed, 2)))

    def _ask_speed(self, place: int) -> None:
        speed = speed_at(place)
        self._hand.stepper.set_speed(speed)
        self._settings.speed = speed

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {
            Qt.Key.Key_Space: "play",
            Qt.Key.Key_Left: "step_back",
            Qt.Key.Key_Right: "step_forward",
            Qt.Key.Key_Home: "to_start",
            Qt.Key.Key_End: "to_end",
        }
        name = keys.get(Qt.Key(event.key()))
        if name is None or event.modifiers():
            super().keyPressEvent(event)
        else:
            self._actions[name].trigger()


def speed_at(place: int) -> float:
    """Steps a second at a place of the slider: each place is the same factor."""
    speed = SLOWEST * (FASTEST / SLOWEST) ** (place / SPEED_STEPS)
    return min(FASTEST, max(SLOWEST, float(f"{speed:.2g}")))


def place_of_speed(speed: float) -> int:
    """The place of the slider nearest to a speed."""
    return min(range(SPEED_STEPS + 1), key=lambda place: abs(speed_at(place) - speed))
