"""Targets in the form of the outputs."""

import numpy as np
import pytest

from convstudio.nn.targets import class_numbers, like_outputs


def test_a_column_may_be_given_as_a_list():
    outputs = np.zeros((3, 1), np.float32)
    targets = like_outputs(np.array([1, 0, 1]), outputs)
    assert targets.tolist() == [[1], [0], [1]]
    assert targets.dtype == np.float32


def test_targets_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"\(3, 2\). Received: \(3,\)"):
        like_outputs(np.zeros(3), np.zeros((3, 2)))


def test_class_numbers_may_stand_in_a_column():
    outputs = np.zeros((2, 4))
    assert class_numbers(np.array([[3], [0]]), outputs).tolist() == [3, 0]
    assert class_numbers(np.array([3.0, 0.0]), outputs).tolist() == [3, 0]


@pytest.mark.parametrize("number", [-1, 4, 0.5])
def test_a_number_that_is_no_class_is_refused(number):
    with pytest.raises(ValueError, match=f"Received: {number}"):
        class_numbers(np.array([0, number]), np.zeros((2, 4)))
