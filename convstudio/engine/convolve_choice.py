"""Which way of convolution serves which case; the measurements are in docs/performance.md."""

from typing import Any, Protocol

from numpy.typing import NDArray

from convstudio.engine.convolve_depthwise import Depthwise
from convstudio.engine.convolve_fourier import Fourier
from convstudio.engine.convolve_patches import Patches
from convstudio.engine.convolve_rows import Rows
from convstudio.engine.convolve_separable import Separable, column_and_row
from convstudio.engine.convolve_winograd import Winograd
from convstudio.engine.finite import is_finite
from convstudio.engine.geometry import Geometry, Pair

Array = NDArray[Any]
FEW_CHANNELS = 8
LARGE = 81  # taps of a kernel that each channel had better meet by itself


class Way(Protocol):
    """A way to convolve tiles with one group of filters, made ready for the weights."""

    planar: bool  # whether the outputs of a row are best a map after the other in memory

    def tile(self, outputs: Pair) -> Pair:
        """Rows and columns of outputs that one `fill` should get."""

    def fill(self, block: Array, out: Array) -> None:
        """Write the outputs (rows, cols, filters) of a block (block rows, block cols, channels)."""


def choose(kernel: Array, geometry: Geometry, groups: int) -> list[Way]:
    """The fastest way for each group of filters, or one for all of them.

    | case                                                  | way       |
    |-------------------------------------------------------|-----------|
    | one small filter per channel                          | Depthwise |
    | one large kernel that is a column times a row         | Separable |
    | large kernels, float32, few channels and filters      | Fourier   |
    | 3x3 cell by cell, many channels and filters           | Winograd  |
    | few channels                                          | Rows      |
    | everything else                                       | Patches   |
    """
    filters = kernel.shape[3]
    if groups == filters > kernel.shape[2] == 1 and kernel.shape[0] * kernel.shape[1] < LARGE:
        return [Depthwise(kernel, geometry)]
    each = filters // groups
    return [
        _choose(kernel[..., group * each : (group + 1) * each], geometry, group) for group in range(groups)
    ]


def _choose(kernel: Array, geometry: Geometry, group: int) -> Way:
    if Separable.serves(kernel, geometry) and (factors := column_and_row(kernel[:, :, 0, 0])):
        return Separable(kernel, geometry, *factors)
    finite = is_finite(kernel)
    if finite and Fourier.serves(kernel, geometry):
        return Fourier(kernel, geometry)
    if finite and Winograd.serves(kernel, geometry):
        return Winograd(kernel, geometry, group)
    if kernel.shape[2] <= FEW_CHANNELS and Rows.serves(geometry):
        return Rows(kernel, geometry)
    return Patches(kernel, geometry)
