"""Between the shapes of Keras and planes of (rows, cols, channels), which every view and the engine use.

A shape here has no batch. A planar array has the values of the Keras array in the same order, so that going
from the one to the other never copies: a line (length, channels) is one row, a vector (n,) is one cell.
"""

import math
from collections.abc import Sequence
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Pair

Shape = tuple[int, ...]
Planes = tuple[int, int, int]
Array = NDArray[Any]


def planar_shape(shape: Sequence[int]) -> Planes:
    """(rows, cols, channels) of a Keras shape without batch; axes before the last three count as rows."""
    sizes = (1, 1, 1, *shape)
    return math.prod(sizes[:-2]), sizes[-2], sizes[-1]


def to_planar(array: Array, shape: Sequence[int]) -> Array:
    """A batch of Keras arrays of `shape` as (batch, rows, cols, channels); shares memory."""
    return array.reshape(len(array), *planar_shape(shape))


def from_planar(planes: Array, shape: Sequence[int]) -> Array:
    """A batch of planes as Keras arrays of `shape`; shares memory where it can."""
    return planes.reshape(len(planes), *shape)


def as_pair(sizes: Sequence[int]) -> Pair:
    """Sizes along the axes of a line or a grid as (rows, cols); a line is one row."""
    return (sizes[-2] if len(sizes) > 1 else 1), sizes[-1]


def checked_shape(shape: object) -> Shape:
    """A shape without batch as a tuple of whole numbers.

    Raises:
        ValueError: it is none, or a size is unknown or below 1.
    """
    sizes = tuple(shape) if isinstance(shape, Sequence) and not isinstance(shape, str) else None
    if sizes is None or not all(is_whole(size) and size >= 1 for size in sizes):
        raise ValueError(f"A shape must be a tuple of whole numbers of at least 1. Received: {shape!r}")
    return tuple(int(size) for size in sizes)


def without_batch(shape: object) -> Shape:
    """A Keras shape (batch, ...) without its first number, which may be None.

    Raises:
        ValueError: it is no such shape.
    """
    if not isinstance(shape, Sequence) or isinstance(shape, str) or not shape:
        raise ValueError(f"An input shape must be a tuple (batch, ...). Received: {shape!r}")
    return checked_shape(tuple(shape)[1:])


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a value is an integer of Python or NumPy (True and False are none)."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
