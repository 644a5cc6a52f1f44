"""The network as a table: a row for each layer, and the text that `Sequential.summary` gives."""

from typing import NamedTuple

from convstudio.files.project import Project
from convstudio.model.results import Results
from convstudio.nn.layer import Layer
from convstudio.nn.receptive_field import Field, receptive_fields
from convstudio.nn.shapes import Shape
from convstudio.nn.summary import summary_text


class SummaryRow(NamedTuple):
    """One layer. Shapes are Keras' with None for the batch; `problem` says why there are none."""

    name: str
    kind: str
    output_shape: tuple[int | None, ...] | None
    parameters: int | None
    multiply_adds: int | None
    field: Field | None
    problem: str
    enabled: bool


def summary_rows(project: Project, results: Results) -> tuple[SummaryRow, ...]:
    """A row for each layer, those that do not fit included."""
    fitting = _fitting(project, results)
    fields = receptive_fields(fitting, project.input.shape)
    rows = []
    for number, part in enumerate(project.layers):
        layer, before, after = (
            results.layer(number),
            results.input_shape(number),
            results.output_shape(number),
        )
        works = layer is not None and before is not None and after is not None
        rows.append(
            SummaryRow(
                name=str(part.config.get("name", part.kind)),
                kind=part.kind,
                output_shape=(None, *after) if after is not None else None,
                parameters=layer.count_params() if works and layer else None,
                multiply_adds=layer.multiply_adds(before) if works and layer and before else None,
                field=fields[number + 1] if works else None,
                problem="" if works else results.problem(number) or "",
                enabled=part.enabled,
            )
        )
    return tuple(rows)


def summary_as_text(project: Project, results: Results) -> str:
    """The table of the layers that fit, as `Sequential.summary` writes it, and why it ends where it does."""
    fitting = _fitting(project, results)
    shapes: list[Shape | None] = [results.output_shape(number) for number in range(len(fitting))]
    text = summary_text('Model: "sequential"', fitting, [str((None, *(shape or ()))) for shape in shapes])
    if len(fitting) == len(project.layers):
        return text
    return f"{text}\n{results.problem(len(fitting))}"


def _fitting(project: Project, results: Results) -> list[Layer]:
    layers = (results.layer(number) for number in range(len(project.layers)))
    return [layer for layer in layers if layer is not None]
