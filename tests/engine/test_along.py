"""Linear maps along one axis."""

import numpy as np

from convstudio.engine.along import Along
from convstudio.engine.geometry import Axis


def matrix(along):
    """The map as a matrix (outputs, inputs)."""
    dense = np.zeros((along.output_length, along.input_length))
    shares = 1 if along.shares is None else along.shares
    np.add.at(dense, (along.outputs, along.inputs), shares)
    return dense


def test_carrying_is_multiplying_by_the_matrix():
    along = Axis(7, 3, 2, 1, (2, 1), "circular").along
    x = np.random.default_rng(0).normal(size=(2, 7, 3))
    expected = np.einsum("oi,bic->boc", matrix(along), x)
    np.testing.assert_allclose(along.carry(x, 1, range(7), range(4)), expected)


def test_a_part_is_carried_as_if_all_else_were_zero():
    along = Axis(9, 3, 1, 2, (2, 2)).along
    x = np.zeros((9, 2))
    x[3:5] = [[1, 2], [3, 4]]
    expected = (matrix(along) @ x)[2:6]
    np.testing.assert_allclose(along.carry(x[3:5], 0, range(3, 5), range(2, 6)), expected)


def test_what_meets_nothing_carries_zero():
    along = Axis(9, 1, 3).along
    assert along.carry(np.ones((1, 2)), 0, range(1, 2), range(3)).tolist() == [[0, 0]] * 3


def test_turned_around_it_is_the_transpose():
    along = Along(np.array([0, 0, 1]), np.array([1, 2, 2]), 2, 3, np.array([0.5, 0.25, 1.0]))
    np.testing.assert_array_equal(matrix(along.turned), matrix(along).T)


def test_what_outputs_see_comes_sorted_and_once():
    along = Axis(8, 3, 2, 1, (1, 1)).along
    assert along.seen(np.array([2, 1])).tolist() == [1, 2, 3, 4, 5]
