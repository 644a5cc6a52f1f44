import numpy as np
import pytest

from convstudio.nn import BatchNormalization


def test_each_channel_is_shifted_and_scaled():
    layer = BatchNormalization(epsilon=0)
    layer.build((None, 1, 2))
    layer.set_weights([[1, 10], [0, 0.5], [3, 1], [4, 0.25]])
    assert layer(np.array([[[5, 2]]])).tolist() == [[[1, 20.5]]]


@pytest.mark.parametrize(
    ("center", "scale", "arrays"), [(True, True, 4), (False, True, 3), (False, False, 2)]
)
def test_what_is_switched_off_has_no_weights(center, scale, arrays):
    layer = BatchNormalization(center=center, scale=scale)
    layer.build((None, 5, 3))
    assert [weights.shape for weights in layer.get_weights()] == [(3,)] * arrays


def test_another_axis_may_have_the_numbers():
    layer = BatchNormalization(axis=1, epsilon=0)
    layer.build((None, 2, 3))
    layer.set_weights([[1, 2], [0, 0], [0, 1], [1, 1]])
    assert layer(np.ones((1, 2, 3)))[0].tolist() == [[1, 1, 1], [0, 0, 0]]


def test_the_formula_is_written_with_its_numbers():
    layer = BatchNormalization(epsilon=0)
    layer.build((None, 1, 2))
    layer.set_weights([[1, 10], [0, 0.5], [3, 1], [4, 0.25]])
    cell = layer.explain(np.array([[[5, 2]]], np.float32), 0, 0, 1)
    assert cell.lines() == ("10 × (2 − 1) / √(0.25 + 0) + 0.5 = 20.5",)
