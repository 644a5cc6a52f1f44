"""A step in a given room."""

from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter

from convstudio.engine.explain import CellExplanation, explain
from convstudio.engine.geometry import Geometry
from convstudio.views.colors import input_scale
from convstudio.views.step_scene import StepScene, Widths
from convstudio.views.theme import LIGHT

ROOM = QSize(700, 120)


@dataclass(frozen=True, kw_only=True)
class Largest(CellExplanation):
    """A layer without products."""

    def lines(self):
        return ("max(1, 2, 3) = 3",)

    def inputs(self):
        return np.zeros((0, 3), np.intp)


def scene_of(step, widths=None, most=8):
    return StepScene(step, input_scale(np.ones((2, 2)), "drawn"), False, most, widths or Widths(), QFont())


def conv_step(size=3, channels=1, value=1.0):
    x = np.full((size, size, channels), value, np.float32)
    kernel = np.ones((size, size, channels, 1), np.float32)
    return explain(x, kernel, None, Geometry.build((size, size), (size, size)), 0, 0, 0)


def test_a_layer_without_products_shows_its_own_lines(qapp):
    scene = scene_of(Largest(layer_kind="MaxPooling2D", row=0, col=0, filter=0, value=3.0))
    scene.arrange(ROOM)
    assert scene.column.rows == ("max(1, 2, 3) = 3",)
    assert scene.column.lines.value == "3"
    assert scene.blocks == ()
    assert scene.product_rect(0, 0, 0) is None


def test_a_layer_without_products_can_be_painted(qapp):
    scene = scene_of(Largest(layer_kind="MaxPooling2D", row=0, col=0, filter=0, value=3.0))
    assert len(_colors(_painted(scene))) > 1


def test_what_fits_does_not_scroll(qapp):
    assert scene_of(conv_step()).arrange(ROOM).width() == ROOM.width()


def test_what_does_not_fit_asks_for_more_room(qapp):
    assert scene_of(conv_step(channels=8)).arrange(ROOM).width() > ROOM.width()


def test_cells_do_not_become_narrower_on_the_way(qapp):
    widths = Widths()
    scene_of(conv_step(value=0.123456), widths).arrange(ROOM)
    wide = widths.cells
    scene = scene_of(conv_step(value=1), widths)
    scene.arrange(ROOM)
    assert widths.cells == wide
    assert scene.blocks[0].grids[2].width >= wide[2]


@pytest.mark.parametrize(
    ("start", "move", "end"),
    [
        ((0, 0, 0), (0, 1), (0, 0, 1)),
        ((0, 0, 2), (0, 1), (1, 0, 0)),
        ((1, 1, 0), (0, -1), (0, 1, 2)),
        ((1, 2, 2), (1, 1), (1, 2, 2)),
        ((0, 0, 0), (-1, -1), (0, 0, 0)),
    ],
)
def test_the_cursor_walks_over_the_products_of_all_channels(qapp, start, move, end):
    scene = scene_of(conv_step(channels=2))
    scene.arrange(ROOM)
    assert scene.moved(start, *move) == end


def test_every_product_can_be_asked_for_its_exact_numbers(qapp):
    scene = scene_of(conv_step(channels=2, value=0.5))
    scene.arrange(ROOM)
    area = scene.product_rect(1, 2, 1)
    assert scene.tip_at(area.center()) == scene.tip_of(1, 2, 1)
    assert "channel 2" in scene.tip_of(1, 2, 1)
    assert scene.tip_at(QPoint(-5, -5)) == ""


def test_the_sums_can_be_asked_for_their_exact_numbers(qapp):
    scene = scene_of(conv_step(value=1 / 3))
    scene.arrange(ROOM)
    beside = QPoint(scene.room_for_grids + 40, 20)
    assert scene.tip_at(beside) == scene.tip_of_sums()
    assert "sum = 3.000000089406967" in scene.tip_of_sums()


def test_a_subtotal_can_be_asked_for_its_exact_number(qapp):
    scene = scene_of(conv_step(channels=2, value=1 / 3))
    scene.arrange(QSize(1400, 160))
    assert scene.tip_at(scene.blocks[1].subtotal.center()) == "channel 2 = 3.000000089406967"


def test_what_is_to_be_predicted_has_no_exact_numbers(qapp):
    scale = input_scale(np.ones((2, 2)), "drawn")
    scene = StepScene(conv_step(), scale, True, 8, Widths(), QFont())
    assert scene.tip_of_sums() == ""


def place_of_aside(size, channels=1):
    scene = scene_of(conv_step(channels=channels))
    scene.arrange(size)
    end = QPoint(size.width() - 1, size.height() - 1)
    corner = QPoint(scene.room_for_grids + 2 * QFontMetrics(QFont()).height(), 0)
    return scene, scene.column.aside_place(corner, scene.column.width(size.width() // 2), end)


@pytest.mark.parametrize("width", [1400, 900, 700])
def test_the_notation_of_the_tutorial_stands_there_wherever_it_fits(qapp, width):
    scene, place = place_of_aside(QSize(width, 170))
    rows = ("[1, 1, 1]   [1, 1, 1]", "[1, 1, 1] . [1, 1, 1] = 9", "[1, 1, 1]   [1, 1, 1]")
    assert tuple(line.rstrip() for line in scene.column.aside) == rows
    assert place is not None


def test_where_it_does_not_fit_beside_it_stands_below(qapp):
    _, beside = place_of_aside(QSize(1400, 170))
    _, below = place_of_aside(QSize(650, 170))
    assert below.y() > beside.y()
    assert below.x() < beside.x()


def test_a_notation_of_which_a_row_would_be_missing_is_left_out(qapp):
    assert place_of_aside(QSize(1400, 30))[1] is None


def test_a_wide_room_has_the_notation_of_all_channels(qapp):
    scene, place = place_of_aside(QSize(2600, 200), channels=3)
    assert place is not None
    assert scene.column.aside[0].startswith("channel 1:")
    assert scene.column.aside[0].rstrip().endswith("channel 3:")


def test_cells_become_narrow_before_grids_are_cut(qapp):
    wide, narrow = scene_of(conv_step()), scene_of(conv_step())
    wide.arrange(QSize(1400, 200))
    needed = narrow.arrange(QSize(480, 200))
    assert needed.width() == 480
    assert narrow.blocks[0].grids[0].width < wide.blocks[0].grids[0].width


def test_no_text_of_a_scrolled_grid_is_cut(qapp):
    scene = scene_of(conv_step(channels=3, value=0.123456))
    scene.arrange(ROOM)
    grid = scene.blocks[0].grids[1]
    image = _painted(scene, QPoint(grid.left + grid.width // 2, 0))
    half = {image.pixel(x, y) for x in range(grid.width // 2 - 1) for y in range(grid.top, grid.top + 20)}
    assert len(half) == 1


def _painted(scene, offset=None):
    scene.arrange(ROOM)
    image = QImage(ROOM, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    scene.paint(painter, image.rect(), offset or QPoint(), LIGHT)
    painter.end()
    return image


def _colors(image):
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


def test_the_largest_products_of_a_large_kernel_are_always_there(qapp):
    wide, narrow = scene_of(conv_step(size=9)), scene_of(conv_step(size=9))
    wide.arrange(QSize(1400, 140))
    needed = narrow.arrange(QSize(420, 140))
    assert not wide.column.aside_below
    assert narrow.column.aside_below
    assert needed.height() > 140
