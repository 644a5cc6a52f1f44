import numpy as np
import pytest

from convstudio.nn import Conv1DTranspose, Conv2D, Conv2DTranspose


def spread(x, kernel, **words):
    layer = Conv1DTranspose(1, len(kernel), **words)
    layer.build((None, len(x), 1))
    layer.set_weights([np.reshape(kernel, (-1, 1, 1)), [0.0]])
    return layer(np.reshape(x, (1, -1, 1)))[0, :, 0].tolist()


def test_every_cell_spreads_over_the_window():
    assert spread([1, 2], [1, 10, 100]) == [1, 12, 120, 200]
    assert spread([1, 2], [1, 10, 100], strides=2) == [1, 10, 102, 20, 200]
    assert spread([1, 2], [1, 10, 100], strides=2, padding="same") == [1, 10, 102, 20]
    assert spread([1, 2], [1, 10, 100], dilation_rate=2) == [1, 2, 10, 20, 100, 200]


def test_a_window_below_the_stride_leaves_cells_empty():
    assert spread([1, 2], [1], strides=3) == [1, 0, 0, 2, 0, 0]
    assert spread([1, 2], [1], strides=3, output_padding=0) == [1, 0, 0, 2]


def test_explicit_padding_cuts_cells_off():
    assert spread([1, 2], [1, 10, 100], padding=(1, 0)) == [12, 120, 200]
    assert spread([1, 2], [1, 10, 100], padding=(1, 1)) == [12, 120]


def test_flip_turns_the_window_around():
    assert spread([1, 2], [1, 10, 100], flip=True) == [100, 210, 21, 2]


def test_a_circular_border_brings_back_what_falls_beyond_the_edge():
    assert spread([1, 2], [1, 10, 100], padding=(2, 0), border="circular") == [120 + 1, 200 + 12]


def test_weights_have_the_shape_of_keras():
    layer = Conv2DTranspose(5, (3, 2), strides=2)
    layer.build((None, 4, 4, 3))
    assert [weights.shape for weights in layer.get_weights()] == [(3, 2, 5, 3), (5,)]
    assert layer.compute_output_shape((None, 4, 4, 3)) == (None, 9, 8, 5)


def test_a_cell_is_explained_by_the_inputs_that_reach_it():
    layer = Conv1DTranspose(1, 3)
    layer.build((None, 2, 1))
    layer.set_weights([np.reshape([1, 10, 100], (-1, 1, 1)), [0.5]])
    cell = layer.explain(np.array([[[1], [2]]], np.float32), 0, 1, 0)
    assert cell.cells.tolist() == [[0, 0, 0], [0, 1, 0]]
    assert cell.taps.tolist() == [[0, 1], [0, 0]]
    assert cell.lines() == ("1 × 10 + 2 × 1", "10 + 2 + bias 0.5 = 12.5", "linear: 12.5 → 12.5")


def test_the_places_that_an_input_reaches_are_told_with_their_weights():
    layer = Conv2DTranspose(1, 2, strides=2, padding=((1, 0), (0, 0)))
    assert layer.used_by((2, 2, 1), 0, 1) == [((0, 2), (1, 0)), ((0, 3), (1, 1))]
    assert layer.geometry((2, 2, 1)) is None


def test_it_turns_the_convolution_of_the_same_words_around():
    words = {"filters": 1, "kernel_size": 3, "strides": 2, "padding": "same", "use_bias": False}
    down, up = Conv2D(**words, dtype="float64"), Conv2DTranspose(**words, dtype="float64")
    down.build((None, 6, 8, 1))
    up.build((None, 3, 4, 1))
    up.set_weights([down.kernel])
    random = np.random.default_rng(0)
    large, small = random.normal(size=(1, 6, 8, 1)), random.normal(size=(1, 3, 4, 1))
    assert (down(large) * small).sum() == pytest.approx((up(small) * large).sum())


def test_softmax_is_explained_with_all_filters():
    layer = Conv2DTranspose(3, 2, activation="softmax", seed=1)
    x = np.random.default_rng(0).normal(size=(2, 2, 2)).astype(np.float32)
    y = layer(x[None])
    assert layer.explain(x, 1, 1, 2).value == pytest.approx(y[0, 1, 1, 2])
