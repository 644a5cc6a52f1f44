"""What PyTorch's layers need to be told in Keras' words."""

from typing import Any

from convstudio.nn.shapes import Shape, is_whole

Layers = list[tuple[str, dict[str, Any]]]


class Arriving:
    """What reaches a layer: its shape without batch, None where that is not known, and what was noticed."""

    def __init__(self, shape: Shape | None) -> None:
        self.shape = shape
        self.notes: list[str] = []

    @property
    def rank(self) -> int | None:
        """Axes without the channels; None where that is not known."""
        return None if self.shape is None else len(self.shape) - 1

    def check_channels(self, name: str, count: Any, what: str = "channels") -> None:
        """Raise ValueError with both numbers unless so many channels arrive."""
        if not is_whole(count):
            raise ValueError(f"{name} takes a whole number of {what}, not {count!r}")
        if self.shape is not None and self.shape[-1] != count:
            raise ValueError(f"{name} takes {count} {what}, and what reaches it has {self.shape[-1]}")

    def check_dim(self, name: str, dim: Any) -> None:
        """Raise ValueError unless an axis, the batch counted, is that of PyTorch's channels."""
        alone = self.rank in (0, None)
        if dim not in ((1, -1, None) if alone else (1,)):
            raise ValueError(f"{name} runs along axis {dim}; here it can run along the channels, axis 1")


def only(name: str, **words: tuple[Any, Any]) -> None:
    """Raise ValueError where a word has another value than the one that is known here."""
    for word, (value, known) in words.items():
        one = value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value
        if one != known:
            raise ValueError(f"{name} has {word}={value!r}; here it can only be {known!r}")


def padding_words(name: str, padding: Any, rank: int) -> Any:
    """PyTorch's padding: a name, or a number on both sides of each axis."""
    if isinstance(padding, str):
        if padding not in ("same", "valid"):
            raise ValueError(f"{name} has padding={padding!r}; it can be 'same', 'valid' or numbers")
        return padding
    sides = (padding,) * rank if is_whole(padding) else padding
    if not isinstance(sides, tuple) or not all(map(is_whole, sides)) or len(sides) not in (1, rank):
        raise ValueError(f"{name} has padding={padding!r}; it can be 'same', 'valid' or {rank} numbers")
    pairs = tuple((side, side) for side in (sides * rank)[:rank])
    return pairs_words(pairs) if any(sides) else "valid"


def pairs_words(pairs: tuple[tuple[int, int], ...]) -> Any:
    """Pairs along each axis; one axis has no list of them."""
    return pairs[0] if len(pairs) == 1 else pairs


def whole(number: Any) -> Any:
    """A whole number where a float is one."""
    return int(number) if isinstance(number, float) and number.is_integer() else number
