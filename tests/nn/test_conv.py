import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine.activation import ACTIVATIONS, activate
from convstudio.engine.convolve import convolve_slowly
from convstudio.engine.geometry import BORDERS, Box
from convstudio.nn import Conv1D, Conv2D


def built(layer, shape, *weights):
    layer.build((None, *shape))
    layer.set_weights(
        [np.array(w, np.float32).reshape(s.shape) for w, s in zip(weights, layer.get_weights(), strict=True)]
    )
    return layer


def line_conv(x, kernel, bias=0.0, **settings):
    """What a Conv1D with one filter gives for one line of numbers."""
    layer = built(Conv1D(1, len(kernel), **settings), (len(x), 1), kernel, [bias])
    return layer(np.array(x).reshape(1, -1, 1))[0, :, 0].tolist()


def grid_conv(x, kernel, **settings):
    """What a Conv2D with one filter gives for one grid of numbers."""
    x, kernel = np.array(x), np.array(kernel)
    layer = built(Conv2D(1, kernel.shape, **settings), (*x.shape, 1), kernel, [0])
    return layer(x[None, ..., None])[0, ..., 0].tolist()


def test_strides_on_the_line_of_cs231n():
    line = [1, 2, -1, 1, -3]
    assert line_conv(line, [1, 0, -1], padding=(1, 1)) == [-2, 2, 1, 2, 1]
    assert line_conv(line, [1, 0, -1], padding=(1, 1), strides=2) == [-2, 1, 1]


