import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine.geometry import Box
from convstudio.model.touched import MOST_BOXES, boxes_of

CELL = st.tuples(st.integers(0, 9), st.integers(0, 9))


def boxes(cells):
    return boxes_of(*np.array(cells, np.intp).reshape(-1, 2).T)


def test_a_square_brush_is_one_box():
    assert boxes([(2, 3), (2, 4), (3, 3), (3, 4)]) == (Box(2, 4, 3, 5),)


def test_no_cell_is_no_box():
    assert boxes([]) == ()


def test_a_diagonal_line_is_one_box_a_cell():
    assert boxes([(n, n) for n in range(5)]) == tuple(Box(n, n + 1, n, n + 1) for n in range(5))


def test_too_many_boxes_become_one():
    far = [(2 * n, 2 * n) for n in range(MOST_BOXES + 1)]
    assert boxes(far) == (Box(0, 2 * MOST_BOXES + 1, 0, 2 * MOST_BOXES + 1),)


@given(st.lists(CELL, min_size=1))
def test_boxes_cover_every_cell_and_few_of_them_no_other(cells):
    found = boxes(cells)
    covered = [(row, col) for box in found for row in box.rows for col in box.cols]
    assert set(cells) <= set(covered)
    assert len(covered) == len(set(covered))
    assert len(found) == 1 or set(covered) == set(cells)
