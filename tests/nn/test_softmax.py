import numpy as np
import pytest

from convstudio.engine.explain import Place
from convstudio.nn import Softmax
from convstudio.nn.softmax import explain_across

X = np.log(np.array([[[1.0, 3], [2, 2]]]))


def test_the_channels_of_a_place_share_one():
    assert Softmax()(X) == pytest.approx(np.array([[[0.25, 0.75], [0.5, 0.5]]]), rel=1e-6)


def test_the_cells_along_another_axis_share_one():
    assert Softmax(axis=1)(X)[0, :, 0] == pytest.approx([1 / 3, 2 / 3], rel=1e-6)
    assert Softmax(axis=(1, 2))(X).sum() == pytest.approx(1)
    assert Softmax(axis=-2)(X).tolist() == Softmax(axis=1)(X).tolist()


def test_all_that_share_are_named():
    layer = Softmax(axis=1)
    layer.build((None, 2, 2))
    cell = layer.explain(X.astype(np.float32), 0, 1, 0)
    assert cell.inputs().tolist() == [[0, 0, 0], [0, 1, 0]]
    assert cell.lines() == ("exp(0.693147) / (exp(0) + exp(0.693147)) = 0.666667",)


def test_many_that_share_are_counted():
    x = np.zeros((1, 1, 20), np.float32)
    layer = Softmax()
    layer.build((None, 1, 20))
    assert layer.explain(x, 0, 0, 3).lines() == ("exp(0) / (Σ exp of 20 values) = 0.05",)


def test_many_channels_are_counted():
    cell = explain_across(Place("Activation", 0, 0, 1), "softmax", np.zeros(20, np.float32))
    assert cell.lines()[0].endswith("… (20 channels)")


def test_shares_that_the_shown_numbers_do_not_give_are_only_about_equal():
    layer = Softmax()
    layer.build((None, 2))
    line = layer.explain(np.array([[[1000.0004, 1000.0]]], np.float32), 0, 0, 0).lines()[0]
    assert line == "exp(1000) / (exp(1000) + exp(1000)) ≈ 0.500107"
