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
    """Write a drawing, wholly or not at all.

    Args:
        sheet: the drawing.
        path: ends with .png (or another format of pixels), .svg, .pdf or .tikz.
        scale: pixels for each unit; of drawings that have none, how many times their own size.

    Raises:
        OSError: the file cannot be written.
        ValueError: there is no such format, or the drawing is too large for it.
    """
    suffix = Path(path).suffix.lower()
    if suffix == ".svg":
        data = as_svg(sheet, scale).encode()
    elif suffix == ".pdf":
        data = as_pdf(sheet, scale)
    elif suffix == ".tikz":
        data = as_tikz(sheet, scale).encode()
    else:
        data = encoded(picture(sheet, scale), path)
    write_atomically(path, data)
