"""Joins input, weights and map: what the mouse is over in one lights up in the others."""

from PySide6.QtCore import QObject

from convstudio.engine.digits import format_value
from convstudio.engine.geometry import Geometry
from convstudio.model.flat import is_flat
from convstudio.model.kernels import kernel_of
from convstudio.model.layer_links import LayerLinks, output_cell
from convstudio.model.links import (
    Cell,
    Links,
    links_of_input_cell,
    links_of_map_cell,
    links_of_weight,
)
from convstudio.model.selection import Hover
from convstudio.model.studio import Studio
from convstudio.views.feature_map_view import FeatureMapView
from convstudio.views.filter_table import FilterTable
from convstudio.views.input_view import InputView


class HoverLinks(QObject):
    """Listens to the selection's hover and tells the three views."""

    def __init__(
        self, studio: Studio, input_view: InputView, table: FilterTable, map_view: FeatureMapView
    ) -> None:
        super().__init__(map_view)
        self._studio = studio
        self._input_view, self._table, self._map_view = input_view, table, map_view
        studio.selection.hover_changed.connect(self._show)

    def _show(self, hover: Hover) -> None:
        results, active = self._studio.results, self._studio.document.active_layer
        geometry = results.geometry(active)
        if geometry is None or is_flat(results.output_shape(active)):
            links = self._links_without_window(hover)
        else:
            links = self._links(hover, geometry)
        self._input_view.show_links(links)
        self._map_view.show_links(links, self._weight_texts(links))
        self._table.show_linked(frozenset(map(self._in_table, links.taps)))

    def _links(self, hover: Hover, geometry: Geometry) -> Links:
        if hover.kind == "map":
            return links_of_map_cell(geometry, hover.row, hover.col)
        if hover.kind == "input":
            return links_of_input_cell(geometry, hover.row, hover.col)
        if hover.kind == "weight":
            return links_of_weight(geometry, *self._in_table((hover.row, hover.col)))
        return Links()

    def _links_without_window(self, hover: Hover) -> Links:
        """Of layers whose cells do not each come from a window of the input."""
        results, active, step = (
            self._studio.results,
            self._studio.document.active_layer,
            self._studio.player.step,
        )
        if step is None:
            return Links()
        links = LayerLinks(results, active)
        if hover.kind == "map":
            cell = output_cell(results.output_shape(active), hover.row, hover.col, step.filter)
            return links.of_output(*cell)
        if hover.kind == "input":
            return links.of_input(hover.row, hover.col)
        if hover.kind == "weight" and is_flat(results.input_shape(active)):
            return links.of_value(hover.row, hover.col)
        return Links()

    def _in_table(self, tap: Cell) -> Cell:
        """The weight that a place of the window uses: the opposite one where the kernel is flipped."""
        part = self._studio.document.layer
        kernel = kernel_of(part)
        if kernel is None or not part.config.get("flip"):
            return tap
        return kernel.shape[0] - 1 - tap[0], kernel.shape[1] - 1 - tap[1]

    def _weight_texts(self, links: Links) -> dict[Cell, str]:
        """What each map cell takes the input cell times; each unit of a vector has a weight of its own."""
        kernel, step = kernel_of(self._studio.document.layer), self._studio.player.step
        flat = is_flat(self._studio.results.output_shape(self._studio.document.active_layer))
        if kernel is None or step is None or not links.outputs or not links.taps or flat:
            return {}
        weights = kernel[:, :, self._studio.selection.channel, step.filter]
        taps = {tap for _, tap in links.outputs}
        return {tap: "×" + format_value(float(weights[self._in_table(tap)]), 3) for tap in taps}
