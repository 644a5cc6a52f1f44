"""A leaky rectifier whose slopes are weights."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from convstudio.engine.geometry import Box
from convstudio.nn import arguments
from convstudio.nn.layer import Array
from convstudio.nn.learning import Returned
from convstudio.nn.pointwise import Pointwise, broadcast_planes
from convstudio.nn.shapes import Shape, from_planar, is_whole


class PReLU(Pointwise):
    """The value where it is positive, a learned part of it where it is not."""

    words = "alpha_initializer shared_axes"

    def __init__(
        self, alpha_initializer: str = "zeros", shared_axes: int | Sequence[int] | None = None, **words: Any
    ) -> None:
        """Take what the slopes start with, and the axes, counted from 1, along which all share one.

        Raises:
            ValueError: one of them is out of its range.
        """
        self.alpha_initializer = arguments.initializer(alpha_initializer, "alpha_initializer")
        axes = [shared_axes] if is_whole(shared_axes) else [] if shared_axes is None else shared_axes
        if not isinstance(axes, list | tuple) or not all(is_whole(axis) and axis >= 1 for axis in axes):
            raise ValueError(f"`shared_axes` must be axes from 1. Received: shared_axes={shared_axes!r}")
        self.shared_axes = None if shared_axes is None else tuple(int(axis) for axis in axes)
        super().__init__(**words)

    def apply(self, part: Array, input_shape: Shape, box: Box) -> Array:
        """Each value with its own slope."""
        return np.where(part > 0, part, broadcast_planes(self._weights["alpha"], input_shape, box) * part)

    def slope(self, part: Array, input_shape: Shape, box: Box) -> Array:
        """1 or the learned slope."""
        slopes = broadcast_planes(self._weights["alpha"], input_shape, box)
        return np.where(part > 0, part.dtype.type(1), slopes)

    def train_backward(
        self, x: Array, memory: Any, gradient: Array, input_shape: Shape, wants_input: bool = True
    ) -> Returned:
        """Each error times its slope; for the slopes, times the value where that is not positive."""
        alpha = self._weights["alpha"]
        shares = from_planar(gradient * np.minimum(x, 0), input_shape)
        shared = tuple(axis for axis, size in enumerate(alpha.shape, 1) if size == 1)
        by_alpha = shares.sum(axis=(0, *shared)).reshape(alpha.shape)
        return Returned(
            super().train_backward(x, memory, gradient, input_shape).by_input, {"alpha": by_alpha}
        )

    def numbers(self, input_shape: Shape, row: int, col: int, filter: int) -> dict[str, str]:
        """The slope."""
        place = Box(row, row + 1, col, col + 1)
        slope = broadcast_planes(self._weights["alpha"], input_shape, place)[0, 0]
        return {"alpha": f"{slope[filter if slope.size > 1 else 0]:g}"}

    def formula(self, z: str, numbers: dict[str, str]) -> str:
        """Two pieces."""
        return f"({z} if {z} > 0 else {numbers['alpha']} × {z})"

    def _weight_plan(self, input_shape: Shape) -> dict[str, tuple[Shape, str]]:
        shared = self.shared_axes or ()
        if any(axis > len(input_shape) for axis in shared):
            raise ValueError(
                f"`shared_axes` must be axes of the input {input_shape}. Received: shared_axes={shared}"
            )
        shape = tuple(1 if axis in shared else size for axis, size in enumerate(input_shape, 1))
        return {"alpha": (shape, self.alpha_initializer)}
