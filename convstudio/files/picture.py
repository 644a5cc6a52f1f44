"""Pictures as inputs: grey or RGB, scaled to 0–1 by a rule that is told."""

import os
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

from convstudio.files.quiet import quiet_decoders
from convstudio.files.whole_picture import damage_of

MAX_MEGAPIXELS = 100
FORMATS = frozenset({"png", "jpeg", "jpg", "webp", "bmp", "gif", "tiff", "tif", "pbm", "pgm", "ppm"})
_MEGABYTES = 8 * MAX_MEGAPIXELS + 100  # what Qt may take: four channels of 16 bits
_FLOAT_FORMATS = (
    QImage.Format.Format_RGBX16FPx4,
    QImage.Format.Format_RGBA16FPx4,
    QImage.Format.Format_RGBX32FPx4,
    QImage.Format.Format_RGBA32FPx4,
)
# For each type of pixel: the value of white, and the rule in words.
SCALES = {
    np.dtype(np.uint8): (255, "0–255 divided by 255"),
    np.dtype(np.uint16): (65535, "0–65535 divided by 65535"),
    np.dtype(np.float32): (1, "floating-point values as stored"),
}


class Picture(NamedTuple):
    """A picture as numbers.

    Attributes:
        array: `(rows, cols, 1)` where every pixel is grey, else `(rows, cols, 3)`; float32.
        rule: how the values came from the file, for people.
        size: `(width, height)` in the file, turned as the file says.
    """

    array: NDArray[np.float32]
    rule: str
    size: tuple[int, int]


def is_picture(path: str | os.PathLike[str]) -> bool:
    """Whether the content of the file is a picture of a kind that is read here."""
    with quiet_decoders():
        return _format(_reader(path)) in FORMATS


def picture_size(path: str | os.PathLike[str]) -> tuple[int, int]:
    """Width and height in pixels, turned as the file says, without decoding the picture.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no picture, or has more than 100 megapixels.
    """
    with quiet_decoders():
        return _size(_reader(path), Path(path).name)


def read_picture(path: str | os.PathLike[str], size: tuple[int, int] | None = None) -> Picture:
    """Read a picture; of an animation the first frame.

    A picture is grey where red, green and blue agree in every pixel. What is transparent is laid on white.

    Args:
        path: the file.
        size: `(width, height)` to scale it to; None keeps its size.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no picture, damaged, has more than 100 megapixels, or `size` is not possible.
    """
    with quiet_decoders():
        image, full = _decoded(path, size)
    array, rule = _numbers(image)
    if size not in (None, full):
        rule += f", scaled from {full[0]} × {full[1]} pixels"
    return Picture(array, rule, full)


def _decoded(path: str | os.PathLike[str], size: tuple[int, int] | None) -> tuple[QImage, tuple[int, int]]:
    """The picture in the wanted size, and the size that it has in the file."""
    reader, name = _reader(path), Path(path).name
    full = _size(reader, name)
    if damage := damage_of(path, _format(reader)):
        raise ValueError(f"{name} is a damaged picture: {damage}")
    if size is not None:
        _check_size(*size)
        wanted = QSize(*size)
        reader.setScaledSize(wanted.transposed() if _is_turned(reader) else wanted)
    QImageReader.setAllocationLimit(_MEGABYTES)
    image = reader.read()
    if image.isNull():
        raise ValueError(f"{name} cannot be read as a picture: {reader.errorString()}")
    return image, full


def _reader(path: str | os.PathLike[str]) -> QImageReader:
    with open(path, "rb"):
        pass  # the system's own error says more than Qt's
    reader = QImageReader(os.fspath(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    return reader


def _format(reader: QImageReader) -> str:
    return bytes(reader.format().data()).decode() if reader.canRead() else ""


def _size(reader: QImageReader, name: str) -> tuple[int, int]:
    if _format(reader) not in FORMATS:
        raise ValueError(f"{name} is no picture of a kind that can be read (PNG, JPEG, WebP, BMP, GIF, TIFF)")
    size = reader.size()
    if size.isEmpty():
        raise ValueError(f"{name} is a damaged picture: it does not tell its size")
    width, height = size.toTuple()
    try:
        _check_size(width, height)
    except ValueError as error:
        raise ValueError(f"{name} is too large: {error}") from None
    return (height, width) if _is_turned(reader) else (width, height)


def _check_size(width: int, height: int) -> None:
    if width < 1 or height < 1 or width * height > MAX_MEGAPIXELS * 1_000_000:
        raise ValueError(
            f"a picture has 1 pixel to {MAX_MEGAPIXELS} megapixels, not {width} × {height} pixels"
        )


def _is_turned(reader: QImageReader) -> bool:
    """Whether the picture lies on its side in the file (EXIF orientation)."""
    return bool(reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90)


def _numbers(image: QImage) -> tuple[NDArray[np.float32], str]:
    pixels = _pixels(image)
    largest, rule = SCALES[pixels.dtype]
    color, alpha = pixels[..., :3], pixels[..., 3:]
    if color.shape[2] == 3 and _is_grey(color):
        color = color[..., :1]
    values = np.divide(color, np.float32(largest), dtype=np.float32)
    if alpha.size and alpha.min() < largest:
        opacity = np.divide(alpha, np.float32(largest), dtype=np.float32)
        values = values * opacity + (1 - opacity)
        rule += ", what is transparent laid on white"
    return values, rule


def _is_grey(color: NDArray[Any]) -> bool:
    red, green, blue = (color[..., channel] for channel in range(3))
    return np.array_equal(red, green) and np.array_equal(red, blue)


def _pixels(image: QImage) -> NDArray[Any]:
    """All pixels as `(rows, cols, 1 or 4)`, in the type that holds what the file held."""
    kind = image.format()
    if kind == QImage.Format.Format_Grayscale8:
        return _copy(image, np.uint8, 1)
    if kind == QImage.Format.Format_Grayscale16:
        return _copy(image, np.uint16, 1)
    if kind in _FLOAT_FORMATS:
        return _copy(image.convertToFormat(QImage.Format.Format_RGBA32FPx4), np.float32, 4)
    if image.depth() == 64:
        return _copy(image.convertToFormat(QImage.Format.Format_RGBA64), np.uint16, 4)
    return _copy(image.convertToFormat(QImage.Format.Format_RGBA8888), np.uint8, 4)


def _copy(image: QImage, dtype: type[np.generic], channels: int) -> NDArray[Any]:
    """The pixels without the filling at the end of their lines; a copy, for the image owns the memory."""
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    used = lines[:, : image.width() * channels * np.dtype(dtype).itemsize].copy()
    return used.view(dtype).reshape(image.height(), image.width(), channels)
