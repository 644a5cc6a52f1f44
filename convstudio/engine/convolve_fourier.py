"""Convolution with large kernels by the fast Fourier transform, tile by tile (overlap-save).

A product of spectra is a sum over circles; outputs whose window does not cross the seam are those of the
tile.

A transform spreads the rounding of its largest number over all others. So float32 is transformed in
float64, and an output that is not far above what rounding may have left in its place is not believed: its
tile is then computed directly. All that is kept has a relative error below 2⁻²³, the last place of a
float32, and an empty area is zero.

Source: Oppenheim and Schafer, Discrete-Time Signal Processing, section 8.7.3 (overlap-save).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.convolve_patches import Patches
from convstudio.engine.geometry import Geometry, Pair

Array = NDArray[Any]
TAPS = 150  # with fewer the direct product is as fast
PAIRS = 16  # of channel and filter; spectra of more would no longer fit the caches
ROUNDINGS = 64  # bound of the error, in units of the last place of the largest sum that the tile could have
SIZES = (128, 180, 256, 360, 512, 720, 1024)  # products of 2, 3 and 5, which transform fast


class Fourier:
    """The filters as conjugate spectra, made for one size of tile."""

    planar = True

    def __init__(self, kernel: Array, geometry: Geometry) -> None:
        self._kernel = kernel.astype(np.float64)
        self._plainly = Patches(kernel, geometry)
        self._largest_sum = np.abs(self._kernel).sum(axis=(0, 1, 2)).max()
        self._shape: Pair = self._transform_shape(geometry.outputs)
        self._spectra = np.fft.rfft2(self._kernel, self._shape, axes=(0, 1)).conj()

    @staticmethod
    def serves(kernel: Array, geometry: Geometry) -> bool:
        """Whether the kernel is large, goes cell by cell, and float64 is more exact than its numbers."""
        steps = {geometry.rows.stride, geometry.cols.stride, geometry.rows.dilation, geometry.cols.dilation}
        taps, pairs = kernel.shape[0] * kernel.shape[1], kernel.shape[2] * kernel.shape[3]
        return kernel.dtype == np.float32 and steps == {1} and taps >= TAPS and pairs <= PAIRS

    def tile(self, outputs: Pair) -> Pair:
        """Rows and columns of outputs that one `fill` should get."""
        return self._shape[0] - len(self._kernel) + 1, self._shape[1] - self._kernel.shape[1] + 1

    def fill(self, block: Array, out: Array) -> None:
        """Write the outputs (rows, cols, filters) of a block (block rows, block cols, channels)."""
        largest = np.abs(block).max()
        if np.isfinite(largest):
            spectrum = np.fft.rfft2(block.astype(np.float64), self._shape, axes=(0, 1))
            product = np.einsum("rcx,rcxf->rcf", spectrum, self._spectra)
            sums = np.fft.irfft2(product, self._shape, axes=(0, 1))[: out.shape[0], : out.shape[1]]
            if np.abs(sums).min() > self._error(largest) * 2**24:
                out[...] = sums
                return
        self._plainly.fill(block, out)

    def _error(self, largest: float) -> float:
        return float(ROUNDINGS * np.finfo(np.float64).eps * largest * self._largest_sum)

    def _transform_shape(self, outputs: Pair) -> Pair:
        """A size of transform about four kernels wide, and not much beyond the outputs."""
        rows, cols = (
            next(
                (size for size in SIZES if size >= min(length + taps - 1, 4 * taps)),
                4 * taps,
            )
            for length, taps in zip(outputs, self._kernel.shape[:2], strict=True)
        )
        return rows, cols
