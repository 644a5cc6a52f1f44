"""The feature map with its title, its colour bar, and how it is shown."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from convstudio.model.flat import is_flat
from convstudio.model.studio import Studio
from convstudio.nn.shapes import planar_shape
from convstudio.views.card import describe, label, subtitle
from convstudio.views.color_bar import ColorBar
from convstudio.views.feature_map_view import FeatureMapView
from convstudio.views.grid_frame import GridFrame
from convstudio.views.wrap_row import WrapRow


class MapPanel(QWidget):
    """Shows the map of the current filter."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self.title = label(role="title", whole=True)
        self.hint = label(role="quiet")
        self.hint.setWordWrap(True)
        self.hint.setMinimumWidth(170)  # else a long text asks for the height of one word a line
        self.hint.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.view = FeatureMapView(studio)
        self.bar = ColorBar(Qt.Orientation.Vertical)
        self.reveal_box = self._choice(
            "reveal_box",
            self.tr("How the part of the map that lies ahead of the window appears"),
            {
                "whole": self.tr("Whole map"),
                "pale": self.tr("Ahead: pale"),
                "hidden": self.tr("Ahead: hidden"),
            },
        )
        self.scale_box = self._choice(
            "scale_box",
            self.tr("Whether each map has a colour scale of its own, or all share one"),
            {"each": self.tr("Scale: each map"), "shared": self.tr("Scale: all maps")},
        )
        self._lay_out()
        self._connect()
        self.show_map()

    def _choice(self, name: str, text: str, choices: dict[str, str]) -> QComboBox:
        box = QComboBox()
        describe(box, name, text)
        for value, title in choices.items():
            box.addItem(title, value)
        return box

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.title)
        layout.addWidget(self.hint)
        self.frame = GridFrame(self.view, self.bar)
        layout.addWidget(self.frame, 1)
        layout.addWidget(WrapRow(self.reveal_box, self.scale_box))

    def _connect(self) -> None:
        studio = self._studio
        studio.results.maps_changed.connect(self._show_bar)
        studio.results.geometry_changed.connect(self.show_map)
        studio.player.step_changed.connect(self._show_step)
        studio.settings.changed.connect(self._show_setting)
        self.reveal_box.activated.connect(self._ask_reveal)
        self.scale_box.activated.connect(self._ask_scale)

    def show_map(self) -> None:
        """Show titles and choices anew."""
        self._show_step()
        shape = self._planes
        self.frame.show_curve(self._studio.document.project.is_1d and shape is not None)
        self.scale_box.setVisible(shape is not None and shape[:2] != (1, 1) and shape[2] > 1)
        for name in ("reveal", "scale"):
            self._show_setting(name)

    @property
    def _planes(self) -> tuple[int, int, int] | None:
        """(rows, cols, filters) of the active layer; None where there are no maps, and none are coming."""
        results, active = self._studio.results, self._studio.document.active_layer
        shape = results.output_shape(active)
        return None if shape is None or results.problem(active) else planar_shape(shape)

    def _show_step(self) -> None:
        step, shape = self._studio.player.step, self._planes
        self.view.setVisible(shape is not None)
        if step is None or shape is None:
            self.bar.hide()
            self.title.setText(self.tr("No feature map"))
            self.hint.setText(self._studio.results.problem(self._studio.document.active_layer) or "")
            return
        rows, cols, count = shape
        if is_flat(self._studio.results.output_shape(self._studio.document.active_layer)):
            self.title.setText(self.tr("Output") + subtitle(self.tr("{n} values").format(n=f"{count:,}")))
        else:
            title = self.tr("Feature map {n}").format(n=step.filter + 1)
            self.title.setText(title + subtitle(f"{rows} × {cols}"))
        self._show_bar()

    def _show_bar(self) -> None:
        is_there = not self.view.is_blank
        if self._planes is not None:
            self.hint.setText(self.tr("Click a cell to go there") if is_there else self.tr("computing…"))
        self.bar.setVisible(is_there and self._planes is not None)
        self.bar.show_scale(self.view.scale_of_values)

    def _show_setting(self, name: str) -> None:
        settings = self._studio.settings
        for key, box, value in (
            ("reveal", self.reveal_box, settings.reveal),
            ("scale", self.scale_box, settings.scale),
        ):
            if key == name:
                with QSignalBlocker(box):
                    box.setCurrentIndex(box.findData(value))
                self._show_bar()

    def _ask_reveal(self) -> None:
        self._studio.settings.reveal = self.reveal_box.currentData()

    def _ask_scale(self) -> None:
        self._studio.settings.scale = self.scale_box.currentData()
