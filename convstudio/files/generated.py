"""Samples that are drawn by rule and by chance: lines and crosses on pictures, bumps on lines."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.files.samples import Samples

Array = NDArray[Any]
Draw = Callable[[int, np.random.Generator, int], Array]
LEAST_SIZE = 4
MOST_SAMPLES, MOST_CELLS = 10_000, 1 << 22  # are drawn within some tenths of a second


def generated(
    kind: str, count: int, size: int = 12, noise: float = 0.1, shift: int = 2, seed: int = 0
) -> Samples:
    """Samples of a kind, every class equally often, up to one.

    Args:
        kind: one of GENERATED.
        count: how many samples, at least 1.
        size: cells along each axis, at least 4.
        noise: standard deviation of what is added to every cell.
        shift: by how many cells, at most, what is drawn stands off the middle.
        seed: the same one gives the same samples.

    Raises:
        ValueError: one of them is out of its range.
    """
    check_generated(kind, count, size, noise, shift)
    random = np.random.default_rng(seed)
    draws = GENERATED[kind]
    y = random.permutation(np.arange(count) % len(draws))
    ways = tuple(draws.values())
    x = np.stack([ways[number](size, random, shift) for number in y])[..., None]
    x = x + random.normal(0, noise, x.shape)
    return Samples(x.astype(np.float32), y, tuple(draws))


def check_generated(kind: str, count: int, size: int, noise: float, shift: int) -> None:
    """Raise ValueError unless `generated` takes them."""
    if kind not in GENERATED:
        raise ValueError(f"`kind` must be one of {', '.join(GENERATED)}. Received: kind={kind!r}")
    for name, value, least in (("count", count, 1), ("size", size, LEAST_SIZE), ("noise", noise, 0)):
        if not value >= least or value == float("inf"):
            raise ValueError(f"`{name}` must be at least {least}. Received: {name}={value!r}")
    cells = count * size ** (1 if kind == "bumps" else 2)
    if count > MOST_SAMPLES or cells > MOST_CELLS:
        raise ValueError(
            f"There are at most {MOST_SAMPLES:,} samples, and {MOST_CELLS:,} cells of all. "
            f"Received: count={count!r}, {cells:,} cells"
        )
    if not 0 <= shift <= (size - 1) // 2:
        raise ValueError(
            f"`shift` must be 0 … {(size - 1) // 2}, half of the size. Received: shift={shift!r}"
        )


def _place(size: int, random: np.random.Generator, shift: int) -> int:
    """A cell near the middle."""
    return size // 2 + int(random.integers(-shift, shift + 1))


def _horizontal(size: int, random: np.random.Generator, shift: int) -> Array:
    picture = np.zeros((size, size))
    picture[min(size - 1, _place(size, random, shift))] = 1
    return picture


def _vertical(size: int, random: np.random.Generator, shift: int) -> Array:
    return _horizontal(size, random, shift).T


def _diagonal(size: int, random: np.random.Generator, shift: int) -> Array:
    """From the top left to the bottom right."""
    return np.eye(size, k=_place(size, random, shift) - size // 2)


def _rising(size: int, random: np.random.Generator, shift: int) -> Array:
    """From the bottom left to the top right."""
    return np.fliplr(_diagonal(size, random, shift))


def _slanted_cross(size: int, random: np.random.Generator, shift: int) -> Array:
    return np.maximum(_diagonal(size, random, shift), _rising(size, random, shift))


def _cross(size: int, random: np.random.Generator, shift: int) -> Array:
    return np.maximum(_horizontal(size, random, shift), _vertical(size, random, shift))


def _bump(size: int, random: np.random.Generator, shift: int) -> Array:
    """A bell an eighth of the line wide."""
    return np.exp(-(((np.arange(size) - _place(size, random, shift)) / (size / 8)) ** 2))


def _dip(size: int, random: np.random.Generator, shift: int) -> Array:
    return -_bump(size, random, shift)


def _flat(size: int, random: np.random.Generator, shift: int) -> Array:
    return np.zeros(size)


GENERATED: Mapping[str, Mapping[str, Draw]] = MappingProxyType(
    {
        "lines": MappingProxyType(
            {"horizontal": _horizontal, "vertical": _vertical, "diagonal": _diagonal, "cross": _cross}
        ),
        "directions": MappingProxyType({"horizontal": _horizontal, "vertical": _vertical}),
        "strokes": MappingProxyType(
            {
                "horizontal": _horizontal,
                "vertical": _vertical,
                "falling": _diagonal,
                "rising": _rising,
                "upright cross": _cross,
                "slanted cross": _slanted_cross,
            }
        ),
        "bumps": MappingProxyType({"bump": _bump, "dip": _dip, "flat": _flat}),
    }
)
