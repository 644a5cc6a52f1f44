"""Why is this value x: what each channel adds, down to the pixels where a person asks."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from convstudio.engine.digits import format_value
from convstudio.model.tracing import Spot, Tracing
from convstudio.nn.contributions import Why
from convstudio.nn.receptive_field import cover
from convstudio.nn.shapes import planar_shape
from convstudio.nn.trace import Trace
from convstudio.views.card import flat_button, label
from convstudio.views.network_texts import place_text
from convstudio.views.why_bars import WhyBars
from convstudio.views.why_rows import WhyRows, why_rows
from convstudio.views.wrap_row import WrapRow

LEAST_WIDTH = 200  # pixels of a text in lines


class WhyPanel(QWidget):
    """Explains the chosen cell.

    Signals:
        way_changed(): a person wants the parts within the layer, or those of the pixels.
    """

    way_changed = Signal()

    def __init__(self, tracing: Tracing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("why_panel")
        self.setAccessibleName(self.tr("Why is this value what it is?"))
        self._tracing = tracing
        self.title, self.place = label(role="title"), label(role="quiet", whole=True)
        self.bars = WhyBars()
        self.bars.setObjectName("why_bars")
        self.bars.setAccessibleName(self.tr("What each channel adds"))
        self.note, self.sees = label(role="quiet"), label(role="quiet")
        for text in (self.title, self.note, self.sees):
            text.setWordWrap(True)
            text.setMinimumWidth(LEAST_WIDTH)  # a narrower one would ask for the height of a column of words
            text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._lines = QGridLayout()
        self._lines.setVerticalSpacing(4)
        self._ways = QButtonGroup(self)
        self._lay_out()
        self._ways.idToggled.connect(lambda _id, on: self.way_changed.emit() if on else None)

    def _lay_out(self) -> None:
        within = flat_button(self.tr("in this layer"), self.tr("What the channels of the layer before add"))
        pixels = flat_button(self.tr("from the pixels"), self.tr("What the cells of the input add"))
        for number, (button, name) in enumerate(((within, "why_layer"), (pixels, "why_pixels"))):
            button.setObjectName(name)
            button.setCheckable(True)
            self._ways.addButton(button, number)
        within.setChecked(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.title)
        layout.addWidget(self.place)
        layout.addWidget(WrapRow(within, pixels))
        layout.addWidget(self.bars)
        layout.addWidget(line())
        layout.addLayout(self._lines)
        layout.addWidget(self.note)
        layout.addWidget(self.sees)

    @property
    def from_pixels(self) -> bool:
        """Whether the parts are those of the pixels."""
        return self._ways.checkedId() == 1

    @property
    def sums(self) -> list[tuple[str, str]]:
        """The lines below the bars, as they are shown."""
        cells = [self._lines.itemAt(place) for place in range(self._lines.count())]
        texts = [widget.text() for cell in cells if cell and isinstance(widget := cell.widget(), QLabel)]
        return list(zip(texts[::2], texts[1::2], strict=True))

    def show_spot(self, spot: Spot | None, channel_names: Sequence[str]) -> None:
        """Explain a cell; `channel_names` are those of the input."""
        if spot is None:
            self._show_nothing(self.tr("Click a cell: why is it what it is?"))
            return
        number = self._tracing.value(spot)
        value = "…" if number is None else format_value(number, 3).replace("-", "−")
        for button in self._ways.buttons():
            button.setVisible(spot.level > 0)
        if spot.level == 0:
            self._show_nothing(self.tr("An input of {value}").format(value=value))
            _tell(self.place, self._place_text(spot))
            self._show_influence(spot)
            return
        why = self._tracing.why(spot, self.from_pixels)
        self.title.setText(self.tr("Why is this value {value}?").format(value=value))
        _tell(self.place, self._place_text(spot))
        self._show_why(why, spot, channel_names)
        _tell(self.sees, self._sees_text(spot))

    def _show_influence(self, spot: Spot) -> None:
        """How much a cell of the input does at most, in each layer that it reaches."""
        parts = self._tracing.influence(spot)
        text = self.tr("Lit: all that it influences. Red values grow with it, blue ones shrink.")
        if parts is None:
            text = self.tr("computing…") if self._tracing.is_busy else self.tr("It reaches too much.")
        kinds = [type(layer).__name__ for layer in self._tracing.layers]
        name = self.tr("layer {n} ({kind}), at most")
        rows = [
            (name.format(n=number, kind=kinds[number - 1]), "±" + format_value(part.reach, 3))
            for number, part in enumerate(parts or ())
            if number and part
        ]
        self._show_rows(WhyRows((), rows, True))
        _tell(self.note, text)

    def _show_why(self, why: Why | None, spot: Spot, channel_names: Sequence[str]) -> None:
        """The rows, and of what they are not exact; or why there are none."""
        if why is None:
            self._show_rows(WhyRows((), (), True))
            busy, none = self.tr("computing…"), self.tr("It sees more than can be added up at once.")
            _tell(self.note, busy if self._tracing.is_busy else none)
            return
        layers, shapes = self._tracing.layers, self._tracing.shapes
        channels, stack = planar_shape(shapes[spot.level - 1])[2], Trace(layers, shapes, ())
        is_input = self.from_pixels or spot.level == 1
        names = channel_names if is_input else [self._channel(n) for n in range(channels)]
        self._show_rows(why_rows(why, stack, spot.level - 1, names, self.from_pixels))
        bent = ", ".join(f"{n + 1} ({type(layers[n]).__name__})" for n in why.bent)
        approximation = self.tr(
            "An approximation: layer {layers} is curved. The sum takes the straight line through this input."
        )
        _tell(self.note, approximation.format(layers=bent) if bent else "")

    def _show_nothing(self, title: str) -> None:
        self.title.setText(title)
        for text in (self.place, self.note, self.sees):
            _tell(text, "")
        self._show_rows(WhyRows((), (), True))

    def _show_rows(self, rows: WhyRows) -> None:
        self.bars.show_bars(rows.bars)
        while (item := self._lines.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for place, (name, number) in enumerate(rows.sums):
            last = place == len(rows.sums) - 1
            inexact = "" if rows.exact or not last else "≈ "
            value = label(inexact + number.replace("-", "−", 1), "title" if last else "", whole=True)
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._lines.addWidget(label(name, "quiet", whole=True), place, 0)
            self._lines.addWidget(value, place, 1)

    def _place_text(self, spot: Spot) -> str:
        if spot.level == 0:
            return self.tr("cell [{row}, {col}]").format(row=spot.row, col=spot.col)
        text = self.tr("layer {layer} · map {map} · cell [{row}, {col}]")
        channel = (spot.channel or 0) + 1
        return text.format(layer=spot.level, map=channel, row=spot.row, col=spot.col)

    def _sees_text(self, spot: Spot) -> str:
        box = cover(self._tracing.regions(spot)[0])
        if box is None:
            return self.tr("It sees padding alone.")
        is_1d = len(self._tracing.shapes[0]) == 2
        place = place_text(box, is_1d)
        if is_1d:
            return self.tr("Sees {cells} of the input").format(cells=place)
        text = self.tr("Sees {size} of the input: {place}")
        return text.format(size="{} × {}".format(*box.shape), place=place)

    def _channel(self, number: int) -> str:
        return self.tr("channel {n}").format(n=number + 1)


def _tell(where: QLabel, text: str) -> None:
    """Show a text, and no empty line without one."""
    where.setText(text)
    where.setVisible(bool(text))


def line() -> QFrame:
    """A thin line between two parts."""
    made = QFrame()
    made.setFrameShape(QFrame.Shape.HLine)
    return made