def test_the_numeric_figure_of_dumoulin_and_visin():
    x = [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
    w = [[0, 1, 2], [2, 2, 0], [0, 1, 2]]
    assert grid_conv(x, w) == [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
    padding = ((1, 1), (1, 1))
    assert grid_conv(x, w, strides=2, padding=padding) == [[6, 17, 3], [8, 17, 13], [6, 4, 4]]


def test_flip_makes_it_the_convolution_of_mathematics():
    x = [[1, 2, 3, 4, 5], [6, 7, 8, 9, 1], [2, 3, 4, 5, 6], [7, 8, 9, 1, 2], [3, 4, 5, 6, 7]]
    w = [[1, 0, -1], [0, 0, 0], [-2, 0, 1]]
    assert grid_conv(x, w) == [[-2, -3, -4], [-7, -17, -9], [-3, -4, -5]]
    assert grid_conv(x, w, flip=True) == [[-3, -4, -5], [-8, -18, -1], [-4, -5, -6]]


def test_flip_of_a_line_turns_it_around():
    x, kernel = [1, 2, 3, 4], [1, 10]
    assert line_conv(x, kernel, flip=True) == np.convolve(x, kernel, "valid").tolist()
    assert line_conv(x, kernel, flip=True, padding="full") == np.convolve(x, kernel, "full").tolist()


def test_causal_cells_see_no_later_cell():
    assert line_conv([1, 2, 3], [1, 10], padding="causal") == [10, 21, 32]
    assert line_conv([1, 2, 3, 4], [1, 10], padding="causal", dilation_rate=2) == [10, 20, 31, 42]


@pytest.mark.parametrize(
    ("border", "expected"),
    [
        ("zeros", [3, 6, 5]),
        ("reflect", [5, 6, 7]),
        ("symmetric", [4, 6, 8]),
        ("replicate", [4, 6, 8]),
        ("circular", [6, 6, 6]),
    ],
)
def test_the_border_stands_in_the_padding(border, expected):
    assert line_conv([1, 2, 3], [1, 1, 1], padding="same", border=border) == expected


def test_the_bias_is_added_before_the_activation():
    assert line_conv([1, 2, 3], [1], bias=-2, activation="relu") == [0, 0, 1]


@pytest.mark.parametrize(
    ("layer", "shape", "params", "output"),
    [
        (Conv2D(10, 3), (24, 24, 3), 280, (22, 22, 10)),
        (Conv2D(128, 7), (64, 64, 3), 18_944, (58, 58, 128)),
        (Conv2D(32, 3), (28, 28, 1), 320, (26, 26, 32)),
        (Conv2D(64, 3), (26, 26, 32), 18_496, (24, 24, 64)),
        (Conv2D(96, 11, strides=4), (227, 227, 3), 34_848 + 96, (55, 55, 96)),
        (Conv1D(100, 10), (128, 9), 9_100, (119, 100)),
        (Conv2D(4, 3, groups=2, use_bias=False), (8, 8, 4), 72, (6, 6, 4)),
    ],
)
def test_parameters_and_output_shapes(layer, shape, params, output):
    layer.build((None, *shape))
    assert layer.count_params() == params
    assert layer.compute_output_shape((None, *shape)) == (None, *output)


def test_multiply_adds_are_counted_per_weight_and_map_cell():
    assert Conv2D(1, 3).multiply_adds((8, 8, 1)) == 36 * 9
    assert Conv2D(4, 3, groups=2).multiply_adds((8, 8, 6)) == 36 * 9 * 3 * 4


def test_the_range_of_values_is_that_of_the_activation():
    assert Conv2D(1, 3, activation="relu").output_range == (0, np.inf)
    assert Conv2D(1, 3, activation="tanh").output_range == (-1, 1)


def test_the_walk_goes_over_all_maps():
    walk = Conv2D(2, 3).walk((8, 8, 1))
    assert len(walk) == 72
    assert walk[36][1:] == (1, 0, 0)
    assert len(Conv1D(1, 3).walk((8, 1))) == 6


def test_a_cell_of_a_line_is_explained_as_one_row():
    layer = built(Conv1D(1, 3), (8, 1), [0, 1, 0], [0])
    cell = layer.explain(np.array([0, 0, 0, 1, 1, 0, 0, 0], np.float32).reshape(1, 8, 1), 0, 2, 0)
    assert (cell.layer_kind, cell.value, cell.patch.ravel().tolist()) == ("Conv1D", 1, [0, 1, 1])


def test_the_explained_weights_of_a_flipped_kernel_are_those_that_meet_the_patch():
    layer = built(Conv2D(1, (1, 2), flip=True), (1, 2, 1), [1, 10], [0])
    cell = layer.explain(np.array([1, 2], np.float32).reshape(1, 2, 1), 0, 0, 0)
    assert (cell.weights.ravel().tolist(), cell.value) == ([10, 1], 12)


@given(st.data())
def test_the_layer_agrees_with_the_definition(data):
    groups = data.draw(st.integers(1, 3))
    layer = Conv2D(
        2 * groups,
        (data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))),
        strides=data.draw(st.integers(1, 2)),
        padding=data.draw(st.sampled_from(["valid", "same", "full", ((1, 0), (0, 2))])),
        groups=groups,
        activation=data.draw(st.sampled_from([None, "relu", "softmax"])),
        border=data.draw(st.sampled_from(BORDERS)),
        flip=data.draw(st.booleans()),
        dtype="float64",
        seed=1,
    )
    x = np.random.default_rng(0).normal(size=(2, 5, 6, groups))
    values = layer(x)
    slow = convolve_slowly(x, layer.engine_kernel(), layer.bias, layer.geometry(x.shape[1:]))
    assert values == pytest.approx(activate(layer.activation, slow), abs=1e-12)
    box = Box(1, values.shape[1], 0, 2)
    part = layer.forward(x, x.shape[1:], box)
    assert part == pytest.approx(values[(slice(None), *box.slices)], abs=1e-12)
    row, col, filter = (data.draw(st.integers(0, size - 1)) for size in values.shape[1:])
    assert layer.explain(x[1], row, col, filter).value == pytest.approx(
        values[1, row, col, filter], abs=1e-12
    )


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "glu"])
def test_every_activation_follows_the_sum(activation):
    layer = Conv2D(3, 2, activation=activation, seed=3)
    linear = Conv2D(3, 2, seed=3)
    x = np.random.default_rng(0).normal(size=(1, 4, 4, 2))
    assert layer(x) == pytest.approx(activate(activation, linear(x)))


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ({"filters": 0}, "`filters` must be a whole number of at least 1. Received: filters=0"),
        ({"filters": 2.5}, "Received: filters=2.5"),
        ({"filters": True}, "Received: filters=True"),
        ({"kernel_size": (3, 0)}, "`kernel_size` must be 2 whole numbers of at least 1"),
        ({"kernel_size": (3, 3, 3)}, "Received: kernel_size=(3, 3, 3)"),
        ({"kernel_size": "3"}, "Received: kernel_size='3'"),
        ({"strides": 0}, "Received: strides=0"),
        ({"padding": "causal"}, "Received: padding='causal'"),
        ({"padding": "around"}, "Received: padding='around'"),
        ({"padding": ((1, 1), (1, -1))}, "Received: padding=((1, 1), (1, -1))"),
        ({"padding": (1, 1)}, "Received: padding=(1, 1)"),
        ({"padding": None}, "Received: padding=None"),
        ({"data_format": "channels_first"}, "Received: data_format='channels_first'"),
        ({"dilation_rate": (1, 0)}, "Received: dilation_rate=(1, 0)"),
        ({"groups": 0}, "Received: groups=0"),
        ({"groups": 3}, "`groups` must divide `filters`. Received: groups=3, filters=4"),
        ({"strides": 2, "dilation_rate": 2}, "cannot both be above 1. Received: strides=(2, 2)"),
        ({"activation": "sinus"}, "Received: activation='sinus'"),
        ({"activation": "glu"}, "must keep the number of channels"),
        ({"use_bias": 1}, "Received: use_bias=1"),
        ({"border": "mirror"}, "Received: border='mirror'"),
        ({"flip": "yes"}, "Received: flip='yes'"),
        ({"kernel_initializer": "sevens"}, "Received: kernel_initializer='sevens'"),
        ({"dtype": "int8"}, "Received: dtype='int8'"),
        ({"name": 3}, "Received: name=3"),
        ({"seed": -1}, "Received: seed=-1"),
        ({"input_shape": (8, 8)}, "takes inputs with 4 axes"),
        ({"input_shape": 8}, "Received: 8"),
    ],
)
def test_a_wrong_word_is_refused_with_the_rule_and_the_value(words, rule):
    with pytest.raises(ValueError, match=r"must|cannot both|takes") as error:
        Conv2D(**{"filters": 4, "kernel_size": 3, **words})
    assert rule in str(error.value)


