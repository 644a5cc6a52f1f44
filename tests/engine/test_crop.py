"""Parts of an axis that stand for the whole."""

import pytest

from convstudio.engine.crop import aligned, clipped, joined_ends


@pytest.mark.parametrize(
    ("cells", "step", "length", "part"),
    [
        (range(5, 7), 1, 10, range(5, 7)),
        (range(5, 7), 2, 10, range(4, 8)),
        (range(5, 7), 3, 10, range(3, 7)),
        (range(5, 10), 4, 10, range(4, 10)),
        (range(-1, 3), 2, 10, range(-2, 4)),
    ],
)
def test_a_part_starts_and_ends_at_whole_steps_from_the_ends(cells, step, length, part):
    assert aligned(cells, step, length) == part


def test_cells_outside_are_left_out_unless_none_is_left():
    assert clipped(range(-3, 2), 10) == range(2)
    assert clipped(range(8, 13), 10) == range(8, 10)
    assert clipped(range(-3, -1), 10) == range(1)
    assert clipped(range(12, 14), 10) == range(9, 10)


def test_over_the_joined_ends_cells_go_on_at_the_opposite_side():
    assert joined_ends(range(-2, 3), 5) == [range(3, 5), range(3)]
    assert joined_ends(range(1, 4), 5) == [range(1, 4)]
    assert joined_ends(range(4, 11), 5) == [range(4, 5), range(5), range(1)]
