"""Drawings as pixels."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF

from convstudio.files.drawing.fonts import text_width
from convstudio.files.drawing.painting import picture, pixel_size
from convstudio.files.drawing.shapes import Cells, Sheet, Text

RED, BLUE = 0xFFB2182B, 0xFF2166AC


@pytest.mark.parametrize("scale", [0.5, 1, 3.25])
def test_every_cell_has_its_colour_at_any_scale(sheet, scale):
    image = picture(sheet, scale)
    assert (image.width(), image.height()) == (round(120 * scale), round(90 * scale))
    seen = [[image.pixel(int((x + 5) * scale), int((y + 5) * scale)) for x in (10, 50)] for y in (22, 42)]
    assert seen == [[RED, BLUE], [BLUE, RED]]


def test_cells_are_never_smoothed(qapp):
    cells = Cells(QRectF(0, 0, 40, 40), np.array([[RED, BLUE], [BLUE, RED]], np.uint32))
    image = picture(Sheet(QSizeF(40, 40), "#ffffff", (cells,)), 7)
    found = {image.pixel(x, y) for x in range(image.width()) for y in range(0, image.height(), 9)}
    assert found == {RED, BLUE}


def test_many_cells_to_a_pixel_become_their_mean(qapp):
    colors = np.where(np.indices((400, 400)).sum(axis=0) % 2, 0xFFFFFFFF, 0xFF000000).astype(np.uint32)
    image = picture(Sheet(QSizeF(40, 40), "#ffffff", (Cells(QRectF(0, 0, 40, 40), colors),)))
    assert {image.pixel(x, 20) & 255 for x in range(40)} <= {127, 128}


def test_clear_cells_let_the_ground_through(qapp):
    cells = Cells(QRectF(0, 0, 20, 10), np.array([[0x00FF0000, 0x80000000]], np.uint32))
    image = picture(Sheet(QSizeF(20, 10), "#ffffff", (cells,)))
    assert image.pixel(5, 5) == 0xFFFFFFFF
    assert abs((image.pixel(15, 5) & 255) - 127) <= 1


def test_the_picture_knows_its_size_on_paper(sheet):
    assert picture(sheet, 1).dotsPerMeterX() == round(96 / 0.0254)
    assert picture(sheet, 3).dotsPerMeterX() == round(3 * 96 / 0.0254)


@pytest.mark.parametrize(("anchor", "left"), [("left", 60), ("middle", 60 - 20), ("right", 60 - 40)])
def test_a_text_stands_where_its_anchor_says(qapp, anchor, left):
    size = 12 * 40 / text_width("MMMM", 12)  # about 40 units wide
    wide = text_width("MMMM", size)
    text = Text(QPointF(60, 30), "MMMM", size, "#000000", anchor)
    image = picture(Sheet(QSizeF(120, 40), "#ffffff", (text,)))
    dark = [x for x in range(120) if any((image.pixel(x, y) & 255) < 128 for y in range(40))]
    assert abs(dark[0] - left) <= 4
    assert abs(dark[-1] - dark[0] - wide) <= 4


def test_painting_twice_gives_the_same_picture(sheet):
    assert picture(sheet, 2) == picture(sheet, 2)


@pytest.mark.parametrize("scale", [0, 0.001, 400, 120])
def test_what_is_too_large_or_nothing_is_refused(sheet, scale):
    with pytest.raises(ValueError, match="1 to 100,000,000 pixels, at most 32,000 along a side"):
        pixel_size(sheet, scale)
