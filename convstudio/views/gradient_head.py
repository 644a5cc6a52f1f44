"""Above the walk backwards: the loss with its numbers, what is wanted, and how the weights follow."""

from typing import Any

import numpy as np
from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QToolButton, QVBoxLayout, QWidget

from convstudio.engine.digits import format_value
from convstudio.model.backward_source import BackwardSource
from convstudio.model.document_step import OPTIMIZERS, DocumentStep
from convstudio.model.targets import Target
from convstudio.model.training_steps import TrainingSteps
from convstudio.views.card import describe, label, row
from convstudio.views.fields import choice_box
from convstudio.views.number_box import NumberBox

LEAST_CHOICE = 64  # pixels of a choice while panels still take their room
ZEROS, DRAWN = "zeros", "drawn"
OWN, TRAINING = "own", "training"


class GradientHead(QFrame):
    """Shows and asks the source of the step; `copy_button` is put at its end."""

    def __init__(
        self,
        source: BackwardSource,
        steps: TrainingSteps,
        copy_button: QToolButton,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._source, self._steps = source, steps
        self.loss_box = choice_box("backward_loss_box", self.tr("The loss that training makes smaller"), ())
        self.target_box = choice_box("backward_target_box", self.tr("What should come out"), ())
        self.optimizer_box = choice_box(
            "backward_optimizer_box", self.tr("How weights follow their gradients"), self._optimizers()
        )
        self.rate_box = NumberBox()
        describe(self.rate_box, "backward_rate_box", self.tr("Learning rate"))
        self.rate_box.setRange(0.0, 1000.0)
        self.rate_box.setSingleStep(0.01)
        self.loss_label = label()
        self._words = [QLabel(text) for text in (self.tr("Loss"), self.tr("Target"), self.tr("Optimizer"))]
        self._words.append(QLabel(self.tr("rate")))
        self.source_box = choice_box("backward_source_box", self.tr("Which step of training"), ())
        for box in (self.source_box, self.loss_box, self.target_box, self.optimizer_box):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setMinimumWidth(LEAST_CHOICE)
        self.facts = label()
        self._lay_out(copy_button)
        self._connect()
        self.show_source()

    @property
    def _boxes(self) -> tuple[QWidget, ...]:
        """What a person decides of the project's own step."""
        return self.loss_box, self.target_box, self.optimizer_box, self.rate_box

    def _lay_out(self, copy_button: QToolButton) -> None:
        line = row(QLabel(self.tr("Step of")), self.source_box, self.facts, spacing=6)
        for word, box in zip(self._words, self._boxes, strict=True):
            word.setBuddy(box)
            line.addWidget(word)
            line.addWidget(box)
        line.addStretch(1)
        line.addWidget(copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 10, 6)
        layout.setSpacing(4)
        layout.addLayout(line)
        layout.addWidget(self.loss_label)

    def _connect(self) -> None:
        self._source.numbers_changed.connect(self.show_source)
        self.loss_box.activated.connect(lambda _at: self._source.wish(loss=self.loss_box.currentData()))
        self.target_box.activated.connect(self._ask_target)
        self.optimizer_box.activated.connect(
            lambda _at: self._source.wish(optimizer=self.optimizer_box.currentData())
        )
        self.rate_box.valueChanged.connect(lambda rate: self._source.wish(rate=rate))
        self.source_box.activated.connect(self._ask_source)
        self._steps.changed.connect(self.show_source)

    # show

    def show_source(self) -> None:
        """Show the loss of the step, and what is wanted of it."""
        step, wishes = self._source.document_step, self._source.wishes
        is_own = self._source.is_of_document
        self._show_sources()
        for widget in (*self._words, *self._boxes):
            widget.setVisible(is_own)
        for box in (self.loss_box, self.target_box):
            box.setEnabled(step is not None)
        self.facts.setVisible(not is_own)
        self.facts.setText(self._facts())
        if step is not None:
            _fill(self.loss_box, [(self._loss_name(name), name) for name in step.losses], wishes.loss)
            _fill(self.target_box, self._targets(step), _chosen(step.wishes.target))
        with QSignalBlocker(self.rate_box), QSignalBlocker(self.optimizer_box):
            self.rate_box.setValue(wishes.rate)
            self.optimizer_box.setCurrentIndex(self.optimizer_box.findData(wishes.optimizer))
        self._show_loss()

    def _show_sources(self) -> None:
        """The project's own step, and that of the training where there is something to train with."""
        is_own = self._source.is_of_document
        choices = [(self.tr("this input"), OWN)]
        if self._steps.is_possible or not is_own:
            choices.append((self.tr("the training's next batch"), TRAINING))
        _fill(self.source_box, choices, OWN if is_own else TRAINING)

    def _facts(self) -> str:
        """Which step of the training it is."""
        numbers = self._source.numbers
        if numbers is None:
            return ""
        question = numbers.question
        return self.tr("step {n}: {count} samples, {loss}, {optimizer} with rate {rate}").format(
            n=f"{question.optimizer.iterations + 1:,}",
            count=f"{len(question.x):,}",
            loss=self._loss_name(numbers.loss.name),
            optimizer=type(question.optimizer).__name__,
            rate=format_value(question.optimizer.learning_rate),
        )

    def _show_loss(self) -> None:
        numbers = self._source.numbers
        self.loss_label.setProperty("role", "bad" if self._source.problem else "")
        self.loss_label.style().polish(self.loss_label)
        if numbers is None:
            self.loss_label.setText(self._source.problem or self.tr("being worked out …"))
            self.loss_label.setToolTip(self._source.problem)
            return
        lines = numbers.loss.lines()
        *terms, mean = lines
        text = self.tr("Loss <b>{value}</b> &nbsp; {terms}")
        shown = " &nbsp;·&nbsp; ".join([mean, *terms])  # what is cut off at the end is the long list of terms
        self.loss_label.setText(text.format(value=format_value(numbers.loss.value), terms=shown))
        stored = self.tr("float64: {exact}\nas stored: {stored}")
        exact = stored.format(exact=repr(numbers.training.loss), stored=repr(numbers.stored.loss))
        self.loss_label.setToolTip("\n".join([*lines, exact]))

    def _targets(self, step: DocumentStep) -> list[tuple[str, Any]]:
        """Texts and values of all targets that there are for this loss."""
        if step.wishes.loss in ("sparse_categorical_crossentropy", "categorical_crossentropy"):
            classes = range(step.shape[-1])
            return [(self.tr("Class {n}").format(n=number), number) for number in classes]
        library = [(one.title, one.id) for one in step.filters]
        return [(self.tr("Zeros"), ZEROS), *library, (self.tr("Drawn by hand"), DRAWN)]

    def _loss_name(self, name: str) -> str:
        return {
            "mean_squared_error": self.tr("mean squared error"),
            "mean_absolute_error": self.tr("mean absolute error"),
            "binary_crossentropy": self.tr("binary cross-entropy"),
            "categorical_crossentropy": self.tr("categorical cross-entropy"),
            "sparse_categorical_crossentropy": self.tr("cross-entropy of a class"),
        }[name]

    def _optimizers(self) -> list[tuple[str, str, str]]:
        texts = {
            "sgd": (self.tr("SGD"), self.tr("w ← w − rate · g")),
            "momentum": (self.tr("SGD, momentum"), self.tr("a velocity carries on, momentum 0.9")),
            "nesterov": (self.tr("SGD, Nesterov"), self.tr("momentum 0.9, looking ahead")),
            "rmsprop": (self.tr("RMSprop"), self.tr("steps over the size of the gradients so far")),
            "adam": (self.tr("Adam"), self.tr("RMSprop with momentum, corrected in the first steps")),
        }
        return [(texts[name][0], name, texts[name][1]) for name in OPTIMIZERS]

    # ask

    def _ask_source(self, _at: int) -> None:
        if self.source_box.currentData() == TRAINING:
            self._steps.explain()
        else:
            self._source.explain_document()
        self.show_source()

    def _ask_target(self, _at: int) -> None:
        chosen = self.target_box.currentData()
        if isinstance(chosen, int):
            self._source.wish(target=Target(number=chosen))
        elif chosen == ZEROS:
            self._source.wish(target=Target())
        elif chosen != DRAWN:
            self._source.wish(target=Target(filter=chosen))
        elif self._source.numbers is not None and self._source.document_step is not None:
            shape = self._source.document_step.shape
            drawing = self._source.numbers.targets[0].reshape(shape).astype(np.float32)
            self._source.wish(target=Target(drawing=drawing))


def _chosen(target: Target | None) -> Any:
    if target is None or target.drawing is not None:
        return DRAWN if target else ZEROS
    return target.filter or (ZEROS if target.number is None else target.number)


def _fill(box: QComboBox, choices: list[tuple[str, Any]], chosen: Any) -> None:
    """Offer choices, if they are others than before, and show the chosen one; quietly."""
    with QSignalBlocker(box):
        if [(box.itemText(at), box.itemData(at)) for at in range(box.count())] != choices:
            box.clear()
            for text, value in choices:
                box.addItem(text, value)
            box.view().setMinimumWidth(box.view().sizeHintForColumn(0))
        box.setCurrentIndex(next((at for at, (_, value) in enumerate(choices) if value == chosen), -1))
