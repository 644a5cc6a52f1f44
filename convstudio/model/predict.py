"""Predict: the value of the step stays hidden until the learner has said what it is."""

from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from convstudio.engine.digits import format_value
from convstudio.engine.explain import Explanation
from convstudio.model.document import Document
from convstudio.model.mistakes import Answer, Mistake, Slip, find_mistake
from convstudio.model.player import Player
from convstudio.model.results import Results


class Judgement(NamedTuple):
    """What is said to an answer."""

    is_right: bool
    text: str
    mistake: Mistake | None = None


class Predict(QObject):
    """Which values are hidden, and whether an answer is right.

    Signals:
        enabled_changed(bool): the mode is on, or off.
        hidden_changed(): other values are hidden.
        judged(object): the Judgement of an answer.
    """

    enabled_changed = Signal(bool)
    hidden_changed = Signal()
    judged = Signal(object)

    def __init__(
        self, document: Document, results: Results, player: Player, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._results, self._player = results, player
        self._is_enabled = False
        self._known: set[int] = set()  # steps that were answered or given up
        edits = (document.input_changed, document.weights_changed, document.layer_changed)
        for signal in (*edits, document.layers_changed, document.project_replaced, player.walk_changed):
            signal.connect(self._forget)
        player.step_changed.connect(self._say_hidden)

    @property
    def is_enabled(self) -> bool:
        """Whether the mode is on."""
        return self._is_enabled

    def set_enabled(self, enabled: bool) -> None:
        """Turn the mode on or off; it starts with nothing known."""
        if enabled != self._is_enabled:
            self._is_enabled = enabled
            self._known.clear()
            self.enabled_changed.emit(enabled)
            self.hidden_changed.emit()

    def hides(self, index: int) -> bool:
        """Whether the value of a step is hidden: the current one and those ahead, unless they are known."""
        return self._is_enabled and index >= self._player.index and index not in self._known

    def answer(self, text: str) -> Judgement:
        """Judge what the learner says the value of the current step is; a right answer shows it.

        Raises:
            ValueError: the text is no number, or there is no step to ask for.
        """
        answer = Answer.read(text)
        step = self._player.step
        explanation = self._results.explain(step) if step else None
        if explanation is None:
            raise ValueError(self.tr("There is no step to predict."))
        judgement = self._judge(explanation, answer)
        if judgement.is_right:
            self.reveal()
        self.judged.emit(judgement)
        return judgement

    def reveal(self) -> None:
        """Show the value of the current step."""
        if self.hides(self._player.index):
            self._known.add(self._player.index)
            self.hidden_changed.emit()

    def _judge(self, explanation: Explanation, answer: Answer) -> Judgement:
        value = format_value(answer.value)
        if answer.means(explanation.value):
            return Judgement(True, self.tr("{value} is right.").format(value=value))
        mistake = find_mistake(explanation, answer) if isinstance(explanation, Explanation) else None
        if mistake is None:
            return Judgement(False, self.tr("{value} is not it.").format(value=value))
        return Judgement(False, self._text(mistake, explanation, value), mistake)

    def _text(self, mistake: Mistake, explanation: Explanation, value: str) -> str:
        texts = {
            Slip.BIAS: self.tr("{value} is the sum without the bias {number}."),
            Slip.ACTIVATION: self.tr("{value} is the value before the activation {activation}."),
            Slip.LARGEST: self.tr("{value} takes only the largest product, {number}; all are added."),
            Slip.FLIPPED: self.tr("{value} comes out with the filter turned around."),
            Slip.PADDING: self.tr("{value} leaves out the products with the padding, together {number}."),
            Slip.CHANNEL: self.tr("{value} leaves out the subtotal {number} of channel {channel}."),
            Slip.LEFT_OUT: self.tr("{value} leaves out the product {number} at {places}."),
            Slip.TWICE: self.tr("{value} counts the product {number} at {places} twice."),
            Slip.SIGN: self.tr("{value} has the product {number} at {places} with the wrong sign."),
        }
        return texts[mistake.slip].format(
            value=value,
            number=format_value(mistake.number),
            activation=explanation.activation,
            channel=explanation.channels[mistake.places[0][2]] + 1 if mistake.places else "",
            places=self._places(mistake, explanation),
        )

    def _places(self, mistake: Mistake, explanation: Explanation) -> str:
        """Where in the window: one of the places, where several products are the same."""
        if not mistake.places:
            return ""
        row, col, slice_ = mistake.places[0]
        channel = explanation.channels[slice_] + 1
        place = f"[{row}, {col}]"
        if len(explanation.channels) > 1:
            place = self.tr("{place} of channel {channel}").format(place=place, channel=channel)
        if len(mistake.places) == 1:
            return place
        return self.tr("{place} or one of the same size").format(place=place)

    def _forget(self) -> None:
        self._known.clear()
        self._say_hidden()

    def _say_hidden(self) -> None:
        if self._is_enabled:
            self.hidden_changed.emit()
