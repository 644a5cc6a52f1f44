"""The network as boxes in a row: the input, the layers, and what comes out."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from convstudio.model.studio import Studio
from convstudio.views.card import label


class NetworkStrip(QWidget):
    """Shows each layer with its output shape and parameters; a click brings a layer to the Stage."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_strip")
        self.setAccessibleName(self.tr("Network"))
        self.setProperty("card", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._studio = studio
        self._boxes = QHBoxLayout()
        self._boxes.setSpacing(8)
        self._output = label(role="title")
        self._field = label(role="quiet")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.addLayout(self._boxes)
        layout.addStretch(1)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        for text in (self._output, self._field):
            text.setAlignment(Qt.AlignmentFlag.AlignRight)
            text.setMinimumWidth(250)
            texts.addWidget(text)
        layout.addLayout(texts)
        studio.results.geometry_changed.connect(self.show_network)
        self.show_network()

    def show_network(self) -> None:
        """Show all boxes anew."""
        while self._boxes.count():
            item = self._boxes.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()  # it goes a little later, and must not be seen until then
                widget.deleteLater()
        project, results = self._studio.document.project, self._studio.results
        box = self._box(self.tr("Input"), _shape(project.input.shape), checked=False)
        box.setToolTip(self.tr("The input of the network"))
        self._boxes.addWidget(box)
        for number, part in enumerate(project.layers):
            self._boxes.addWidget(QLabel("→"))
            problem = results.problem(number)
            detail = self._detail(number)
            box = self._box(self._name(number), detail, checked=number == project.active_layer)
            box.setToolTip(problem or self.tr("{kind}: show this layer").format(kind=part.kind))
            box.clicked.connect(lambda _=False, n=number: self._choose(n))
            self._boxes.addWidget(box)
        self._show_output()

    def _choose(self, number: int) -> None:
        self._studio.document.set_active_layer(number)
        self.show_network()

    def _box(self, title: str, detail: str, checked: bool) -> QToolButton:
        box = QToolButton()
        box.setProperty("box", True)
        box.setText(f"{title}\n{detail}")
        box.setAccessibleName(f"{title}, {detail}")
        box.setCheckable(True)
        box.setChecked(checked)
        return box

    def _name(self, number: int) -> str:
        part = self._studio.document.project.layers[number]
        kernel = part.config.get("kernel_size")
        size = (
            ""
            if kernel is None
            else " " + "×".join(map(str, (kernel,) if isinstance(kernel, int) else kernel))
        )
        activation = part.config.get("activation", "linear")
        return f"{part.kind}{size}" + ("" if activation in (None, "linear") else f" · {activation}")

    def _detail(self, number: int) -> str:
        layer, shape = self._studio.results.layer(number), self._studio.results.output_shape(number)
        if layer is None or shape is None:
            return self.tr("does not fit")
        params = self.tr("{n} params").format(n=f"{layer.count_params():,}")
        return f"{_shape(shape)} · {params}"

    def _show_output(self) -> None:
        results, project = self._studio.results, self._studio.document.project
        last = len(project.layers) - 1
        problem = next((text for n in range(len(project.layers)) if (text := results.problem(n))), None)
        shape = results.output_shape(last)
        if shape is None:
            self._output.setText(self.tr("No output"))
            self._field.setText(problem or "")
            self._field.setToolTip(problem or "")
            return
        self._output.setText(self.tr("Output {shape}").format(shape=_shape(shape)))
        geometry = results.geometry(last)
        if geometry is None or last > 0:
            self._field.setText("")
            return
        rows, cols = geometry.rows, geometry.cols
        size = f"{cols.span}" if project.is_1d else f"{rows.span} × {cols.span}"
        jump = (
            f"{cols.stride}"
            if project.is_1d or rows.stride == cols.stride
            else f"{rows.stride} × {cols.stride}"
        )
        self._field.setText(self.tr("receptive field {size} · jump {jump}").format(size=size, jump=jump))


def _shape(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))
