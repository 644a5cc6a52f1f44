"""A linear map along one axis, written as pairs: which output takes which input, and how much of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Along:
    """Every pair (output, input) that meets, once for each way; `shares` says how much of it, None: all."""

    outputs: Indices
    inputs: Indices
    output_length: int
    input_length: int
    shares: Array | None = None

    @cached_property
    def turned(self) -> "Along":
        """The transposed map: from outputs to inputs."""
        return Along(self.inputs, self.outputs, self.input_length, self.output_length, self.shares)

    def seen(self, outputs: Indices) -> Indices:
        """The inputs that any of these outputs takes, sorted, each once."""
        asked = np.zeros(self.output_length, bool)
        asked[outputs] = True
        found = np.zeros(self.input_length, bool)
        found[self.inputs[asked[self.outputs]]] = True
        return np.flatnonzero(found)

    def carry(self, values: Array, number: int, cells: range, outputs: range) -> Array:
        """Apply the map along one axis of an array.

        Args:
            values: along axis `number` they stand on the inputs `cells`; all others are zero.
            number: which axis.
            cells: a range of inputs, as many as the axis is long.
            outputs: the range that is wanted.

        Returns:
            The array with `outputs` along that axis, in the dtype of `values`.
        """
        first = np.moveaxis(values, number, 0)
        out = np.zeros((len(outputs), *first.shape[1:]), values.dtype)
        kept = _within(self.inputs, cells) & _within(self.outputs, outputs)
        order = np.flatnonzero(kept)[np.argsort(self.outputs[kept], kind="stable")]
        if order.size:
            parts = first[self.inputs[order] - cells.start]
            if self.shares is not None:
                parts *= self.shares[order].astype(values.dtype).reshape(-1, *(1,) * (first.ndim - 1))
            targets = self.outputs[order]
            starts = np.flatnonzero(np.diff(targets, prepend=-1))
            out[targets[starts] - outputs.start] = np.add.reduceat(parts, starts, axis=0)
        return np.moveaxis(out, 0, number)


def _within(indices: Indices, wanted: range) -> NDArray[np.bool_]:
    return (indices >= wanted.start) & (indices < wanted.stop)
