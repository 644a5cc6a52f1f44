import numpy as np
import pytest

from convstudio.engine.geometry import Box
from convstudio.nn.gathering import Gathering


class EverySecond(Gathering):
    """Every second column, and a zero at the end."""

    rank, axes = 2, 3

    def sources(self, input_shape):
        return np.arange(input_shape[0]), np.array([*range(0, input_shape[1], 2), -1])


X = np.arange(10).reshape(1, 2, 5, 1)


def test_rows_and_columns_are_copied():
    assert EverySecond()(X)[0, ..., 0].tolist() == [[0, 2, 4, 0], [5, 7, 9, 0]]


def test_only_copies_of_what_was_touched_are_reached():
    assert EverySecond().reached((2, 5, 1), Box(0, 1, 1, 5)) == (Box(0, 1, 1, 3),)
    assert EverySecond().reached((2, 5, 1), Box(0, 1, 1, 2)) == ()


def test_copies_are_found_from_their_cell():
    assert EverySecond().used_by((2, 5, 1), 1, 4) == [((1, 2), (0, 0))]
    assert EverySecond().used_by((2, 5, 1), 1, 3) == []


@pytest.mark.parametrize(("col", "line"), [(1, "7: the cell at [1, 2]"), (3, "0: padding")])
def test_a_copy_says_where_it_is_from(col, line):
    assert EverySecond().explain(X[0], 1, col, 0).lines() == (line,)
