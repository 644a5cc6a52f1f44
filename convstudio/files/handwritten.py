"""The handwritten digits that ship with the program; `resources/samples/digits.txt` says whose they are."""

from functools import cache

import numpy as np

from convstudio.files.own_samples import read_arrays, samples_of
from convstudio.files.resources import resource_dir
from convstudio.files.samples import Samples

ALL = 1797
_DARKEST = 16


@cache
def all_digits() -> Samples:
    """Every digit in the order of the source, (1797, 8, 8, 1) from 0 to 1; ten classes, "0" to "9"."""
    stored = samples_of(*read_arrays(resource_dir() / "samples" / "digits.npz"))
    return Samples((stored.x / _DARKEST).astype(np.float32), stored.y, stored.classes)


def handwritten(count: int = ALL, noise: float = 0.0, seed: int = 0) -> Samples:
    """Some of the digits in an order by chance, so that every part has all writers and all classes.

    Args:
        count: how many, from 10 to 1797.
        noise: standard deviation of what is added to every cell; at least 0.
        seed: the same one gives the same samples.

    Raises:
        ValueError: one of them is out of its range.
    """
    check_handwritten(count, noise)
    random = np.random.default_rng(seed)
    digits, order = all_digits(), random.permutation(ALL)[:count]
    x = digits.x[order]
    noisy = (x + random.normal(0, noise, x.shape)).astype(np.float32) if noise else x
    return Samples(noisy, digits.y[order], digits.classes)


def check_handwritten(count: int, noise: float) -> None:
    """Raise ValueError unless `handwritten` takes them."""
    if not 10 <= count <= ALL:
        raise ValueError(f"`count` must be 10 … {ALL}, the digits that there are. Received: count={count!r}")
    if not 0 <= noise < float("inf"):
        raise ValueError(f"`noise` must be a finite number of at least 0. Received: noise={noise!r}")
