"""What a program is written of: one layer or the whole stack, with what goes in and what has to come out."""

import dataclasses
import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from convstudio.files.code.lowering import lowered
from convstudio.files.code.operations import Operation
from convstudio.files.project import LayerPart, Project
from convstudio.nn.layer import Array, Layer, default_name, weight_names
from convstudio.nn.registry import layer_from
from convstudio.nn.shapes import Shape


@dataclass(frozen=True, eq=False)
class Stage:
    """One layer on the way.

    Attributes:
        number: from 1.
        part: its settings and weights; a disabled one passes everything on.
        layer: as the settings make it, without weights.
        shape: of what reaches it, without batch.
        after: of what it gives.
        weights: by name.
        variables: what each of them is called in a program.
    """

    number: int
    part: LayerPart
    layer: Layer
    shape: Shape
    after: Shape
    weights: Mapping[str, Array]
    variables: Mapping[str, str]

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """What the layer does; nothing where it is disabled."""
        return lowered(self.layer, self.shape) if self.part.enabled else ()

    @property
    def heading(self) -> str:
        """The layer in a line."""
        is_named = not re.fullmatch(rf"{default_name(type(self.layer))}(_\d+)?", self.layer.name)
        kind = f"{self.part.kind} {self.layer.name}" if is_named else self.part.kind
        text = f"layer {self.number}, {kind}: {self.shape} -> {self.after}"
        return one_line(text if self.part.enabled else f"{text}, disabled")

    def run(self, x: Array) -> Array:
        """What the layer gives for one input without batch."""
        part = dataclasses.replace(self.part, weights=tuple(self.weights.values()))
        outputs: Array = part.build(self.shape)(x[None])[0]
        return outputs


@dataclass(frozen=True, eq=False)
class Subject:
    """What a program is written of.

    Attributes:
        title: of the project, one line.
        heading: what of it this is, one line.
        stages: one layer, or all of them.
        before: the layers through which the input goes first.
        x: what goes in, Keras' shape without batch; None where it is not at hand.
        expected: what has to come out, likewise.
    """

    title: str
    heading: str
    stages: tuple[Stage, ...]
    before: tuple[Stage, ...] = ()
    x: Array | None = None
    expected: Array | None = None

    @property
    def shape(self) -> Shape:
        """Of what goes in."""
        return self.stages[0].shape

    @property
    def after(self) -> Shape:
        """Of what comes out."""
        return self.stages[-1].after

    @property
    def has_float64(self) -> bool:
        """Whether a layer computes in float64."""
        return any(stage.layer.dtype == "float64" for stage in self.stages)

    def comments(self, stage: Stage) -> list[str]:
        """What is said of a layer where it begins: nothing if there is no other."""
        return [f"# {stage.heading}"] if len(self.stages) > 1 else []

    def computed(self, given: Array) -> "Subject":
        """The subject with what goes in and comes out, for an input of the whole network."""
        for stage in self.before:
            given = stage.run(given)
        given = expected = given.astype(self.stages[0].layer.dtype, copy=False)
        for stage in self.stages:
            expected = stage.run(expected)
        return dataclasses.replace(self, x=given, expected=expected)


def subject_of(project: Project, number: int | None) -> Subject:
    """A layer, from 0, or the whole stack (None), without what goes in and comes out.

    Raises:
        ValueError: there is no such layer, or one up to it does not fit what reaches it.
    """
    count = len(project.layers)
    if not count:
        raise ValueError("the project has no layer")
    if number is not None and not 0 <= number < count:
        raise ValueError(f"layers are 1 to {count}; there is no layer {number + 1}")
    stages = _stages(project, count if number is None else number + 1, number is None)
    name = one_line(project.title) or "untitled"
    if number is None:
        layers = f"{count} layers" if count > 1 else "1 layer"
        return Subject(name, f"{layers}: {stages[0].shape} -> {stages[-1].after}", stages)
    return Subject(name, stages[-1].heading, stages[-1:], stages[:-1])


def one_line(text: str) -> str:
    """A text that cannot end the comment in which it stands."""
    return " ".join(text.split())


def identifier(name: str, number: int) -> str:
    """A name as Python can have it, made of that of a layer."""
    word = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_").lower()
    is_plain = word.isidentifier() and not keyword.iskeyword(word)
    return word if is_plain else f"layer_{number}"


def _stages(project: Project, count: int, together: bool) -> tuple[Stage, ...]:
    stages: list[Stage] = []
    shape: Shape = project.input.shape
    prefixes: list[str] = []
    for number, part in enumerate(project.layers[:count], 1):
        try:
            layer = layer_from(part.kind, dict(part.config))
            prefixes.append(_prefix(layer, number, prefixes) if together else "")
            stages.append(_stage(number, part, layer, shape, prefixes[-1]))
        except ValueError as error:
            raise ValueError(f"layer {number} does not fit: {error}") from error
        shape = stages[-1].after
    return tuple(stages)


def _prefix(layer: Layer, number: int, others: Sequence[str]) -> str:
    """What the weights of a layer are called, before their own names."""
    prefix = identifier(layer.name, number) + "_"
    return prefix if prefix not in others else f"{prefix}{number}_"


def _stage(number: int, part: LayerPart, layer: Layer, shape: Shape, prefix: str) -> Stage:
    if not part.enabled:
        return Stage(number, part, layer, shape, shape, {}, {})
    names, after = weight_names(layer, shape), layer.output_shape_for(shape)
    weights = part.weights or tuple(part.build(shape).get_weights())
    received, wanted = [array.shape for array in weights], layer.weight_shapes(shape)
    if received != wanted:
        raise ValueError(f"its weights have the shapes {received} and should have {wanted}")
    variables = {name: f"{prefix}{name}" for name in names}
    return Stage(number, part, layer, shape, after, dict(zip(names, weights, strict=True)), variables)
