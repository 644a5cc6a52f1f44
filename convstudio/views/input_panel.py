"""The input with its title and the tools to change it."""

from PySide6.QtCore import QSignalBlocker, QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QSpinBox, QToolBar, QVBoxLayout, QWidget

from convstudio.model import edits
from convstudio.model.flat import is_flat
from convstudio.model.studio import Studio
from convstudio.views.card import describe, label, row, subtitle
from convstudio.views.curve import Curve
from convstudio.views.input_actions import InputActions
from convstudio.views.input_view import InputView
from convstudio.views.number_box import NumberBox
from convstudio.views.wrap_row import WrapRow

LARGEST_BRUSH = 64
LARGEST_SIDE = 4096
BESIDE = 12  # pixels between two things in a row
MESSAGE_TIME = 8000  # ms


class InputPanel(QWidget):
    """Shows the input; below it size, brush and what can be done to the whole input.

    Signals:
        message_shown(bool): something was refused, and is told; or no longer.
    """

    message_shown = Signal(bool)

    def __init__(self, studio: Studio, actions: InputActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._actions = actions
        self.title = label(role="title", whole=True)
        self.hint = label(role="quiet", whole=True)
        self.view = InputView(studio)
        self.view.addActions(list(actions.all.values()))
        self.curve = Curve(self.view)
        self.picture_box = QComboBox()
        describe(
            self.picture_box, "input_channel_box", self.tr("The picture in colour, or one channel of it")
        )
        self.brush_size_box = number(
            "brush_size_box", self.tr("Size of the brush, in cells: left draws, right erases"), LARGEST_BRUSH
        )
        self.brush_value_box = NumberBox()
        describe(self.brush_value_box, "brush_value_box", self.tr("Value that the brush paints"))
        self.brush_value_box.setValue(self.view.brush.value)
        self.rows_box = number("input_rows_box", self.tr("Rows of the input"), LARGEST_SIDE)
        self.cols_box = number("input_cols_box", self.tr("Columns of the input"), LARGEST_SIDE)
        self.tools = QToolBar()  # what has no room goes into its menu
        self.tools.setIconSize(QSize(16, 16))
        self.tools.addActions(list(actions.all.values()))
        self._words = QLabel(self.tr("Brush")), QLabel(self.tr("value")), QLabel("×")
        self.channels_label = label(role="quiet", whole=True)
        self.message = label(role="bad")
        self.message.setWordWrap(True)
        self.message.hide()
        self._until = QTimer(self)  # a refusal is not shown for ever
        self._until.setSingleShot(True)
        self._until.setInterval(MESSAGE_TIME)
        self._until.timeout.connect(lambda: self.show_message(""))
        self._lay_out()
        self._connect()
        self.show_input()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        size, brush = QWidget(), QWidget()
        size.setLayout(row(self.rows_box, self._words[2], self.cols_box, self.channels_label))
        brush.setLayout(row(self._words[0], self.brush_size_box, self._words[1], self.brush_value_box))
        layout.addWidget(WrapRow(self.title, size, spacing=BESIDE))
        layout.addLayout(row(self.tools, self.picture_box))
        layout.addWidget(self.curve)
        layout.addWidget(self.view, 1)
        self._brush = brush
        layout.addWidget(WrapRow(brush, self.hint, spacing=BESIDE))

    def _connect(self) -> None:
        studio, brush = self._studio, self.view.brush
        studio.document.input_changed.connect(self._show_changed)
        studio.results.geometry_changed.connect(self.show_input)
        studio.selection.channel_changed.connect(self.show_input)
        self.brush_size_box.valueChanged.connect(self._take_brush)
        self.brush_value_box.valueChanged.connect(self._take_brush)
        brush.value_changed.connect(self.brush_value_box.setValue)
        self.rows_box.valueChanged.connect(self._ask_size)
        self.cols_box.valueChanged.connect(self._ask_size)
        self.view.input_shown.connect(self._show_channels)
        self.picture_box.activated.connect(self._ask_channel)
        self.view.cursor_cell.refused.connect(self.show_message)

    # show

    def show_input(self) -> None:
        """Show titles, sizes and channels anew."""
        rows, cols = self.view.values.shape
        has_input = self._studio.results.input_shape(self._studio.document.active_layer) is not None
        title = self.tr("Input") if has_input else self.tr("No input")
        spelled = has_input and not self.view.editable  # else the boxes beside it tell the size
        self.title.setText(title + subtitle(self._size_text()) if spelled else title)
        self.channels_label.setText(f"× {self.view.channels}")
        self.view.setVisible(has_input)
        self.curve.setVisible(self.view.is_1d and has_input)
        for box, value in ((self.rows_box, rows), (self.cols_box, cols)):
            with QSignalBlocker(box):
                box.setValue(value)
        self._show_channels()
        self._show_hint()
        for tool in self._tools_to_draw:
            tool.setEnabled(self.view.editable)
        self.rows_box.setEnabled(self.view.editable and not self.view.is_1d)
        for part in (*self._words, self.channels_label, *self._tools_to_draw):
            part.setVisible(self.view.editable)

    @property
    def _tools_to_draw(self) -> tuple[QWidget, ...]:
        return self.rows_box, self.cols_box, self.tools, self.brush_size_box, self.brush_value_box

    def _size_text(self) -> str:
        shape = self._studio.results.input_shape(self._studio.document.active_layer)
        if shape is not None and is_flat(shape):
            return self.tr("{n} values").format(n=f"{shape[0]:,}")
        return " × ".join(map(str, (*self.view.values.shape, self.view.channels)))

    def _show_changed(self, boxes: object) -> None:
        self.show_message("")
        if boxes is None:
            self.show_input()

    @property
    def _may_be_picture(self) -> bool:
        """Three channels are red, green and blue; three maps of a layer are not."""
        return self.view.channels == 3 and self.view.editable

    def _show_channels(self) -> None:
        count, is_picture = self.view.channels, self._may_be_picture
        names = [self.tr("Channel {n}").format(n=n + 1) for n in range(count)]
        if is_picture:
            colors = (self.tr("red"), self.tr("green"), self.tr("blue"))
            names = [f"{name} ({color})" for name, color in zip(names, colors, strict=True)]
            names.insert(0, self.tr("Picture in colour"))
        with QSignalBlocker(self.picture_box):
            if [self.picture_box.itemText(i) for i in range(self.picture_box.count())] != names:
                self.picture_box.clear()
                self.picture_box.addItems(names)
            shown = self.view.shown_channel + is_picture
            self.picture_box.setCurrentIndex(0 if self.view.shows_picture else shown)
        self.picture_box.setVisible(count > 1 and self.view.isVisibleTo(self))

    def _show_hint(self) -> None:
        rule = self._studio.document.project.value_rule
        if not self.view.isVisibleTo(self):
            text = self.tr("A layer before does not fit its input")
        elif not self.view.editable:
            text = self.tr("What the layer before gives: draw on the input of layer 1")
        else:
            text = self.tr("left draws, right erases")
        self.hint.setWordWrap(not self.view.editable)
        self.hint.setText(text)
        self._make_room()
        self.title.setToolTip(rule)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """In a narrow panel the input needs the height that a second line below it would take."""
        wanted = self._brush.sizeHint().width() + BESIDE + self.hint.sizeHint().width()
        self.hint.setVisible(not self.view.editable or wanted <= self.width())

    def show_message(self, text: str) -> None:
        """Say what was refused, until the next edit or for a while; the Stage has a line for it."""
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.message_shown.emit(bool(text))
        if text:
            self._until.start()

    # ask

    def _take_brush(self) -> None:
        self.view.brush.size = self.brush_size_box.value()
        self.view.brush.value = self._actions.fill_value = self.brush_value_box.value()
        self._show_hint()

    def _ask_size(self) -> None:
        document = self._studio.document
        array = edits.resized(document.project.input, self.rows_box.value(), self.cols_box.value())
        document.set_input(array, self.tr("Resize the input"))

    def _ask_channel(self, index: int) -> None:
        picture = self._may_be_picture and index == 0
        channel = index - self._may_be_picture
        self.view.show_as_picture(picture)
        if not picture:
            self.view.show_channel(channel)
        self.show_input()


def number(name: str, text: str, most: int) -> QSpinBox:
    """A field for a whole number from 1; what is typed counts when it is finished."""
    box = QSpinBox()
    box.setRange(1, most)
    box.setKeyboardTracking(False)
    box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    describe(box, name, text)
    return box
