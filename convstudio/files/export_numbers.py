"""The numbers behind a figure: as an array, and as tables for people and for programs."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.explain import CellExplanation, Explanation
from convstudio.files.computed import check_place
from convstudio.files.export_source import ExportSource
from convstudio.files.tables import Cell, Table, grid
from convstudio.nn.receptive_field import Field, receptive_fields

WITH_ARRAY = ("input", "filter", "map", "maps", "arithmetic")


@dataclass(frozen=True)
class Part:
    """Which numbers are wanted.

    Attributes:
        what: "stage", "input", "filter", "map", "maps", "arithmetic", "network" or "walk".
        filter: which, from 0; of a walk None stands for all.
        cell: `(row, col)` of the step of which the arithmetic is.
        steps: which steps of a walk, from 0; None for all.
    """

    what: str
    filter: int | None = 0
    cell: tuple[int, int] = (0, 0)
    steps: range | None = None


def array(source: ExportSource, part: Part) -> NDArray[np.floating]:
    """Numbers in the shape that Keras gives them, without batch.

    The arithmetic is `(3, rows, cols, channels)`: weights, input and products.

    Raises:
        ValueError: there is no such filter or cell, or no array of these.
    """
    computed = source.computed
    if part.what == "input":
        return np.asarray(computed.x.reshape(computed.input_shape))
    if part.what in ("map", "maps"):
        check_place(computed.maps.shape, 0, 0, part.filter or 0)
        maps = computed.maps.reshape(computed.layer.output_shape_for(computed.input_shape))
        return np.asarray(maps if part.what == "maps" else maps[..., part.filter or 0])
    if part.what not in WITH_ARRAY:
        raise ValueError(f"there is no array of {part.what!r}, only of {', '.join(WITH_ARRAY)}")
    step = products(source, part)
    if part.what == "filter":
        return np.asarray(step.weights[0] if source.project.is_1d else step.weights)
    return np.stack([step.weights, step.patch, step.products])


def tidy(source: ExportSource, part: Part) -> Table:
    """One table for programs: a grid of a single plane; of several planes a row for each value."""
    if part.what in ("network", "walk", "arithmetic"):
        return tables(source, part)[0]
    values = array(source, part)
    if part.what == "map" or values.ndim == 1:
        return grid(part.what, values)
    if values.shape[-1] == 1:
        return grid(part.what, values[..., 0])
    places = ("row", "col")[-(values.ndim - 1) :]
    rows = [(*place[:-1], place[-1] + 1, value) for place, value in np.ndenumerate(values)]
    return Table(part.what, rows, (*places, "filter" if part.what == "maps" else "channel", "value"))


def tables(source: ExportSource, part: Part) -> list[Table]:
    """Tables for people, one for each plane.

    Raises:
        ValueError: there is no such filter, cell or step.
    """
    if part.what == "network":
        return [_network(source)]
    if part.what == "walk":
        return [_walk(source, part)]
    if part.what == "arithmetic":
        return [_arithmetic(products(source, part))]
    if part.what == "stage":
        parts = (Part(name, part.filter) for name in _on_the_stage(source, part))
        return [table for one in parts for table in tables(source, one)]
    values, number = array(source, part), (part.filter or 0) + 1
    if part.what == "map":
        return [grid(f"Feature map {number}", values)]
    name = {"input": "Input", "maps": "Feature maps", "filter": f"Filter {number}"}[part.what]
    if values.ndim == 1:
        return [grid(name, values)]
    plane = "feature map" if part.what == "maps" else "channel"
    planes = np.moveaxis(values, -1, 0)
    return [grid(f"{name}, {plane} {place}", values) for place, values in enumerate(planes, 1)]


def step_of(source: ExportSource, part: Part) -> CellExplanation:
    """The step of a cell; raises ValueError where there is none."""
    return source.computed.explain(*part.cell, part.filter or 0)


def products(source: ExportSource, part: Part) -> Explanation:
    """The same of a layer that multiplies its input by weights; raises ValueError of others."""
    step = step_of(source, part)
    if not isinstance(step, Explanation):
        raise ValueError(f"a layer of kind {step.layer_kind} has no weights that slide over its input")
    return step


def _on_the_stage(source: ExportSource, part: Part) -> tuple[str, ...]:
    has_filter = isinstance(step_of(source, part), Explanation)
    return ("input", "filter", "map") if has_filter else ("input", "map")


def _arithmetic(step: Explanation) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for channel, number in enumerate(step.channels):
        for row, col in np.ndindex(step.weights.shape[:2]):
            place = row, col, channel
            rows.append((number + 1, row, col, step.weights[place], step.patch[place], step.products[place]))
    return Table("Products", rows, ("channel", "row", "col", "weight", "input", "product"))


def _network(source: ExportSource) -> Table:
    trace = source.trace
    fields = receptive_fields(trace.layers, trace.shapes[0])
    rows: list[tuple[Cell, ...]] = []
    for number, layer in enumerate(trace.layers):
        before, after = trace.shapes[number : number + 2]
        words = layer.name, type(layer).__name__, " × ".join(map(str, after))
        costs = layer.count_params(), layer.multiply_adds(before)
        rows.append((*words, *costs, _field(fields[number + 1])))
    header = ("layer", "kind", "output shape", "parameters", "multiply-adds", "receptive field")
    return Table("Network", rows or [("",) * len(header)], header)


def _field(field: Field) -> str:
    if field.rows is None or field.cols is None:
        return "whole input"
    return f"{field.rows.size} × {field.cols.size}"


def _walk(source: ExportSource, part: Part) -> Table:
    header = ("step", "filter", "row", "col", "value")
    return Table("Walk", list(_walked(source, part)), header)


def _walked(source: ExportSource, part: Part) -> Iterator[tuple[Cell, ...]]:
    computed = source.computed
    walk = computed.walk
    for index in computed.chosen_steps(part.filter, part.steps):
        step = walk[index]
        value = computed.maps[step.row, step.col, step.filter]
        yield index + 1, step.filter + 1, step.row, step.col, value
