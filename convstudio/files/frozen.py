"""Values that cannot change under the feet of whoever shares them."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray


def read_only(array: ArrayLike, dtype: DTypeLike | None = None) -> NDArray[Any]:
    """Give a read-only float array; one that is read-only already is taken over as it is.

    Args:
        array: anything that NumPy reads as real numbers.
        dtype: what to cast to; None keeps float32 and float64 and casts all else to float32.

    Raises:
        ValueError: the values are no real numbers.
    """
    given = np.asarray(array)
    if given.dtype.kind not in "biuf":
        raise ValueError(f"weights and inputs are real numbers, not {given.dtype}")
    wanted = np.dtype(dtype or (given.dtype if given.dtype in (np.float32, np.float64) else np.float32))
    if given.dtype == wanted and not given.flags.writeable and given.flags.c_contiguous:
        return given
    with np.errstate(over="ignore"):
        copy = np.array(given, wanted, order="C")
    copy.flags.writeable = False
    return copy


def same_array(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Whether type, shape and values agree, NaN with NaN."""
    return one is other or (one.dtype == other.dtype and np.array_equal(one, other, equal_nan=True))


def plain(value: Any) -> Any:
    """Copy JSON-like data: numbers of NumPy become Python's, lists become tuples.

    Raises:
        ValueError: something in it has no place in JSON.
    """
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError(f"settings have names, not {list(value)!r}")
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(plain(inner) for inner in value)
    if isinstance(value, np.generic):
        value = value.item()
    if (
        value is None
        or isinstance(value, (bool, int, str))
        or (isinstance(value, float) and math.isfinite(value))
    ):
        return value
    raise ValueError(f"a setting is a number, a text, a truth value or a list of these, not {value!r}")
