import numpy as np

from convstudio.engine.box import Box, bands, joined


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


def test_a_grid_falls_into_bands():
    assert list(bands((5, 3), 2)) == [Box(0, 2, 0, 3), Box(2, 4, 0, 3), Box(4, 5, 0, 3)]


def test_boxes_that_meet_are_joined():
    boxes = [Box(0, 2, 0, 2), Box(5, 6, 5, 6), Box(1, 3, 1, 3), Box(4, 4, 0, 9)]
    assert joined(boxes) == (Box(0, 3, 0, 3), Box(5, 6, 5, 6))


def test_a_joined_box_may_meet_another_one():
    boxes = [Box(0, 1, 0, 1), Box(0, 1, 4, 5), Box(3, 4, 0, 5), Box(0, 4, 0, 1)]
    assert joined(boxes) == (Box(0, 4, 0, 5),)


def test_many_boxes_become_one():
    assert joined([Box(i, i + 1, i, i + 1) for i in range(0, 20, 2)], most=4) == (Box(0, 19, 0, 19),)


def test_nothing_joined_is_nothing():
    assert joined([]) == ()
