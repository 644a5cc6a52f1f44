"""Convolution of a few cells in three calls of NumPy: each call takes as long as hundreds of products."""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from convstudio.engine.geometry import Geometry, source_indices

Array = NDArray[Any]
GATHERED = 2**10  # to fetch so many cells by their index is as fast as to copy them in runs
GATHERED_AT_MOST = 2**15  # where they cannot be copied in runs
PRODUCTS = 2**20  # more are worth tiles


class Small:
    """What every convolution of one sample of some shape and dtype needs, whatever its numbers."""

    def __init__(self, geometry: Geometry, channels: int, filters: int, dtype: np.dtype[Any]) -> None:
        self._dtype, self._geometry = dtype, geometry
        self._padded = (1, geometry.rows.padded, geometry.cols.padded, channels)
        self._inside = _inside(geometry)
        self._sources = None if geometry.rows.border == "zeros" else _sources(geometry, channels)
        self._is_padded = any((*geometry.rows.pad, *geometry.cols.pad))
        self._taps = geometry.rows.kernel * geometry.cols.kernel * channels
        self._shape = (1, *geometry.outputs, filters)
        self._shifting = _shifts_best(geometry, channels)
        if self._shifting:
            self._prepare_shifts()
        else:
            self._windows = self._indices()

    @staticmethod
    def serves(geometry: Geometry, batch: int, channels: int, filters: int) -> bool:
        """Whether the case is small enough, and one of the two forms fits it."""
        cells = _cells(geometry, channels)
        fits = cells <= GATHERED_AT_MOST or _shifts_best(geometry, channels)
        return batch == 1 and fits and cells * filters <= PRODUCTS

    def convolve(self, x: Array, kernel: Array, bias: Array | None) -> Array:
        """The outputs (1, rows, cols, filters)."""
        weights = kernel.reshape(self._taps, -1)
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
        cells = x if x.flags.c_contiguous else x.copy()
        shifted = np.ndarray(self._shifts, self._dtype, cells, 0, self._steps).reshape(self._taps, -1)
        maps = weights.T.dot(shifted)
        return np.ndarray(self._shape, self._dtype, maps, 0, self._output_steps)

    def _prepare_shifts(self) -> None:
        rows, cols, item = self._geometry.rows, self._geometry.cols, self._dtype.itemsize
        run = (rows.outputs - 1) * cols.padded + cols.outputs
        self._shifts = (rows.kernel, cols.kernel, run)
        self._steps = (rows.dilation * cols.padded * item, cols.dilation * item, item)
        self._output_steps = (run * self._shape[3] * item, cols.padded * item, item, run * item)

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


def _cells(geometry: Geometry, channels: int) -> int:
    """How many numbers all windows have together."""
    rows, cols = geometry.outputs
    return rows * cols * geometry.rows.kernel * geometry.cols.kernel * channels


def _shifts_best(geometry: Geometry, channels: int) -> bool:
    can_shift = channels == geometry.rows.stride == geometry.cols.stride == 1
    return can_shift and _cells(geometry, channels) > GATHERED


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
