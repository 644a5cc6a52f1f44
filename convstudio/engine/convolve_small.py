"""Convolution of a few cells in three calls of NumPy: each call takes as long as hundreds of products."""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from convstudio.engine.geometry import Geometry, source_indices

Array = NDArray[Any]
GATHERED = 2**10  # to fetch so many cells by their index is as fast as to copy them in runs
GATHERED_AT_MOST = 2**14  # where they cannot be copied in runs
PRODUCTS = 2**18  # more are worth tiles


class Small:
    """What every convolution of one sample of some shape needs, whatever its numbers."""

    def __init__(self, geometry: Geometry, channels: int) -> None:
        self._geometry = geometry
        self._padded = (1, geometry.rows.padded, geometry.cols.padded, channels)
        self._inside = _inside(geometry)
        self._sources = None if geometry.rows.border == "zeros" else _sources(geometry, channels)
        self._is_padded = any((*geometry.rows.pad, *geometry.cols.pad))
        self._taps = geometry.rows.kernel * geometry.cols.kernel * channels
        self._shape = (1, *geometry.outputs, -1)
        self._windows = self._indices()
        self._shifting = self._shifts_best(geometry, channels)
        width, (rows, cols) = geometry.cols.padded, geometry.outputs
        self._run = (rows - 1) * width + cols
        self._shifts = (geometry.rows.kernel, geometry.cols.kernel, self._run)
        self._steps = (geometry.rows.dilation * width, geometry.cols.dilation, 1)

    @classmethod
    def serves(cls, geometry: Geometry, batch: int, channels: int, filters: int) -> bool:
        """Whether the case is small enough, and one of the two forms fits it."""
        cells = cls._cells(geometry, channels)
        fits = cells <= GATHERED_AT_MOST or cls._shifts_best(geometry, channels)
        return batch == 1 and fits and cells * filters <= PRODUCTS

    def convolve(self, x: Array, kernel: Array, bias: Array | None) -> Array:
        """The outputs (1, rows, cols, filters)."""
        weights = kernel.reshape(self._taps, -1)
        with np.errstate(all="ignore"):
            if self._is_padded:
                x = self._pad(x)
            if self._shifting:
                out = self._shifted(x, weights)
            else:  # each window a row of the matrix
                out = x.take(self._windows).dot(weights).reshape(self._shape)
            if bias is not None:
                out += bias
        return out

    def _shifted(self, x: Array, weights: Array) -> Array:
        """Each tap a row of the matrix: the whole input shifted. The ends of its rows make no outputs."""
        x, item = np.ascontiguousarray(x), x.itemsize
        rows, cols = self._shape[1:3]
        steps = tuple([step * item for step in self._steps])
        shifted = np.ndarray(self._shifts, x.dtype, x, 0, steps).reshape(self._taps, self._run)
        maps = weights.T.dot(shifted)
        filters = len(maps)
        steps = (maps.nbytes, self._padded[2] * item, item, self._run * item)
        return np.ndarray((1, rows, cols, filters), x.dtype, maps, 0, steps)

    def _pad(self, x: Array) -> Array:
        if self._sources is not None:
            return x.take(self._sources)
        padded = np.zeros(self._padded, x.dtype)
        padded[self._inside] = x
        return padded

    def _indices(self) -> NDArray[np.intp]:
        """(outputs, taps): where in the padded input each tap of each output reads."""
        rows, cols = self._geometry.rows, self._geometry.cols
        at = np.arange(np.prod(self._padded)).reshape(self._padded[1:])
        places = sliding_window_view(at, (rows.span, cols.span), (0, 1))[:: rows.stride, :: cols.stride]
        taps = places[..., :: rows.dilation, :: cols.dilation].transpose(0, 1, 3, 4, 2)
        return taps.reshape(-1, self._taps)

    @staticmethod
    def _cells(geometry: Geometry, channels: int) -> int:
        rows, cols = geometry.outputs
        return rows * cols * geometry.rows.kernel * geometry.cols.kernel * channels

    @classmethod
    def _shifts_best(cls, geometry: Geometry, channels: int) -> bool:
        can_shift = channels == geometry.rows.stride == geometry.cols.stride == 1
        return can_shift and cls._cells(geometry, channels) > GATHERED


def _inside(geometry: Geometry) -> tuple[slice, ...]:
    """The input's place in the padded array."""
    top, left = geometry.rows.pad[0], geometry.cols.pad[0]
    return slice(None), slice(top, top + geometry.rows.length), slice(left, left + geometry.cols.length)


def _sources(geometry: Geometry, channels: int) -> NDArray[np.intp]:
    """Where in the input each cell of the padded array comes from."""
    rows, cols = (
        source_indices(axis.length, axis.pad, axis.border) for axis in (geometry.rows, geometry.cols)
    )
    cells = rows[:, None] * geometry.cols.length + cols
    return (cells[None, :, :, None] * channels + np.arange(channels)).astype(np.intp)
