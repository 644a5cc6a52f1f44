import numpy as np
import pytest

from convstudio.model import edits

GRID = np.arange(1, 7, dtype=np.float32).reshape(2, 3, 1)
LINE = np.arange(1, 5, dtype=np.float32)[:, None]


def rows(array):
    return edits.planar(array)[..., 0].tolist()


@pytest.mark.parametrize(
    ("down", "right", "circular", "expected"),
    [
        (0, 1, False, [[0, 1, 2], [0, 4, 5]]),
        (0, 1, True, [[3, 1, 2], [6, 4, 5]]),
        (-1, 0, False, [[4, 5, 6], [0, 0, 0]]),
        (-1, 0, True, [[4, 5, 6], [1, 2, 3]]),
        (1, -2, False, [[0, 0, 0], [3, 0, 0]]),
        (5, 0, False, [[0, 0, 0], [0, 0, 0]]),
    ],
)
def test_the_content_moves_and_what_leaves_is_lost_or_comes_in_opposite(down, right, circular, expected):
    assert rows(edits.shifted(GRID, down, right, circular)) == expected


def test_a_line_moves_to_the_side():
    assert edits.shifted(LINE, 0, 1).ravel().tolist() == [0, 1, 2, 3]
    assert edits.shifted(LINE, 0, -1, circular=True).ravel().tolist() == [2, 3, 4, 1]


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1, 2), [[1, 2]]), ((3, 4), [[1, 2, 3, 0], [4, 5, 6, 0], [0, 0, 0, 0]]), ((1, 4), [[1, 2, 3, 0]])],
)
def test_another_size_keeps_the_upper_left_content(size, expected):
    assert rows(edits.resized(GRID, *size)) == expected


def test_a_line_stays_a_line():
    assert edits.resized(LINE, 1, 2).shape == (2, 1)
    with pytest.raises(ValueError, match="1-D one row"):
        edits.resized(LINE, 2, 4)


def test_inverting_turns_the_scale_upside_down():
    assert edits.inverted(np.float32([[0, 0.25, 1]])[..., None]).ravel().tolist() == [1, 0.75, 0]
    assert edits.inverted(np.float32([[0, 2, 3]])[..., None]).ravel().tolist() == [3, 1, 0]


def test_inverting_twice_changes_nothing():
    grid = np.float32([[0, 0.5, 2], [-1, 0, 1]])[..., None]
    assert np.array_equal(edits.inverted(edits.inverted(grid)), grid)


def test_a_flood_stays_inside_its_walls():
    grid = np.float32([[0, 0, 1, 0], [0, 1, 1, 0], [0, 0, 0, 1]])[..., None]
    assert edits.flood(grid, 0, 0).tolist() == [[0, 0], [0, 1], [1, 0], [2, 0], [2, 1], [2, 2]]
    assert edits.flood(grid, 0, 3).tolist() == [[0, 3], [1, 3]]


def test_a_flood_goes_around_corners():
    spiral = np.float32([[0, 0, 0, 0], [1, 1, 1, 0], [0, 0, 1, 0], [0, 1, 1, 0], [0, 0, 0, 0]])[..., None]
    assert len(edits.flood(spiral, 0, 0)) == 14


def test_a_flood_can_look_at_one_channel():
    grid = np.zeros((1, 3, 2), np.float32)
    grid[0, 1, 1] = 1
    assert len(edits.flood(grid, 0, 0)) == 1
    assert len(edits.flood(grid, 0, 0, channel=0)) == 3


def test_a_grid_goes_where_it_is_pasted():
    assert rows(edits.pasted(GRID, [[9, 8]], 1, 1)) == [[1, 2, 3], [4, 9, 8]]
    assert edits.pasted(LINE, [9, 8], 0, 2).ravel().tolist() == [1, 2, 9, 8]


def test_a_grid_goes_into_one_channel_or_into_all():
    colour = np.zeros((1, 1, 3), np.float32)
    assert edits.pasted(colour, [[5]], 0, 0, channel=1).ravel().tolist() == [0, 5, 0]
    assert edits.pasted(colour, [[5]], 0, 0).ravel().tolist() == [5, 5, 5]
    assert edits.pasted(colour, [[[1, 2, 3]]], 0, 0, channel=1).ravel().tolist() == [1, 2, 3]


@pytest.mark.parametrize(("grid", "row", "col"), [([[1, 2]], 0, 2), ([[1]], -1, 0), ([[[1, 2]]], 0, 0)])
def test_a_grid_that_does_not_fit_is_refused(grid, row, col):
    with pytest.raises(ValueError, match="does not fit at"):
        edits.pasted(GRID, grid, row, col)


def test_no_edit_writes_into_what_it_was_given():
    given = GRID.copy()
    given.flags.writeable = False
    edits.shifted(given, 1, 1)
    edits.pasted(given, [[1]], 0, 0)
    edits.resized(given, 5, 5)[:] = 1
    assert np.array_equal(given, GRID)
