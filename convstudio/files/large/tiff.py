"""Large TIFF pictures, read tile by tile."""

import os
import weakref
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.geometry import Box
from convstudio.files.large.source import Source
from convstudio.files.large.zarr_arrays import EXTRA
from convstudio.files.picture import SCALES
from convstudio.files.weights.extras import extra_module


def open_tiff(path: str | os.PathLike[str]) -> Source:
    """The first picture of a file, values 0–1 as `read_picture` has them; channels beyond three are left out.

    Raises:
        ValueError: it is no such picture, or an extra is missing.
    """
    tifffile = extra_module("tifffile", EXTRA, "Large TIFF")
    zarr = extra_module("zarr", EXTRA, "Large TIFF")
    file = open(path, "rb")  # noqa: SIM115  (open as long as anybody has the array, for its tiles)
    try:
        series = tifffile.TiffFile(file).series[0]
        array, axes = zarr.open_array(series.aszarr(level=0), mode="r"), str(series.axes)
    except Exception as error:  # a damaged file can fail anywhere in it
        file.close()
        raise ValueError(f"it is no TIFF picture that can be read: {error}") from None
    weakref.finalize(array, file.close)
    if axes not in ("YX", "YXS", "SYX") or array.dtype not in SCALES:
        raise ValueError(
            f"its values are {array.dtype} along the axes {axes}; rows and columns (YX), with channels last "
            "(YXS) or first (SYX), of 8 or 16 bits or float32 can be read"
        )
    return _scaled(array, axes)


def _scaled(array: Any, axes: str) -> Source:
    largest, _ = SCALES[array.dtype]
    rows, cols = (array.shape[axes.index(axis)] for axis in "YX")
    channels = 3 if "S" in axes and array.shape[axes.index("S")] >= 3 else 1

    def read(box: Box) -> NDArray[np.float32]:
        down, right = box.slices
        if axes == "SYX":
            part = np.moveaxis(array[:channels, down, right], 0, -1)
        else:
            part = array[down, right, :channels] if axes == "YXS" else array[down, right][..., np.newaxis]
        return np.asarray(np.divide(part, np.float32(largest), dtype=np.float32))

    return Source((rows, cols, channels), read)
