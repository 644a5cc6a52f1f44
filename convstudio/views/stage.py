"""The Stage: input, filter and feature map side by side, and where the window stands."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convstudio.engine.geometry import Axis
from convstudio.files.project import LayerPart
from convstudio.model.flat import is_flat
from convstudio.model.kernels import kernel_of
from convstudio.model.studio import Studio
from convstudio.views.filter_panel import FilterPanel
from convstudio.views.hover_links import HoverLinks
from convstudio.views.input_actions import InputActions
from convstudio.views.input_panel import InputPanel
from convstudio.views.map_panel import MapPanel
from convstudio.views.misfit import short_problem
from convstudio.views.short_texts import ShortLabel

LEAST_HEIGHT = 280  # pixels that the Stage keeps in a small window


class Stage(QWidget):
    """What one layer does, at one step."""

    def __init__(self, studio: Studio, actions: InputActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self.setProperty("card", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._studio = studio
        self.input_panel = InputPanel(studio, actions)
        self.filter_panel = FilterPanel(studio)
        self.map_panel = MapPanel(studio)
        self._operator, self._equals = QLabel(), QLabel()
        self.place = ShortLabel()
        self.place.setProperty("role", "quiet")
        self.links = HoverLinks(studio, self.input_panel.view, self.filter_panel.table, self.map_panel.view)
        self._lay_out()
        self.input_panel.message_shown.connect(
            self.place.setHidden
        )  # which stands at its place: nothing moves
        studio.player.step_changed.connect(self.show_step)
        studio.player.walk_changed.connect(self.show_step)
        studio.results.geometry_changed.connect(self.show_step)
        self.show_step()

    def _lay_out(self) -> None:
        columns = QHBoxLayout()
        columns.setSpacing(8)
        columns.addWidget(self.input_panel, 1)
        columns.addWidget(self._sign(self._operator))
        columns.addWidget(self.filter_panel)
        columns.addWidget(self._sign(self._equals))
        columns.addWidget(self.map_panel, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 10, 8)
        layout.addLayout(columns, 1)
        layout.addWidget(self.place)
        layout.addWidget(self.input_panel.message)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, LEAST_HEIGHT))

    def _sign(self, sign: QLabel) -> QLabel:
        sign.setProperty("role", "sign")
        sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return sign

    def show_step(self) -> None:
        """Say where the window stands, or which output the step is about."""
        self._show_operator()
        step, active = self._studio.player.step, self._studio.document.active_layer
        geometry, shape = self._studio.results.geometry(active), self._studio.results.output_shape(active)
        self.place.setToolTip(self._studio.results.problem(active) or "")
        if step is None or shape is None:
            self.place.setText(short_problem(self._studio.results, active))
            return
        flat = is_flat(shape)
        text = self.tr("Step {n}: window at rows {rows}, columns {cols} → {place}")
        if geometry is None:
            text = self.tr("Step {n}: {place}")
        elif self._studio.document.project.is_1d:
            text = self.tr("Step {n}: window at columns {cols} → {place}")
        place = self.tr("output[{filter}]") if flat else self.tr("map[{row}, {col}]")
        if geometry is None and not flat:
            place = self.tr("map[{row}, {col}] of channel {number}")
        self.place.setText(
            text.format(
                n=f"{step.index + 1:,}",
                rows=_span(geometry.rows, step.row) if geometry else "",
                cols=_span(geometry.cols, step.col) if geometry else "",
                place=place.format(row=step.row, col=step.col, filter=step.filter, number=step.filter + 1),
            )
        )

    def _show_operator(self) -> None:
        """The sign between input and filter; without a kernel the input simply becomes the map."""
        part = self._studio.document.layer
        slides = self._slides(part)
        has_kernel = kernel_of(part) is not None
        flipped = bool(part.config.get("flip"))
        sign = ("∗" if flipped else "★") if slides else "⊙"
        self._operator.setText(_large(sign if has_kernel else "→"))
        self._equals.setText(_large("=" if has_kernel else "→"))
        meaning = (
            self.tr("true convolution: the kernel is flipped") if flipped else self.tr("cross-correlation")
        )
        self._operator.setToolTip(meaning if has_kernel and slides else "")

    def _slides(self, part: LayerPart) -> bool:
        """Whether the layer slides a window, or would if it fitted."""
        if self._studio.player.walk is None:
            return "kernel_size" in part.config
        return self._studio.results.geometry(self._studio.document.active_layer) is not None


def _large(sign: str) -> str:
    return f'<span style="font-size:xx-large">{sign}</span>'


def _span(axis: Axis, output: int) -> str:
    positions = [str(place).replace("-", "−") for place in axis.positions(output)]
    if axis.kernel == 1:
        return positions[0]
    if axis.dilation > 1 and axis.kernel <= 5:
        return ", ".join(positions)
    return f"{positions[0]} – {positions[-1]}" if "−" in positions[0] else f"{positions[0]}–{positions[-1]}"
