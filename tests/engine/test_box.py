import numpy as np

from convstudio.engine.box import Box


def test_a_box_knows_its_cells():
    box = Box(1, 3, 2, 5)
    assert (list(box.rows), list(box.cols)) == ([1, 2], [2, 3, 4])
    assert (box.shape, box.size, box.is_empty) == ((2, 3), 6, False)


def test_a_box_cuts_its_part_out_of_an_array():
    grid = np.arange(20).reshape(4, 5)
    assert grid[Box(1, 3, 3, 5).slices].tolist() == [[8, 9], [13, 14]]


def test_a_grid_is_a_box_too():
    assert Box.whole((4, 5, 2)) == Box(0, 4, 0, 5)


def test_boxes_apart_have_nothing_in_common():
    assert Box(0, 2, 0, 2).intersect(Box(1, 3, 1, 3)) == Box(1, 2, 1, 2)
    assert Box(0, 2, 0, 2).intersect(Box(5, 7, 0, 2)).is_empty
    assert Box(0, 2, 0, 2).intersect(Box(5, 7, 0, 2)).size == 0


def test_the_cover_of_two_boxes_holds_both():
    assert Box(0, 1, 4, 5).cover(Box(2, 3, 0, 1)) == Box(0, 3, 0, 5)
