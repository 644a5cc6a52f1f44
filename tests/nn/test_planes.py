import numpy as np

from convstudio.nn import LeakyReLU, Softmax


def test_memory_is_filled_in_parts_with_what_comes_out():
    layer, x = LeakyReLU(dtype="float64"), np.random.default_rng(0).normal(size=(1, 700, 500, 1))
    out = np.full_like(x, np.nan)
    layer.fill(out, x, (700, 500, 1))
    assert (out == layer.forward(x, (700, 500, 1))).all()


def test_what_cannot_be_done_in_parts_is_done_at_once():
    layer, x = Softmax(axis=1, dtype="float64"), np.random.default_rng(0).normal(size=(1, 700, 500, 1))
    out = np.full_like(x, np.nan)
    layer.fill(out, x, (700, 500, 1))
    assert np.allclose(out.sum(axis=1), 1)


def test_filling_stops_when_it_is_cancelled():
    out = np.full((1, 700, 500, 1), 7.0)
    LeakyReLU().fill(out, np.ones_like(out), (700, 500, 1), cancelled=lambda: True)
    assert (out == 7).all()


def test_a_layer_without_a_window_has_no_geometry_and_no_users():
    assert LeakyReLU().geometry((5, 5, 1)) is None
    assert LeakyReLU().used_by((5, 5, 1), 0, 0) == []
