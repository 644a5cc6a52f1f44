import numpy as np
import pytest

from convstudio.nn import Conv1D, Conv2D, DepthwiseConv2D

SHAPE = (5, 6, 4)


def made(kind, *size, **words):
    layer = kind(*size, dtype="float64", seed=1, **words)
    layer.build((None, *SHAPE))
    return layer, np.random.default_rng(0).normal(size=(1, *SHAPE))


def test_the_kernel_of_a_line_is_one_row_for_the_engine():
    layer = Conv1D(2, 3)
    layer.build((None, 8, 1))
    assert layer.engine_kernel().shape == (1, 3, 1, 2)


def test_a_flipped_kernel_is_turned_around_for_the_engine():
    layer, _ = made(Conv2D, 2, 3, flip=True)
    assert (layer.engine_kernel() == layer.kernel[::-1, ::-1]).all()


@pytest.mark.parametrize("words", [{"groups": 2, "activation": "tanh"}, {"activation": "softmax"}])
def test_one_map_alone_is_that_map(words):
    layer, x = made(Conv2D, 4, 3, **words)
    assert layer.forward_filter(x, SHAPE, 3) == pytest.approx(layer(x)[..., 3:])


@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize(("kind", "size"), [(Conv2D, (4, 2)), (DepthwiseConv2D, (2,))])
def test_the_term_of_a_weight_is_what_its_change_makes(kind, size, flip):
    layer, x = made(kind, *size, padding="same", flip=flip)
    before, index = layer(x), (1, 0, 2, 0)
    filter = layer.filter_of(index)
    layer.change_weight(index, layer.first_weights[index] + 2)
    expected = before[0, ..., filter].copy()
    layer.add_term(expected, x[0], SHAPE, index, 2)
    assert layer(x)[0, ..., filter] == pytest.approx(expected)
