"""What holds for all kinds of layers."""

import json
import math
import warnings

import numpy as np
import pytest

from convstudio.engine.geometry import Box
from convstudio.nn import LAYERS, layer_from
from convstudio.nn.shapes import planar_shape, to_planar

NEEDED = {
    "Conv1D": {"filters": 4, "kernel_size": 3},
    "Conv2D": {"filters": 4, "kernel_size": 3},
    "DepthwiseConv1D": {"kernel_size": 3},
    "DepthwiseConv2D": {"kernel_size": 3},
    "SeparableConv1D": {"filters": 4, "kernel_size": 3},
    "SeparableConv2D": {"filters": 4, "kernel_size": 3},
    "Conv1DTranspose": {"filters": 4, "kernel_size": 3, "strides": 2},
    "Conv2DTranspose": {"filters": 4, "kernel_size": 3, "strides": 2},
    "Reshape": {"target_shape": (-1, 2)},
    "Permute": {"dims": (3, 1, 2)},
    "Dense": {"units": 3},
    "Activation": {"activation": "tanh"},
    "Dropout": {"rate": 0.5},
}


def shape_for(kind):
    return (8, 4) if "1D" in kind else (6, 8, 4)


def made(kind, **words):
    layer = layer_from(kind, {**NEEDED.get(kind, {}), "dtype": "float64", "seed": 1, **words})
    layer.build((None, *shape_for(kind)))
    return layer


def inputs(kind):
    return np.random.default_rng(0).normal(size=(2, *shape_for(kind)))


every_kind = pytest.mark.parametrize("kind", LAYERS)


@every_kind
def test_settings_make_the_same_layer_again(kind):
    layer, x = made(kind), inputs(kind)
    again = layer_from(kind, layer.get_config())
    assert again.get_config() == layer.get_config()
    assert (again(x) == layer(x)).all()


@every_kind
def test_settings_survive_json(kind):
    layer = made(kind)
    assert layer_from(kind, json.loads(json.dumps(layer.get_config()))).get_config() == layer.get_config()


@every_kind
def test_whole_numbers_are_explained_as_the_layer_casts_them(kind):
    layer, shape = made(kind), shape_for(kind)
    planes = np.arange(math.prod(shape)).reshape(planar_shape(shape)) % 5
    expected = to_planar(layer(planes.reshape(1, *shape)), layer.output_shape_for(shape))[0]
    step = layer.walk(shape)[-1]
    cell = layer.explain(planes, step.row, step.col, step.filter)
    assert cell.value == pytest.approx(expected[step.row, step.col, step.filter])


def test_planes_have_three_axes():
    with pytest.raises(ValueError, match=r"Received: an array of shape \(8, 4\)"):
        made("Conv1D").explain(np.ones((8, 4)), 0, 0, 0)


@every_kind
def test_weights_can_be_read_and_set(kind):
    layer = made(kind)
    weights = [np.full_like(array, 0.5) for array in layer.get_weights()]
    layer.set_weights(weights)
    assert [array.tolist() for array in layer.get_weights()] == [array.tolist() for array in weights]
    assert layer.count_params() == sum(array.size for array in weights)
    assert layer.weight_shapes(shape_for(kind)) == [array.shape for array in weights]


@every_kind
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_shape_and_the_dtype_are_told_before(kind, dtype):
    layer, x = made(kind, dtype=dtype), inputs(kind)
    y = layer(x)
    assert y.dtype == dtype
    assert layer.compute_output_shape((None, *x.shape[1:])) == (None, *y.shape[1:])


@every_kind
def test_a_part_of_the_output_is_that_part_of_all(kind):
    layer, shape = made(kind), shape_for(kind)
    x = to_planar(inputs(kind), shape)
    whole = layer.forward(x, shape)
    assert whole.shape[1:] == planar_shape(layer.output_shape_for(shape))
    box = Box(whole.shape[1] // 2, whole.shape[1], whole.shape[2] // 3, whole.shape[2])
    assert layer.forward(x, shape, box) == pytest.approx(whole[(slice(None), *box.slices)])
    last = whole.shape[3] - 1
    assert layer.forward_filter(x, shape, last) == pytest.approx(whole[..., last:])


@every_kind
def test_what_an_explained_cell_names_is_what_it_depends_on(kind):
    layer, shape = made(kind), shape_for(kind)
    x = to_planar(inputs(kind), shape)[0]
    walk = layer.walk(shape)
    for step in (walk[0], walk[len(walk) // 2], walk[-1]):
        cell = layer.explain(x, step.row, step.col, step.filter)
        without = np.ones(x.shape, bool)
        without[tuple(cell.inputs().T)] = False
        changed = layer.explain(np.where(without, x + 1, x), step.row, step.col, step.filter)
        assert changed.value == cell.value
        assert (cell.row, cell.col, cell.filter) == (step.row, step.col, step.filter)


@every_kind
def test_cells_that_are_not_there_are_not_explained(kind):
    layer, shape = made(kind), shape_for(kind)
    x = to_planar(inputs(kind), shape)[0]
    rows, cols, filters = planar_shape(layer.output_shape_for(shape))
    for cell in ((rows, 0, 0), (0, cols, 0), (0, 0, filters), (-1, 0, 0)):
        with pytest.raises(ValueError, match="Received: row="):
            layer.explain(x, *cell)


@every_kind
def test_values_stay_within_the_range_that_is_told(kind):
    low, high = made(kind).output_range
    y = made(kind)(inputs(kind) * 10)
    assert low <= y.min() <= y.max() <= high


@every_kind
def test_an_edit_reaches_every_cell_that_changes(kind):
    layer, shape = made(kind), shape_for(kind)
    x = to_planar(inputs(kind), shape)[:1]
    box = Box(x.shape[1] // 2, x.shape[1] // 2 + 1, 3, 5)
    edited = x.copy()
    edited[(slice(None), *box.slices)] += 1
    changed = (layer.forward(x, shape) != layer.forward(edited, shape))[0].any(axis=-1)
    told = np.zeros_like(changed)
    for reached in layer.reached(shape, box):
        told[reached.slices] = True
    assert (told | ~changed).all()


@every_kind
def test_the_users_of_a_cell_are_cells_that_change_with_it(kind):
    layer, shape = made(kind), shape_for(kind)
    row, col = planar_shape(shape)[0] // 2, 3
    boxes = layer.reached(shape, Box(row, row + 1, col, col + 1))
    reached = {(r, c) for box in boxes for r in box.rows for c in box.cols}
    assert {place for place, _ in layer.used_by(shape, row, col)} <= reached


@every_kind
def test_nan_and_infinity_pass_without_warnings(kind):
    x = inputs(kind)
    x[0, ..., 2, :], x[1, ..., 3, :] = np.nan, np.inf
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        y = made(kind)(x)
        planes = to_planar(x, shape_for(kind))[0]
        step = made(kind).walk(shape_for(kind))[0]
        assert made(kind).explain(planes, step.row, step.col, step.filter).lines()
    assert np.isnan(y[0]).any()


@every_kind
def test_the_output_shares_no_memory_with_the_input(kind):
    x = inputs(kind)
    assert not np.may_share_memory(made(kind)(x), x)


@every_kind
def test_work_is_counted_where_there_are_weights_to_multiply(kind):
    multiplies = kind.startswith(("Conv", "Depthwise", "Separable", "Dense"))
    assert (made(kind).multiply_adds(shape_for(kind)) > 0) == multiplies
