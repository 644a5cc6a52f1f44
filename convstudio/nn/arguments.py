"""Checks of what a person gives to a layer, with the rules of Keras and the received value in every error."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.geometry import BORDERS, NAMED_PADDINGS, Padding, Pair
from convstudio.nn.initializers import INITIALIZERS
from convstudio.nn.shapes import is_whole

Sizes = tuple[int, ...]


def whole_number(value: Any, name: str, least: int = 1) -> int:
    """One whole number of at least `least`."""
    if not is_whole(value) or value < least:
        raise ValueError(f"`{name}` must be a whole number of at least {least}. Received: {name}={value!r}")
    return int(value)


def sizes(value: Any, count: int, name: str, least: int = 1) -> Sizes:
    """A whole number per axis; one number stands for all of them."""
    given = (value,) * count if is_whole(value) else value
    if not isinstance(given, Iterable) or isinstance(given, str | Mapping):
        raise ValueError(_sizes_rule(count, name, least, value))
    numbers = tuple(given)
    if len(numbers) != count or not all(is_whole(number) and number >= least for number in numbers):
        raise ValueError(_sizes_rule(count, name, least, value))
    return tuple(int(number) for number in numbers)


def _sizes_rule(count: int, name: str, least: int, value: Any) -> str:
    numbers = "1 whole number" if count == 1 else f"{count} whole numbers"
    return f"`{name}` must be {numbers} of at least {least}. Received: {name}={value!r}"


def number(value: Any, name: str, least: float | None = None) -> float:
    """A finite number, of at least `least` if that is given."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or value != value or abs(value) == float("inf") or (least is not None and value < least):
        bound = "" if least is None else f" of at least {least:g}"
        raise ValueError(f"`{name}` must be a finite number{bound}. Received: {name}={value!r}")
    return float(value)


def truth(value: Any, name: str) -> bool:
    """True or False."""
    if not isinstance(value, bool):
        raise ValueError(f"`{name}` must be True or False. Received: {name}={value!r}")
    return value


def choice(value: Any, name: str, choices: Iterable[str]) -> str:
    """One of some words, in any case."""
    allowed = tuple(choices)
    if not isinstance(value, str) or value.lower() not in allowed:
        raise ValueError(f"`{name}` must be one of {', '.join(allowed)}. Received: {name}={value!r}")
    return value.lower()


def padding(value: Any, rank: int, may_be_causal: bool = False) -> Padding:
    """A padding by name, or ((top, bottom), (left, right)); in one dimension also (left, right)."""
    if isinstance(value, str):
        names = [name for name in NAMED_PADDINGS if name != "causal" or may_be_causal]
        return choice(value, "padding", names)
    pairs = _pairs(value)
    if rank == 1 and pairs is None:
        along = _pairs((value,))
        pairs = along and ((0, 0), *along)
    if pairs is None or len(pairs) != 2 or (rank == 1 and pairs[0] != (0, 0)):
        form = "(left, right)" if rank == 1 else "((top, bottom), (left, right))"
        raise ValueError(f"`padding` must be a name or {form} of at least 0. Received: padding={value!r}")
    return pairs[0], pairs[1]


def _pairs(value: Any) -> tuple[Pair, ...] | None:
    try:
        return tuple(cast(Pair, sizes(pair, 2, "padding", 0)) for pair in value if not is_whole(pair)) or None
    except (TypeError, ValueError):
        return None


def border(value: Any) -> str:
    """What stands in the padding."""
    return choice(value, "border", BORDERS)


def activation(value: Any) -> str:
    """The name of an activation; None is linear."""
    if value is None:
        return "linear"
    if not isinstance(value, str) or value not in ACTIVATIONS:
        names = ", ".join(ACTIVATIONS)
        raise ValueError(f"`activation` must be None or one of {names}. Received: activation={value!r}")
    return value


def layer_activation(value: Any) -> str:
    """An activation inside a layer, which must leave the number of channels as it is."""
    name = activation(value)
    if name == "glu":
        raise ValueError(
            "`activation` must keep the number of channels, and glu halves it: "
            "add Activation(\"glu\") after the layer. Received: activation='glu'"
        )
    return name


def channels_last(value: Any) -> str:
    """The only order of axes there is here."""
    return choice("channels_last" if value is None else value, "data_format", ["channels_last"])


def initializer(value: Any, name: str) -> str:
    """The name of what weights start with."""
    return choice(value, name, INITIALIZERS)


def pair(value: Any, name: str) -> Pair:
    """Two whole numbers of at least 0; one number stands for both."""
    first, second = sizes(value, 2, name, least=0)
    return first, second


def two_pairs(value: Any, name: str) -> tuple[Pair, Pair]:
    """((top, bottom), (left, right)); a number stands for each side of its axis, or of all."""
    rows, cols = (value, value) if is_whole(value) else _two(value, name)
    return pair(rows, name), pair(cols, name)


def _two(value: Any, name: str) -> tuple[Any, Any]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise ValueError(f"`{name}` must be a number, two numbers or two pairs. Received: {name}={value!r}")
    return value[0], value[1]
