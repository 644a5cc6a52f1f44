"""Which gradient is walked through: the side, the array of weights, the filter, the channel, the sample."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QToolButton, QWidget

from convstudio.model.backward import Backward
from convstudio.model.backward_look import Side
from convstudio.nn.affine import Affine
from convstudio.nn.dense import Dense
from convstudio.nn.weight_grids import array_names, grids_of
from convstudio.views.fields import choice_box

MOST_CHOICES = 2000  # of one list


class GradientBar(QWidget):
    """Shows and asks what is looked at. Choices of which there is one alone are hidden."""

    def __init__(self, backward: Backward, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._backward = backward
        self.sides = QButtonGroup(self)
        self._buttons = {side: self._button(side, *texts) for side, texts in self._sides().items()}
        self.array_box = choice_box("backward_array_box", self.tr("Which weights of the layer"), ())
        self.filter_box = choice_box("backward_filter_box", self.tr("Which filter or map"), ())
        self.slice_box = choice_box("backward_channel_box", self.tr("Which channel of the filter"), ())
        self.sample_box = choice_box("backward_sample_box", self.tr("Which sample of the batch"), ())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for button in self._buttons.values():
            layout.addWidget(button)
        layout.addSpacing(12)
        for box in self._boxes():
            layout.addWidget(box)
        layout.addStretch(1)
        self.array_box.activated.connect(lambda _at: backward.set_look(array=self.array_box.currentData()))
        self.filter_box.activated.connect(lambda at: backward.set_look(filter=at))
        self.slice_box.activated.connect(lambda at: backward.set_look(slice=at))
        self.sample_box.activated.connect(lambda at: backward.set_look(sample=at))
        backward.look_changed.connect(self.show_look)
        self.show_look()

    def _sides(self) -> dict[Side, tuple[str, str]]:
        return {
            Side.LOSS: (self.tr("Loss"), self.tr("The loss, and the error of each output")),
            Side.WEIGHTS: (self.tr("dW: weights"), self.tr("Window × error at every position, summed")),
            Side.INPUT: (self.tr("dX: input"), self.tr("How the error comes back to each cell of the input")),
        }

    def _button(self, side: Side, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"backward_{side.value}")
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setCheckable(True)
        button.clicked.connect(lambda: self._backward.set_look(side=side))
        self.sides.addButton(button)
        return button

    def _boxes(self) -> tuple[QComboBox, ...]:
        return self.array_box, self.filter_box, self.slice_box, self.sample_box

    def show_look(self) -> None:
        """Show what is looked at, and what else there is."""
        numbers, look = self._backward.numbers, self._backward.look
        self.setEnabled(numbers is not None)
        if numbers is None:
            for box in self._boxes():
                box.hide()
            return
        layer = numbers.training.layers[self._backward.layer]
        names = array_names(layer)
        self._buttons[look.side].setChecked(True)
        self._buttons[Side.WEIGHTS].setEnabled(bool(names))
        filters = slices = 1
        if look.side is Side.WEIGHTS:
            filters, slices = grids_of(layer, look.array)
        elif look.side is Side.INPUT:
            reaches_several = isinstance(layer, Affine) and not self._is_vector()
            filters = numbers.errors_by_maps(self._backward.layer).shape[3] if reaches_several else 1
        by_weights = look.side is Side.WEIGHTS
        samples = 1 if by_weights else len(numbers.training.levels[0])
        unit = self.tr("Unit {n}") if isinstance(layer, Dense) else self.tr("Filter {n}")
        filter_text = unit if by_weights else self.tr("Errors of map {n}")
        self._show(self.array_box, list(names) if by_weights else [], names.index(look.array) if names else 0)
        self._show(self.filter_box, _numbered(filter_text, filters), look.filter)
        self._show(self.slice_box, _numbered(self.tr("Channel {n}"), slices), look.slice)
        self._show(self.sample_box, _numbered(self.tr("Sample {n}"), samples), look.sample)

    def _is_vector(self) -> bool:
        """Whether the errors are one vector, all of whose values are seen at once."""
        numbers = self._backward.numbers
        return numbers is not None and numbers.errors_by_maps(self._backward.layer).shape[1:3] == (1, 1)

    @staticmethod
    def _show(box: QComboBox, texts: list[str], chosen: int) -> None:
        with QSignalBlocker(box):
            if [box.itemText(at) for at in range(box.count())] != texts:
                box.clear()
                for text in texts:
                    box.addItem(text, text)
            box.setCurrentIndex(chosen)
        box.setVisible(len(texts) > 1)


def _numbered(text: str, count: int) -> list[str]:
    return [text.format(n=f"{number:,}") for number in range(1, min(count, MOST_CHOICES) + 1)]