def test_padding_of_a_line_is_left_and_right():
    assert Conv1D(1, 3, padding=(1, 2)).padding == ((0, 0), (1, 2))
    assert Conv1D(1, 3, padding=((0, 0), (1, 2))).padding == ((0, 0), (1, 2))
    with pytest.raises(ValueError, match="must be a name or"):
        Conv1D(1, 3, padding=((1, 0), (1, 2)))


def test_groups_must_divide_the_channels():
    with pytest.raises(ValueError, match=r"Received: groups=2, 3 channels"):
        Conv2D(4, 3, groups=2).build((None, 8, 8, 3))


def test_a_window_that_does_not_fit_is_refused_before_anything_is_built():
    layer = Conv2D(1, 9)
    with pytest.raises(ValueError, match="must not span more cells"):
        layer.build((None, 8, 8, 1))
    assert not layer.built


def test_settings_make_the_same_layer_again():
    layer = Conv1D(4, 3, 2, (1, 0), groups=2, activation="relu", border="circular", name="edges", seed=5)
    again = Conv1D.from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    x = np.arange(16).reshape(1, 8, 2)
    assert again(x).tolist() == layer(x).tolist()


def test_nan_and_infinity_pass_without_warnings():
    x = np.ones((1, 4, 4, 1))
    x[0, 0, 0], x[0, 3, 3] = np.nan, np.inf
    values = Conv2D(1, 2, kernel_initializer="ones")(x)[0, ..., 0]
    assert np.isnan(values[0, 0])
    assert np.isposinf(values[2, 2])
    assert values[0, 1] == 4
