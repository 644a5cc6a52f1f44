"""Predict: a field for the value of the step, and what is said of the answer."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from convstudio.model.player import State
from convstudio.model.predict import Judgement
from convstudio.model.studio import Studio
from convstudio.views.announce import announce
from convstudio.views.card import describe

WIDEST = 14  # characters of the field
EDITORS = (QLineEdit, QAbstractSpinBox, QComboBox)  # keep the focus: what they change may move the step


class PredictBar(QWidget):
    """Asks for the value while it is hidden; seen only in Predict mode."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._predict, self._player = studio.predict, studio.player
        self.question = QLabel(self.tr("What is the val&ue?"))
        self.field = QLineEdit()
        describe(self.field, "predict_box", self.tr("The value of this step; Enter checks it"))
        self.question.setBuddy(self.field)
        self.check = QPushButton(self.tr("&Check"))
        describe(self.check, "predict_check", self.tr("Check the value"))
        self.give_up = QPushButton(self.tr("Show it"))
        describe(self.give_up, "predict_show", self.tr("Show the value without an answer"))
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.field.setMaximumWidth(WIDEST * self.fontMetrics().averageCharWidth() * 2)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.question, self.field, self.check, self.give_up):
            layout.addWidget(widget)
        layout.addWidget(self.verdict, 1)
        self._connect()
        self._show()

    def _connect(self) -> None:
        self._predict.hidden_changed.connect(self._show)
        self._predict.enabled_changed.connect(self._start)
        self._predict.judged.connect(self._tell)
        self._player.step_changed.connect(self._ask_anew)
        self.field.returnPressed.connect(self._answer)
        self.check.clicked.connect(self._answer)
        self.give_up.clicked.connect(self._predict.reveal)

    @property
    def is_hidden_step(self) -> bool:
        """Whether the value of the current step is still to be said."""
        return self._predict.hides(self._player.index)

    def _show(self) -> None:
        self.setVisible(self._predict.is_enabled)
        for widget in (self.question, self.field, self.check, self.give_up):
            widget.setVisible(self.is_hidden_step)

    def _start(self, _enabled: bool) -> None:
        self._show()
        self._take_focus()

    def _ask_anew(self, _index: int) -> None:
        self.field.clear()
        self._say("", "quiet")
        self._show()
        if self._player.state is not State.PLAYING and not isinstance(QApplication.focusWidget(), EDITORS):
            self._take_focus()

    def _take_focus(self) -> None:
        """What is typed now is the answer."""
        if self.field.isVisible():
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _answer(self) -> None:
        try:
            self._predict.answer(self.field.text())
        except ValueError as error:
            self._say(str(error), "bad")

    def _tell(self, judgement: Judgement) -> None:
        self._say(judgement.text, "good" if judgement.is_right else "bad")
        self.field.selectAll()

    def _say(self, text: str, role: str) -> None:
        if text == self.verdict.text():
            return
        self.verdict.setText(text)
        self.verdict.setProperty("role", role)
        self.verdict.style().unpolish(self.verdict)
        self.verdict.style().polish(self.verdict)
        announce(self.field, text)
