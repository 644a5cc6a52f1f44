"""The layers of a project, built one after the other as far as each fits what reaches it."""

import math
from dataclasses import dataclass, field

from convstudio.engine.walk import Walk
from convstudio.files.project import Project
from convstudio.nn.layer import Layer

Shape = tuple[int, ...]
MOST_VALUES = 2**29  # of all feature maps together: 2 GiB in float32


@dataclass
class Built:
    """Layers that fit, what reaches them, and why it ends where it ends.

    Attributes:
        layers: those that fit, from the input on.
        shapes: of what reaches each layer, in Keras' way without batch; the last is the output's.
        problem: why the layer after them does not fit; None where all do.
    """

    layers: list[Layer] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    problem: str | None = None

    @property
    def multiply_adds(self) -> int:
        """Work of one full pass, every value that comes out counted as one more."""
        work = sum(layer.multiply_adds(shape) for layer, shape in zip(self.layers, self.shapes, strict=False))
        return work + sum(math.prod(shape) for shape in self.shapes[1:])

    def walk(self, number: int) -> Walk | None:
        """The walk over a layer; None where it does not fit."""
        fits = number < len(self.layers)
        return self.layers[number].walk(self.shapes[number]) if fits else None


def build_layers(project: Project) -> Built:
    """Build the layers of a project with their weights, up to the first that does not fit."""
    built = Built(shapes=[project.input.shape])
    values = 0
    for part in project.layers:
        try:
            layer = part.build(built.shapes[-1])
            shape = layer.output_shape_for(built.shapes[-1])
            values += math.prod(shape)
            if values > MOST_VALUES:
                raise ValueError(f"feature maps hold at most {MOST_VALUES:,} values together, not {values:,}")
        except ValueError as error:
            built.problem = str(error)
            break
        built.layers.append(layer)
        built.shapes.append(shape)
    return built
