"""SVG: well-formed, every cell a rectangle, and drawn by Qt's own viewer as the pixels are."""

from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QRectF, QSizeF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from convstudio.files.drawing.painting import picture
from convstudio.files.drawing.shapes import Cells, Sheet
from convstudio.files.drawing.svg import as_svg

NAME = "{http://www.w3.org/2000/svg}"


def elements(sheet, kind, scale=1.0):
    return list(ElementTree.fromstring(as_svg(sheet, scale).encode()).iter(NAME + kind))


def drawn(sheet):
    renderer = QSvgRenderer(QByteArray(as_svg(sheet).encode()))
    assert renderer.isValid()
    image = QImage(sheet.size.toSize(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def test_every_run_of_cells_is_a_rectangle(sheet):
    (group,) = elements(sheet, "g")
    assert [rect.get("fill") for rect in group] == ["#b2182b", "#2166ac", "#2166ac", "#b2182b"]
    assert group.get("shape-rendering") == "crispEdges"
    assert elements(sheet, "image") == []


def test_texts_stay_texts(sheet):
    assert [text.text for text in elements(sheet, "text")] == ["3 × 3 & <more>", "[0,  1] . 100 % #1"]
    assert elements(sheet, "text")[1].get("text-anchor") == "middle"
    assert elements(sheet, "title")[0].text == "A title"


def test_fonts_have_names_that_every_system_knows(sheet):
    root = ElementTree.fromstring(as_svg(sheet).encode())
    assert root.get("font-family").endswith("Arial, sans-serif")
    assert elements(sheet, "text")[1].get("font-family").endswith("monospace")


def test_it_has_its_size_and_its_scale(sheet):
    root = ElementTree.fromstring(as_svg(sheet, 2.5).encode())
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("300", "225", "0 0 120 90")


def test_a_viewer_draws_what_the_pixels_show(sheet):
    ours, theirs = picture(sheet), drawn(sheet)
    places = [(15, 25), (60, 25), (15, 50), (60, 50), (40, 30), (105, 30), (2, 2)]
    for x, y in places:
        levels = [(image.pixel(x, y) >> shift) & 255 for image in (ours, theirs) for shift in (16, 8, 0)]
        assert np.abs(np.subtract(levels[:3], levels[3:])).max() <= 2, (x, y)


@pytest.mark.parametrize("side", [3, 1])
def test_cells_too_small_for_shapes_are_a_picture(qapp, side):
    colors = np.full((50, 50), 0xFF2166AC, np.uint32)
    area = QRectF(0, 0, 50 * side, 50 * side)
    small = Sheet(QSizeF(area.width(), area.height()), "#ffffff", (Cells(area, colors),))
    assert (len(elements(small, "image")), len(elements(small, "g"))) == ((0, 1) if side == 3 else (1, 0))
    assert drawn(small).pixel(20, 20) == 0xFF2166AC
