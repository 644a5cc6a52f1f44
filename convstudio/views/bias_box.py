"""The bias of the filter in hand, as a field that takes numbers as people write them."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from convstudio.engine.digits import format_value
from convstudio.files.number import parse_number
from convstudio.model.kernels import bias_of
from convstudio.model.studio import Studio
from convstudio.views.card import describe


class BiasBox(QLineEdit):
    """Shows and asks; a text that is no number is refused and the old value comes back.

    Signals:
        refused: why the text is no number.
    """

    refused = Signal(str)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        describe(self, "bias_box", self.tr("Bias of this filter, added to every sum"))
        self._studio = studio
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.editingFinished.connect(self._ask)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("-0.000000") + 24, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_bias(self) -> None:
        """Show the bias of the filter of the current step."""
        biases = bias_of(self._studio.document.layer)
        step = self._studio.player.step
        self.setEnabled(biases is not None and step is not None)
        if biases is None or step is None:
            self.setText("")
            self.setPlaceholderText(self.tr("none"))
        else:
            self.setText(format_value(float(biases[step.filter]), 7))
        self.setModified(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.show_bias()
        super().keyPressEvent(event)

    def _ask(self) -> None:
        step = self._studio.player.step
        if not self.isModified() or step is None:
            return
        try:
            self._studio.document.set_bias(step.filter, parse_number(self.text()))
        except ValueError as error:
            self.refused.emit(str(error))
        self.show_bias()
