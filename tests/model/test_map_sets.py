"""Orders and combinations of maps, on numbers that a reader can check."""

import numpy as np
import pytest

from convstudio.model.map_sets import combined, map_order

MAPS = np.stack([[[1, 2]], [[5, -4]], [[3, 0]]], axis=-1).astype(np.float32)


@pytest.mark.parametrize(
    ("by", "wanted"), [("index", [0, 1, 2]), ("mean", [0, 2, 1]), ("largest", [1, 2, 0])]
)
def test_maps_are_sorted(by, wanted):
    assert map_order(MAPS, by) == wanted


def test_maps_of_no_numbers_come_last():
    maps = MAPS.copy()
    maps[0, 0, 1] = np.nan
    assert map_order(maps, "largest") == [2, 0, 1]


@pytest.mark.parametrize(
    ("way", "wanted"), [("sum", [[6, -2]]), ("maximum", [[5, 2]]), ("difference", [[-4, 6]])]
)
def test_two_maps_become_one(way, wanted):
    assert combined(MAPS, [0, 1], way).tolist() == wanted


def test_the_difference_is_the_first_less_all_others():
    assert combined(MAPS, [1, 0, 2], "difference").tolist() == [[1, -6]]


@pytest.mark.parametrize("numbers", [[], [1], [0, 3], [-1, 0]])
def test_fewer_than_two_maps_cannot_be_combined(numbers):
    with pytest.raises(ValueError, match="two or more of 3 maps"):
        combined(MAPS, numbers, "sum")
