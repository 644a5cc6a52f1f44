"""Kernels in the order of axes of other frameworks, turned into Keras' order."""

import numpy as np

from convstudio.files.weights.entry import Array
from convstudio.nn.shapes import Shape

LAYOUTS = ("keras", "torch")


def from_torch(kernel: Array) -> Array:
    """A kernel of PyTorch or ONNX in Keras' order.

    (out, in, rows, cols) becomes (rows, cols, in, out), and (out, in) becomes (in, out). For a transposed
    convolution the same turns (in, out, rows, cols) into (rows, cols, out, in).
    """
    spatial = range(2, kernel.ndim)
    return kernel.transpose(*spatial, 1, 0)


def to_torch(kernel: Array) -> Array:
    """The way back: (rows, cols, in, out) becomes (out, in, rows, cols)."""
    return kernel.transpose(-1, -2, *range(kernel.ndim - 2))


def flat_places(shape: Shape, axes: tuple[int, ...]) -> Array:
    """Where the values of an array flattened in another order of axes stand in the plain order.

    Args:
        shape: of the array, channels last.
        axes: the axes in the order in which the other framework has them.

    Returns:
        For each place there, the place here.
    """
    return np.arange(np.prod(shape)).reshape(shape).transpose(axes).ravel()


def rows_in_order(weights: Array, places: Array) -> Array:
    """Weights (in, ...) whose rows follow another framework's order, in the order of `flat_places`."""
    ordered = np.empty_like(weights)
    ordered[places] = weights
    return ordered


def likely_layout(kernel: Shape, bias: Shape | None) -> str:
    """The layout in which there is a bias for each filter; Keras' where both or none would do."""
    count = bias[0] if bias else None
    return "torch" if count is not None and kernel[0] == count != kernel[-1] else "keras"
