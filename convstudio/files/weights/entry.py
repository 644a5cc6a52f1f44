"""What a file of weights holds, before any of it is read."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.files.weights.limits import check_count, shown
from convstudio.nn.shapes import Shape

Array = NDArray[Any]
_LONGEST = 600  # letters of a sentence


@dataclass(frozen=True)
class Entry:
    """One array in a file.

    Attributes:
        name: what the file calls it.
        shape: its sizes, in the file's order of axes.
        dtype: kind of number, as the file calls it.
        load: reads the values.
    """

    name: str
    shape: Shape
    dtype: str
    load: Callable[[], Array]

    def read(self) -> Array:
        """The values, in a type that NumPy has: BF16 becomes float32.

        Raises:
            OSError: the file cannot be read any more.
            ValueError: the values are damaged or of a kind that is not read; the message is one sentence.
        """
        return self.load()


@dataclass(frozen=True)
class WeightFile:
    """The arrays of a file.

    Attributes:
        path: where it is.
        format: what it is, for people: "NumPy", "safetensors", "PyTorch", "ONNX", "Keras".
        layout: order of the axes of a kernel: "keras" (kernel size ..., in, out), "torch" (out, in,
            kernel size ...), or "" where the format does not say.
        entries: the arrays by name, in the order of the file.
    """

    path: Path
    format: str
    layout: str
    entries: Mapping[str, Entry]

    def read(self, name: str) -> Array:
        """The array of that name.

        Raises:
            OSError: the file cannot be read any more.
            ValueError: there is no such array, or it is damaged; the message is one sentence.
        """
        if name not in self.entries:
            raise ValueError(f"{self.path.name} has no array {shown(name)}")
        return self.entries[name].read()


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Put the name of the file before what is wrong with it."""
    try:
        yield
    except ValueError as error:
        if str(error).startswith(path.name):
            raise
        reason = " ".join(str(error).split())[:_LONGEST]
        raise ValueError(f"{path.name} cannot be read: {reason}") from error


def told(path: Path, entry: Entry) -> Entry:
    """The entry, which tells the name of its file when its values cannot be read."""

    def load() -> Array:
        with telling(path):
            return entry.read()

    return replace(entry, load=load)


def named(entries: list[Entry]) -> dict[str, Entry]:
    """Entries by name.

    Raises:
        ValueError: there are too many, or two of one name.
    """
    check_count(len(entries), "arrays")
    by_name = {entry.name: entry for entry in entries}
    if len(by_name) < len(entries):
        raise ValueError("it holds two arrays of the same name")
    return by_name


def from_bfloat16(bits: NDArray[np.uint16]) -> NDArray[np.float32]:
    """Numbers whose upper 16 bits of float32 are given."""
    return (bits.astype(np.uint32) << 16).view(np.float32)
