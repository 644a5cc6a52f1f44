"""PDF: one page of its own size, with rectangles and text that can be selected."""

import re
import zlib

import pytest
from PySide6.QtCore import QSizeF

from convstudio.files.drawing.pdf import as_pdf
from convstudio.files.drawing.shapes import Sheet


def contents(data):
    """What the page is painted with."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)
    unpacked = []
    for stream in streams:
        try:
            unpacked.append(zlib.decompress(stream))
        except zlib.error:
            unpacked.append(stream)
    return b"\n".join(unpacked)


def media_box(data):
    return [float(number) for number in re.search(rb"/MediaBox \[([^\]]*)\]", data).group(1).split()]


@pytest.mark.parametrize("scale", [1, 2])
def test_the_page_is_as_large_as_the_drawing(sheet, scale):
    data = as_pdf(sheet, scale)
    assert data.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 1
    assert media_box(data) == pytest.approx([0, 0, 90 * scale, 67.5 * scale], abs=1)


def test_cells_are_shapes_and_texts_are_texts(sheet):
    data = as_pdf(sheet)
    page = contents(data)
    assert b"/Subtype /Image" not in data
    assert len(re.findall(rb"\bre\b", page)) >= 4
    assert len(re.findall(rb"\bTj\b", page)) >= 2
    assert b"/FontFile" in data


def test_it_says_what_made_it(sheet):
    assert "Convolution Studio".encode("utf-16-be") in as_pdf(sheet)


def test_a_page_larger_than_viewers_open_is_refused(qapp):
    with pytest.raises(ValueError, match="a page of a PDF has at most 200 inches along a side, not 208"):
        as_pdf(Sheet(QSizeF(20_000, 10), "#ffffff", ()))
