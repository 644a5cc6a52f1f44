import numpy as np
import pytest

from convstudio.nn import Dense


def layer(shape=(2,), **words):
    made = Dense(2, **words)
    made.build((None, *shape))
    made.set_weights([[[1, 10], [2, 20]], [0.5, -100]])
    return made


def test_every_input_has_a_weight_for_every_unit():
    assert layer()([[1, 3]]).tolist() == [[7.5, -30]]
    assert layer(activation="relu")([[1, 3]]).tolist() == [[7.5, 0]]


def test_every_place_of_a_picture_is_for_itself():
    x = np.array([[[[1, 3], [0, 1]]]])
    assert layer(shape=(1, 2, 2))(x).tolist() == [[[[7.5, -30], [2.5, -80]]]]


def test_a_unit_is_one_row_of_products():
    cell = layer().explain(np.array([[[1, 3]]], np.float32), 0, 0, 0)
    assert cell.lines() == ("1 × 1 + 3 × 2", "1 + 6 + bias 0.5 = 7.5", "linear: 7.5 → 7.5")


def test_softmax_looks_at_all_units():
    soft = layer(activation="softmax")
    cell = soft.explain(np.array([[[1, 1]]], np.float32), 0, 0, 0)
    assert cell.value == pytest.approx(soft([[1, 1]])[0, 0])
    assert not soft.filters_are_apart


def test_weights_are_counted():
    assert layer().count_params() == 6
    assert layer().multiply_adds((2,)) == 4
