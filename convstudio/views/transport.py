"""Plays the walk: buttons, the step, the speed."""

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from convstudio.engine.digits import format_value
from convstudio.model.pace import FASTEST, SLOWEST
from convstudio.model.settings import Settings
from convstudio.model.walk_in_hand import WalkInHand
from convstudio.views.card import describe

SPEED_STEPS = 100  # places of the speed slider
GAP = 4  # pixels between two members
LEAST = 300  # pixels that the bar always leaves to it
ORDER = ("to_start", "step_back", "play", "step_forward", "to_end")


class Transport(QWidget):
    """Shows where the walk in hand stands; Space, arrows, Home and End work while it has the focus.

    Signals:
        need_changed: its texts need another width.
    """

    need_changed = Signal()

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
        layout.setSpacing(GAP)
        for name in ORDER:
            button = QToolButton()
            button.setDefaultAction(self._actions[name])
            button.setAccessibleName(self._actions[name].text())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            if name == "play":
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
                button.setProperty("primary", True)
                self._play_button = button
            layout.addWidget(button)
        layout.addSpacing(8)
        layout.addWidget(self.step_label)
        layout.addWidget(self.step_slider, 1)
        layout.addSpacing(8)
        self._word = QLabel(self.tr("Speed"))
        layout.addWidget(self._word)
        layout.addWidget(self.speed_slider)
        layout.addWidget(self.speed_label)

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
        self._keep_widths()
        self._show_step()

    def _keep_widths(self) -> None:
        """What changes while it plays has the width of its longest text, so that nothing moves."""
        count, metrics = f"{self.step_slider.maximum():,}", self.fontMetrics()
        longest = self.tr("Step {n} of {count}").format(n=count, count=count)
        self.step_label.setMinimumWidth(metrics.horizontalAdvance(longest) + 4)
        self.speed_label.setMinimumWidth(metrics.horizontalAdvance(self.tr("{n} /s").format(n="00.0")))
        bold = QFont(self.font())
        bold.setBold(True)
        words = self.tr("Play"), self.tr("Pause")
        widest = max(QFontMetrics(bold).horizontalAdvance(word) for word in words)
        self._play_button.setMinimumWidth(widest + 54)
        self.need_changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_word"):
            self._keep_widths()

    @property
    def least_width(self) -> int:
        """Pixels that it needs without the word, which goes where there is no room for it."""
        word = 0 if self._word.isHidden() else self._word.sizeHint().width() + GAP
        return super().minimumSizeHint().width() - word

    def minimumSizeHint(self) -> QSize:
        """Less than it needs: else the bar would take all of it away, as long as texts are too large."""
        return QSize(LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._word.setVisible(self.width() >= self.least_width + self._word.sizeHint().width() + GAP)

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
