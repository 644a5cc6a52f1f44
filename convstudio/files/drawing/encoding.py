"""Pictures as bytes of a file."""

import os
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QImage, QImageWriter

PIXELS = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff")


def encoded(image: QImage, path: str | os.PathLike[str]) -> bytes:
    """A picture as a file in the format that the end of a name says.

    Raises:
        OSError: this Qt has no writer for it.
        ValueError: there is no such format.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in PIXELS:
        raise ValueError(
            f"a picture is written as .png, .jpg, .webp, .bmp or .tif, not as {os.fspath(path)!r}"
        )
    buffer = QBuffer()
    if not QImageWriter(buffer, QByteArray(suffix[1:].encode())).write(image):
        raise OSError(f"{os.fspath(path)} cannot be written: this Qt has no writer for it")
    return bytes(buffer.data().data())
