"""Writing a drawing in the format that a file's name says."""

import os
from pathlib import Path

from convstudio.files.atomic import write_atomically
from convstudio.files.drawing.encoding import encoded
from convstudio.files.drawing.painting import picture
from convstudio.files.drawing.pdf import as_pdf
from convstudio.files.drawing.shapes import Sheet
from convstudio.files.drawing.svg import as_svg
from convstudio.files.drawing.tikz import as_tikz

VECTORS = (".svg", ".pdf", ".tikz")


def save_sheet(sheet: Sheet, path: str | os.PathLike[str], scale: float = 1.0) -> None:
    """Write a drawing, wholly or not at all; arguments and errors are those of `sheet_data`.

    Raises:
        OSError: the file cannot be written.
    """
    write_atomically(path, sheet_data(sheet, path, scale))


def sheet_data(sheet: Sheet, path: str | os.PathLike[str], scale: float = 1.0) -> bytes:
    """A drawing as a file.

    Args:
        sheet: the drawing.
        path: ends with .png (or another format of pixels), .svg, .pdf or .tikz.
        scale: pixels for each unit; of drawings that have none, how many times their own size.

    Raises:
        OSError: this Qt has no writer for the format.
        ValueError: there is no such format, or the drawing is too large for it.
    """
    suffix = Path(path).suffix.lower()
    if suffix == ".svg":
        return as_svg(sheet, scale).encode()
    if suffix == ".pdf":
        return as_pdf(sheet, scale)
    if suffix == ".tikz":
        return as_tikz(sheet, scale).encode()
    return encoded(picture(sheet, scale), path)
