"""What figures and tables are made of: a project and all that it computes, computed when first asked for."""

from functools import cached_property

from convstudio.files.computed import Computed, compute
from convstudio.files.project import Project
from convstudio.nn.layer import Layer
from convstudio.nn.shapes import Shape, planar_shape
from convstudio.nn.trace import Trace


class ExportSource:
    """Belongs to one thread; the project never changes."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @cached_property
    def computed(self) -> Computed:
        """The active layer at work; raises ValueError where it or one before it does not fit."""
        return compute(self.project)

    @cached_property
    def trace(self) -> Trace:
        """Every layer at work, up to the first that does not fit."""
        batch = self.project.input[None]
        layers: list[Layer] = []
        shapes: list[Shape] = [self.project.input.shape]
        levels = [self.project.input.reshape(planar_shape(self.project.input.shape))]
        for part in self.project.layers:
            try:
                layer = part.build(shapes[-1])
            except ValueError:
                break
            batch = layer(batch)
            layers.append(layer)
            shapes.append(batch.shape[1:])
            levels.append(batch[0].reshape(planar_shape(shapes[-1])))
        return Trace(layers, shapes, levels)
