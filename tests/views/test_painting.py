"""Painting of small grids."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter

from convstudio.views.colors import Scale, contrast, input_scale, palettes, weight_scale
from convstudio.views.painting import (
    CellGrid,
    fitting_font,
    grid_image,
    kernel_picture,
    paint_cells,
    paint_texts,
    thinned,
)

GRID = CellGrid(left=10, top=20, width=30, height=15, rows=2, cols=3)


def test_every_cell_is_found_where_it_is_painted():
    for row in range(2):
        for col in range(3):
            assert GRID.at(GRID.rect(row, col).center()) == (row, col)


def test_beside_the_grid_there_is_no_cell():
    assert GRID.at(QPoint(9, 25)) is None
    assert GRID.at(QPoint(100, 25)) is None


def test_cells_fill_the_grid():
    assert GRID.bounds == QRect(10, 20, 90, 30)


def test_a_picture_of_values_has_a_pixel_for_each():
    values = np.array([[0.0, 0.5, 1.0]])
    scale = input_scale(values, "photo")
    image = grid_image(values, scale)
    assert (image.width(), image.height()) == (3, 1)
    assert [image.pixel(col, 0) for col in range(3)] == scale.colors(values)[0].tolist()


@pytest.mark.parametrize("name", sorted(palettes()))
def test_numbers_can_be_read_on_every_colour(name, qapp):
    scale = Scale(0, 255, palettes()[name])
    values = np.arange(256.0).reshape(16, 16)
    grounds = [f"#{color & 0xFFFFFF:06x}" for color in scale.colors(values).ravel().tolist()]
    image = QImage(16, 16, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    colors = paint_cells(painter, CellGrid(0, 0, 1, 1, 16, 16), values, scale, QColor("#888888"))
    painter.end()
    texts = [color.name() for color in colors]
    assert min(map(contrast, grounds, texts)) >= 4.5


def test_a_large_map_is_thinned_evenly():
    values = np.arange(1000.0).reshape(100, 10)
    assert thinned(values, 25).shape == (25, 10)
    assert thinned(values, 128) is not None
    assert thinned(values, 128).shape == (100, 10)


def test_long_texts_get_a_smaller_font_that_fits(qapp):
    font = QFont()
    wide = fitting_font(font, ["-0.123456"], 55, 30)
    assert wide is not None
    assert QFontMetrics(wide).horizontalAdvance("-0.123456") <= 55


def test_short_texts_keep_the_font(qapp):
    assert fitting_font(QFont(), ["1"], 60, 60) == QFont()


def test_a_text_that_nobody_could_read_is_not_painted(qapp):
    assert fitting_font(QFont(), ["-0.123456"], 10, 30) is None


def test_what_is_no_number_is_hatched(qapp):
    plain, hatched = _painted(np.zeros((1, 1))), _painted(np.full((1, 1), np.nan))
    assert len(_colors(hatched)) > len(_colors(plain))


def test_texts_are_painted_in_their_cells(qapp):
    image = _painted(np.zeros((2, 2)), ["", "", "", "8"])
    assert len(_colors(image.copy(1, 1, 38, 38))) == 1
    assert len(_colors(image.copy(41, 41, 38, 38))) > 1


def test_a_kernel_becomes_a_square_picture(qapp):
    kernel = np.array([[-1.0, 0.0, 1.0]])
    picture = kernel_picture(kernel, weight_scale(kernel), QColor("#888888"), side=40, ratio=2)
    assert (picture.width(), picture.height()) == (80, 80)
    assert picture.deviceIndependentSize().width() == 40


def _painted(values, texts=()):
    image = QImage(80, 80, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    scale = Scale(-1, 1, palettes()["red-blue"])
    grid = CellGrid(0, 0, 40, 40, *values.shape)
    painter = QPainter(image)
    colors = paint_cells(painter, grid, values, scale, QColor("#888888"))
    if texts:
        paint_texts(painter, grid, texts, colors)
    painter.end()
    return image


def _colors(image):
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
