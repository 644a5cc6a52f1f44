"""How far weights are from others."""

import numpy as np

from convstudio.model.weights_differences import differences, distance


def test_the_distance_is_told_by_its_largest_part_and_against_the_whole():
    there = np.array([[3.0, 0.0], [4.0, 0.0]], np.float32)
    assert distance(there + np.float32(0.5), there) == (0.5, 1 / 5)  # √(4 · 0.25) of √(9 + 16)
    assert distance(there, there) == (0, 0)
    assert distance(there, np.zeros_like(there)) == (4, np.inf)


def test_layers_are_compared_one_by_one_with_all_their_arrays():
    earlier = {0: (np.ones((2, 2)), np.zeros(1)), 3: (np.full(4, 2.0),)}
    later = {0: (np.ones((2, 2)), np.array([-2.0])), 3: (np.full(4, 3.0),)}
    first, second = differences(earlier, later)
    assert (first.layer, first.largest, first.relative) == (0, 2, 1)
    assert [array.tolist() for array in first.arrays] == [[[0, 0], [0, 0]], [-2]]
    assert (second.layer, second.largest, second.relative) == (3, 1, 0.5)
