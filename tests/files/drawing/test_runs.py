"""Cells as rectangles."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from convstudio.files.drawing.runs import are_shapes, mean_colors, runs
from convstudio.files.drawing.shapes import Cells

RED, BLUE, CLEAR = 0xFFB2182B, 0xFF2166AC, 0x00000000


def test_neighbours_of_one_colour_are_one_rectangle():
    cells = Cells(QRectF(0, 0, 30, 20), np.array([[RED, RED, BLUE], [BLUE, CLEAR, BLUE]], np.uint32))
    found = [(run.area.x(), run.area.y(), round(run.area.width()), run.color) for run in runs(cells)]
    assert found == [
        (0, 0, 22, "#b2182b"),
        (20, 0, 10, "#2166ac"),
        (0, 10, 12, "#2166ac"),
        (20, 10, 10, "#2166ac"),
    ]


def test_half_clear_cells_do_not_overlap():
    cells = Cells(QRectF(0, 0, 20, 10), np.array([[0x80FF0000, 0x8000FF00]], np.uint32))
    assert [(run.area.width(), round(run.opacity, 3)) for run in runs(cells)] == [(10, 0.502), (10, 0.502)]


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_painted_in_their_order_they_give_every_cell_its_colour(rows, cols, seed):
    colors = np.random.default_rng(seed).choice(np.array([RED, BLUE], np.uint32), (rows, cols))
    painted = np.zeros((rows * 8, cols * 8), np.uint32)
    for run in runs(Cells(QRectF(0, 0, cols * 8, rows * 8), colors)):
        area = run.area.toRect()
        inside = painted[area.top() : area.bottom() + 1, area.left() : area.right() + 1]
        inside[...] = 0xFF000000 | int(run.color[1:], 16)
    assert np.array_equal(painted, np.kron(colors, np.ones((8, 8), np.uint32)))


def test_cells_that_cannot_be_told_apart_are_no_shapes():
    colors = np.zeros((10, 10), np.uint32)
    assert are_shapes(Cells(QRectF(0, 0, 15, 15), colors))
    assert not are_shapes(Cells(QRectF(0, 0, 14, 20), colors))


def test_blocks_are_told_by_their_mean():
    colors = np.array([[0xFF000000, 0xFF0000FF, 0xFF00FF00]] * 3, np.uint32)
    assert mean_colors(colors, 2).tolist() == [[0xFF000080, 0xFF00FF00]] * 2
    assert mean_colors(colors, 3) is colors
