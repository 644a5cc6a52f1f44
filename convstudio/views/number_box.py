"""A field for any number, written as people write it."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QSizePolicy, QWidget

from convstudio.engine.digits import format_value
from convstudio.files.number import parse_number


class NumberBox(QDoubleSpinBox):
    """Takes 1/9, 1e-3 and -.5; what is no number is not taken."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(-1e9, 1e9)
        self.setDecimals(9)
        self.setSingleStep(0.1)
        self.setKeyboardTracking(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._width_of("-0.00000"), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width_of("-0.00"), super().minimumSizeHint().height())

    def _width_of(self, text: str) -> int:
        """Pixels for a text and what stands around it: less than the whole range would need."""
        return self.fontMetrics().horizontalAdvance(text) + 32

    def textFromValue(self, value: float) -> str:
        return format_value(value)

    def valueFromText(self, text: str) -> float:
        return parse_number(text)

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        try:
            parse_number(text)
        except ValueError:
            return QValidator.State.Intermediate, text, place
        else:
            return QValidator.State.Acceptable, text, place
