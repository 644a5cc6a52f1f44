"""Which cells a brush covers."""

from itertools import pairwise

from convstudio.views.brush import brushed, line_of_cells


def test_a_line_has_both_ends_and_no_gaps():
    cells = line_of_cells((0, 0), (3, 7))
    assert cells[0] == (0, 0)
    assert cells[-1] == (3, 7)
    assert all(max(abs(a - c), abs(b - d)) == 1 for (a, b), (c, d) in pairwise(cells))


def test_a_line_to_the_same_cell_is_that_cell():
    assert line_of_cells((2, 5), (2, 5)) == [(2, 5)]


def test_a_brush_of_three_covers_the_neighbours():
    assert brushed([(1, 1)], 3, (8, 8)) == [(r, c) for r in range(3) for c in range(3)]


def test_a_brush_at_the_corner_stays_inside():
    assert brushed([(0, 0)], 3, (2, 2)) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_an_even_brush_covers_as_many_cells_as_its_size_says():
    assert len(brushed([(4, 4)], 2, (8, 8))) == 4
