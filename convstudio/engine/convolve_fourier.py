"""Convolution with large kernels by the fast Fourier transform, tile by tile (overlap-save).

A product of spectra is a sum over circles; outputs whose window does not cross the seam are those of the
tile.

A transform spreads its rounding over all numbers, small ones too. So float32 is transformed in float64, and
an output that is not far above what rounding may have left in its place is not believed but computed
directly. What is kept has a relative error below 2⁻²⁴, half the last place of a float32, and an empty area
stays exactly zero.

Source: Oppenheim and Schafer, Discrete-Time Signal Processing, section 8.7.3 (overlap-save).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.convolve_patches import Patches
from convstudio.engine.geometry import Geometry, Pair

Array = NDArray[Any]
TAPS = 150  # with fewer the direct product is as fast
PAIRS = 16  # of channel and filter; more are faster as a matrix product
ROUNDINGS = 8  # bound of the error, in float64's last places of |cells| · |weights|; a half is seen at most
SINGLE = 64  # outputs of a tile; more that are not believed are computed all together
WINDOWS = 8  # how many kernels wide a transform is: wider leaves the caches, narrower is mostly seam
SPECTRA_BYTES = 2**25


class Fourier:
    """The filters as conjugate spectra, made for one size of tile."""

    planar = True

    def __init__(self, kernel: Array, geometry: Geometry) -> None:
        self._size = kernel.shape[:2]
        self._directly = Patches(kernel, geometry)
        self._shape = _transform_shape(geometry.outputs, self._size)
        exact = kernel.astype(np.float64)
        self._spectra = np.fft.rfft2(exact, self._shape, axes=(0, 1)).conj()
        self._norm = float(np.sqrt((exact**2).sum(axis=(0, 1, 2)).max()))

    @staticmethod
    def serves(kernel: Array, geometry: Geometry) -> bool:
        """Whether the kernel is large, goes cell by cell, and float64 is more exact than its numbers."""
        steps = {geometry.rows.stride, geometry.cols.stride, geometry.rows.dilation, geometry.cols.dilation}
        taps, pairs = kernel.shape[0] * kernel.shape[1], kernel.shape[2] * kernel.shape[3]
        fits = pairs <= PAIRS and 8 * taps * WINDOWS**2 * pairs <= SPECTRA_BYTES
        return kernel.dtype == np.float32 and steps == {1} and taps >= TAPS and fits

    def tile(self, outputs: Pair) -> Pair:
        """Rows and columns of outputs that one `fill` should get."""
        rows, cols = (size - taps + 1 for size, taps in zip(self._shape, self._size, strict=True))
        return min(rows, outputs[0]), min(cols, outputs[1])

    def fill(self, block: Array, out: Array) -> None:
        """Write the outputs (rows, cols, filters) of a block (block rows, block cols, channels)."""
        exact = block.astype(np.float64)
        norm = float(np.sqrt(np.vdot(exact, exact)))
        if not np.isfinite(norm):  # it would spread over the tile
            self._directly.fill(block, out)
            return
        spectrum = np.fft.rfft2(exact, self._shape, axes=(0, 1))
        products = np.einsum("rcx,rcxf->rcf", spectrum, self._spectra)
        sums = np.fft.irfft2(products, self._shape, axes=(0, 1))[: out.shape[0], : out.shape[1]]
        out[...] = sums
        error = ROUNDINGS * np.finfo(np.float64).eps * norm * self._norm
        self._fill_weak(block, out, np.any(np.abs(sums) <= error * 2**24, axis=2))

    def _fill_weak(self, block: Array, out: Array, weak: Array) -> None:
        """Compute directly where the sums may be rounding alone."""
        if np.count_nonzero(weak) > SINGLE:
            self._directly.fill(block, out)
            return
        rows, cols = self._size
        for row, col in np.argwhere(weak):
            window = block[row : row + rows, col : col + cols]
            self._directly.fill(window, out[row : row + 1, col : col + 1])


def _transform_shape(outputs: Pair, size: Pair) -> Pair:
    """Some kernels wide, and not much beyond the outputs."""
    rows, cols = (
        _smooth(min(count + taps - 1, WINDOWS * taps)) for count, taps in zip(outputs, size, strict=True)
    )
    return rows, cols


def _smooth(least: int) -> int:
    """The next product of 2, 3 and 5 alone, whose transform is fast."""
    return next(length for length in range(least, 2 * least + 1) if 30 ** length.bit_length() % length == 0)
