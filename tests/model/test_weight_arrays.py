"""All arrays of weights of a layer as grids to edit."""

import numpy as np
import pytest

from convstudio.files.project import LayerPart, Project
from convstudio.model.document import Document
from convstudio.model.kernels import kernel_of
from convstudio.model.weight_arrays import (
    array_grid,
    array_names,
    array_place,
    cell_of_map,
    check_numbers,
    has_filters,
    with_grid,
)
from convstudio.nn.registry import LAYERS


def part(kind, shape=(5, 6, 4), **words):
    layer = LAYERS[kind](**words)
    layer.build((None, *shape))
    weights = [np.arange(a.size, dtype=np.float32).reshape(a.shape) + 1 for a in layer.get_weights()]
    return LayerPart(kind, layer.get_config(), tuple(weights))


PARTS = {
    "conv": part("Conv2D", filters=3, kernel_size=2),
    "line": part("Conv1D", (9, 2), filters=3, kernel_size=2),
    "depthwise": part("DepthwiseConv2D", kernel_size=2),
    "separable": part("SeparableConv2D", filters=3, kernel_size=2, depth_multiplier=2),
    "separable line": part("SeparableConv1D", (9, 2), filters=3, kernel_size=2),
    "transposed": part("Conv2DTranspose", filters=3, kernel_size=2),
    "dense": part("Dense", (40,), units=3),
    "prelu": part("PReLU"),
    "shared prelu": part("PReLU", shared_axes=(1, 2)),
    "flat prelu": part("PReLU", (40,)),
    "normalization": part("BatchNormalization"),
    "half a normalization": part("BatchNormalization", scale=False),
    "pooling": LayerPart("MaxPooling2D", {"pool_size": (2, 2)}, ()),
}


@pytest.mark.parametrize("name", PARTS)
def test_every_number_but_the_bias_is_in_a_grid_once(name):
    one = PARTS[name]
    names, has_bias = array_names(one), bool(one.config.get("use_bias"))
    assert len(names) + has_bias == len(one.weights)
    for number in range(len(names)):
        grid = array_grid(one, number)
        assert grid.ndim == 4
        assert np.array_equal(np.unique(grid), np.unique(one.weights[number]))
        for place in np.ndindex(grid.shape):
            assert one.weights[number][array_place(one, number, *place)] == grid[place]


def test_the_arrays_are_called_as_keras_has_them():
    assert array_names(PARTS["conv"]) == ("kernel",)
    assert array_names(PARTS["separable"]) == ("depthwise_kernel", "pointwise_kernel")
    assert array_names(PARTS["prelu"]) == ("alpha",)
    assert array_names(PARTS["normalization"]) == ("gamma", "beta", "moving_mean", "moving_variance")
    assert array_names(PARTS["half a normalization"]) == ("beta", "moving_mean", "moving_variance")
    assert array_names(PARTS["pooling"]) == ()
    assert array_names(LayerPart("PReLU", {}, PARTS["prelu"].weights, enabled=False)) == ()


def test_the_first_array_of_a_layer_with_a_kernel_is_that():
    for name in ("conv", "line", "depthwise", "separable", "transposed", "dense"):
        assert np.shares_memory(array_grid(PARTS[name], 0), kernel_of(PARTS[name]))
        assert has_filters(PARTS[name], 0)


def test_a_mixture_has_a_number_for_each_channel_of_each_filter():
    grid = array_grid(PARTS["separable"], 1)
    assert grid.shape == (1, 8, 1, 3)
    assert has_filters(PARTS["separable"], 1)
    assert grid[0, 5, 0, 2] == PARTS["separable"].weights[1][0, 0, 5, 2]


def test_slopes_of_cells_are_a_slice_for_each_channel():
    assert array_grid(PARTS["prelu"], 0).shape == (5, 6, 4, 1)
    assert array_grid(PARTS["shared prelu"], 0).shape == (1, 4, 1, 1)
    assert array_grid(PARTS["flat prelu"], 0).shape == (5, 8, 1, 1)
    assert cell_of_map(PARTS["prelu"], 0, 2) is None


def test_numbers_for_channels_know_that_of_a_map():
    assert cell_of_map(PARTS["normalization"], 2, 3) == (0, 3)
    assert cell_of_map(PARTS["flat prelu"], 0, 9) == (1, 1)
    assert cell_of_map(PARTS["separable"], 1, 0) is None
    assert cell_of_map(PARTS["conv"], 0, 0) is None


@pytest.mark.parametrize("name", ["separable", "prelu", "normalization", "flat prelu"])
def test_other_numbers_take_their_place(name):
    one = PARTS[name]
    number = len(array_names(one)) - 1
    grid = array_grid(one, number)
    new = with_grid(one, number, 0, -grid[..., 0])
    changed = LayerPart(one.kind, one.config, (*one.weights[:number], new, *one.weights[number + 1 :]))
    assert np.array_equal(array_grid(changed, number)[..., 0], -grid[..., 0])
    assert np.array_equal(array_grid(changed, number)[..., 1:], grid[..., 1:])
    assert one.weights[number].min() > 0


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e39])
def test_only_finite_numbers_of_float32_are_taken(value):
    with pytest.raises(ValueError, match="finite number of float32"):
        check_numbers(PARTS["normalization"], 0, value)


def test_a_variance_is_not_negative():
    check_numbers(PARTS["normalization"], 2, -1)
    check_numbers(PARTS["normalization"], 3, 0)
    with pytest.raises(ValueError, match="a variance is 0 or more, not -1"):
        check_numbers(PARTS["normalization"], 3, [2, -1])
    with pytest.raises(ValueError, match="a variance"):
        check_numbers(PARTS["half a normalization"], 2, -0.5)


@pytest.fixture
def document(qapp):
    x = np.random.default_rng(0).random((5, 6, 4), np.float32)
    return Document(Project(x, (PARTS["normalization"],)))


def test_one_number_of_any_array_is_one_undo(document):
    document.set_weight((2,), 7.5, array=1)
    assert document.layer.weights[1].tolist() == [1, 2, 7.5, 4]
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.layer.weights[1].tolist() == [1, 2, 3, 4]


def test_a_whole_array_is_one_undo(document):
    document.set_array(3, [4, 3, 2, 0], "Variances")
    assert document.layer.weights[3].tolist() == [4, 3, 2, 0]
    assert document.undo_stack.undoText() == "Variances"


@pytest.mark.parametrize(
    ("array", "values", "rule"),
    [
        (3, [1, 1, 1, -1], "variance"),
        (0, [1, 2], "shape"),
        (4, [1], "no weights number 4"),
        (1, [np.nan] * 4, "finite"),
    ],
)
def test_what_an_array_cannot_hold_is_refused_before_anything_happens(document, array, values, rule):
    with pytest.raises(ValueError, match=rule):
        document.set_array(array, values, "")
    assert document.undo_stack.count() == 0
