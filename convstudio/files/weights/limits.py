"""How large a file of somebody else may be, held against what it says of itself before memory is taken."""

import json
import math
from collections.abc import Iterable
from typing import Any

from convstudio.nn.shapes import Shape

MAX_INFLATED = 512 << 20
MAX_ELEMENTS = 1 << 28
MAX_DIMENSIONS = 8
MAX_TENSORS = 10_000
MAX_LAYERS = 1000
MAX_JSON_BYTES = 16 << 20
MAX_DEPTH = 64


def possible_shape(sizes: Iterable[Any], name: str) -> Shape:
    """The shape of a tensor of that name.

    Raises:
        ValueError: it is none, or has more elements than are read.
    """
    shape = tuple(sizes)
    if len(shape) > MAX_DIMENSIONS or not all(type(size) is int and size >= 0 for size in shape):
        raise ValueError(f"the shape of its tensor {shown(name)} is not possible: {str(shape)[:80]}")
    if math.prod(shape) > MAX_ELEMENTS:
        raise ValueError(
            f"its tensor {shown(name)} has {math.prod(shape):,} elements; the limit is {MAX_ELEMENTS:,}"
        )
    return shape


def check_count(count: int, what: str, limit: int = MAX_TENSORS) -> None:
    """Raise ValueError if there are more things than are read."""
    if count > limit:
        raise ValueError(f"it holds {count:,} {what}; the limit is {limit:,}")


def parse_json(data: bytes, what: str) -> dict[str, Any]:
    """A JSON object.

    Raises:
        ValueError: it is too large, too deep, damaged or no object; `what` says what it is, for people.
    """
    if len(data) > MAX_JSON_BYTES:
        raise ValueError(f"{what} has {len(data):,} bytes; the limit is {MAX_JSON_BYTES:,}")
    try:
        value = json.loads(data.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise ValueError(f"{what} is damaged, or nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError(f"{what} holds no object")
    check_depth(value, what)
    return value


def check_depth(value: Any, what: str) -> None:
    """Raise ValueError if lists and objects stand in each other more often than allowed."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise ValueError(f"{what} is nested more than {MAX_DEPTH} times")


def shown(name: object) -> str:
    """A name out of a file, short enough for a sentence, and without line breaks."""
    text = repr(name)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list | tuple) else ()


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
