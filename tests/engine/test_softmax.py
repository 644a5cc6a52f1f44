import numpy as np
import pytest

from convstudio.engine.softmax import glu, log_softmax, softmax, softmax_derivative, sparsemax


def test_a_constant_added_to_all_channels_changes_no_share():
    z = np.array([1.0, 2, 3])
    assert softmax(z + 1000) == pytest.approx(softmax(z))
    assert np.exp(log_softmax(z - 1000)) == pytest.approx(softmax(z))


def test_shares_grow_at_the_cost_of_each_other():
    assert softmax_derivative(np.zeros(2)).tolist() == [[0.25, -0.25], [-0.25, 0.25]]


def test_sparsemax_leaves_a_clear_winner_alone():
    assert sparsemax(np.array([[3.0, 0, 0], [0, 0, 0]])).tolist() == [[1, 0, 0], [1 / 3] * 3]


def test_glu_opens_with_its_gate():
    assert glu(np.array([8.0, 0.0])).tolist() == [4]
