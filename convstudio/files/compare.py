"""Where a layer's output and a reference from elsewhere differ first, and what the likely cause is.

Causes are not guessed: the layer is changed in one way after the other, and a change that gives the reference
is the cause.
"""

import math
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from convstudio.files.compare_causes import attempts, output_of
from convstudio.files.project import LayerPart
from convstudio.files.weights.entry import Array
from convstudio.files.weights.read import read_weights
from convstudio.nn.shapes import Shape, planar_shape

TOLERANCE = 1e-5
CHANNELS_FIRST = "The reference has its channels first."


@dataclass(frozen=True)
class Comparison:
    """What comparing found.

    Attributes:
        first: (row, col, filter), 0-based, of the first cell of the walk that differs; None where none does.
        ours: the value there.
        theirs: what the reference has there.
        count: how many cells differ.
        largest: the largest difference of all; NaN where one side alone is no number.
        cause: one sentence on the change that gives the reference; "" where none was found. Where all values
            agree: how the reference lies in its file, if not in our way.
        differs: (rows, cols, filters), True where a cell differs.
        reference: (rows, cols, filters), what the other program gave, in our order of axes.
        reading: where values differ: how the reference lies in its file, if not in our way; else "".
    """

    first: tuple[int, int, int] | None
    ours: float
    theirs: float
    count: int
    largest: float
    cause: str
    differs: Array
    reference: Array
    reading: str = ""

    @property
    def agrees(self) -> bool:
        """Whether no cell differs."""
        return self.first is None


def names_in(path: str | os.PathLike[str]) -> tuple[str, ...]:
    """The arrays of a file that may be references. Raises OSError or ValueError as `read_reference` does."""
    return tuple(read_weights(path).entries)


def read_reference(path: str | os.PathLike[str], name: str = "") -> Array:
    """The array of a `.npy` file, or the one of that name in a `.npz` file, which may have one alone.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is damaged, or there are several arrays and none was named.
    """
    file = read_weights(path)
    if not name and len(file.entries) != 1:
        names = ", ".join(list(file.entries)[:20])
        raise ValueError(f"{Path(path).name} holds {len(file.entries)} arrays; name one of {names}")
    return file.read(name or next(iter(file.entries)))


def compare(part: LayerPart, x: Array, reference: Array, tolerance: float = TOLERANCE) -> Comparison:
    """Compare what a layer gives for an input with what another program gave.

    Args:
        part: the layer with its weights.
        x: its input in Keras' shape, without batch.
        reference: the other output, channels last or first, with or without a batch; of several samples the
            one that is nearest is taken.
        tolerance: the largest difference that is none, for values up to 1; for larger ones a part of them.

    Raises:
        ValueError: the layer does not fit its input, or the reference has another number of values.
    """
    ours = output_of(part, x)
    found = []
    for samples, said in _readings(np.asarray(reference), ours.shape):
        found.append(_held(part, x, ours, samples, said, tolerance))
        if found[-1].agrees or found[-1].cause:
            return found[-1]
    return found[0]


def _held(part: LayerPart, x: Array, ours: Array, samples: Array, said: str, tolerance: float) -> Comparison:
    """What comparing finds if the reference is read in one way."""
    number, planes = _nearest(samples, ours), planar_shape(ours.shape)
    sample = np.ascontiguousarray(samples[number])
    if len(samples) > 1:
        said = f"{said} Sample {number + 1} of {len(samples)} of the reference is the nearest.".strip()
    here, theirs = ours.reshape(planes), sample.reshape(planes)
    differs, largest = ~_close(here, theirs, tolerance), _largest(here, theirs)
    if not differs.any():
        return Comparison(None, np.nan, np.nan, 0, largest, said, differs, theirs)
    first, cause = _first(differs), _cause(part, x, sample, tolerance)
    values = float(here[first]), float(theirs[first])
    return Comparison(first, *values, int(differs.sum()), largest, cause, differs, theirs, said)


def _readings(given: Array, shape: Shape) -> list[tuple[Array, str]]:
    """The ways in which a reference can be taken for (samples, *shape), and what is said of each.

    Raises:
        ValueError: it has another number of values, or values that are no numbers.
    """
    batch = given if given.ndim == len(shape) + 1 else given[np.newaxis]
    readings = [(batch, "")] if batch.shape[1:] == shape else []
    if len(shape) > 1 and batch.shape[1:] == (shape[-1], *shape[:-1]):
        said = CHANNELS_FIRST if shape[-1] > 1 else ""
        readings.append((np.moveaxis(batch, 1, -1), said))
    if not readings and given.size == math.prod(shape):
        readings.append((given.reshape(1, *shape), ""))
    if given.dtype.kind not in "biuf" or not readings or not len(batch):
        raise ValueError(
            f"the layer gives values of shape {shape}. Received: a reference of shape {given.shape}"
        )
    return readings


def _nearest(samples: Array, ours: Array) -> int:
    """The number of the sample whose values are the nearest."""
    if len(samples) == 1:
        return 0
    with np.errstate(all="ignore"):
        far = [np.nansum(np.abs(sample.astype(np.float64) - ours)) for sample in samples]
    return int(np.argmin(far))


def _close(ours: Array, theirs: Array, tolerance: float) -> Array:
    with np.errstate(all="ignore"):
        return np.isclose(ours, theirs, rtol=tolerance, atol=tolerance, equal_nan=True)


def _largest(ours: Array, theirs: Array) -> float:
    with np.errstate(all="ignore"):
        difference = np.abs(ours.astype(np.float64) - theirs.astype(np.float64))
    is_same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
    return float(np.max(np.where(is_same, 0, difference), initial=0))


def _first(differs: Array) -> tuple[int, int, int]:
    """In the order of the walk: filter by filter, from left to right, then down."""
    by_filter = differs.transpose(2, 0, 1)
    filter, row, col = np.unravel_index(int(by_filter.argmax()), by_filter.shape)
    return int(row), int(col), int(filter)


def _cause(part: LayerPart, x: Array, reference: Array, tolerance: float) -> str:
    for sentence, other_output in attempts(part, x, reference):
        try:
            output, wanted = other_output()
        except (ValueError, IndexError):
            continue
        if output.size == wanted.size and _close(output.ravel(), wanted.ravel(), tolerance).all():
            return sentence
    return ""
