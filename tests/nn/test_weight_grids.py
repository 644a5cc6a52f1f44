"""Every weight's gradient, walked through position by position."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.engine.geometry import BORDERS
from convstudio.nn.conv import Conv2D
from convstudio.nn.error_terms import terms_of_cell
from convstudio.nn.losses import MeanSquaredError
from convstudio.nn.training_pass import run_pass
from convstudio.nn.weight_grids import array_names, grids_of, weight_grid


def all_grids(training):
    layer = training.layers[0]
    for name in array_names(layer):
        filters, slices = grids_of(layer, name)
        for filter in range(filters):
            for slice in range(slices):
                yield weight_grid(training, 0, name, filter, slice)


def assert_walks_end_with_the_gradients(training):
    """All grids together have each weight once, and their walks end with its gradient."""
    seen = {name: np.zeros(array.size, int) for name, array in training.by_weights[0].items()}
    for grid in all_grids(training):
        wanted = grid.picked(training.by_weights[0][grid.name])
        np.testing.assert_allclose(grid.walk.total, wanted, rtol=1e-9, atol=1e-13)
        np.testing.assert_array_equal(grid.walk[-1].running, grid.walk.total)
        seen[grid.name][grid.numbers] += 1
    for counts in seen.values():
        assert (counts == 1).all()


def test_every_weight_of_every_layer_gets_its_gradient_as_a_sum_over_positions(every_layer):
    assert_walks_end_with_the_gradients(every_layer)


def test_the_running_sum_is_the_sum_of_the_products_so_far_rounded_once(step_of):
    training = step_of("Conv2D", {"filters": 2, "kernel_size": 3, "padding": "same", "activation": "relu"})
    walk = weight_grid(training, 0, "kernel", 1, 2).walk
    steps = list(walk)
    for weight in np.ndindex(3, 3):
        products = [float(step.products[weight]) for step in steps]
        for index, step in enumerate(steps):
            assert step.running[weight] == math.fsum(products[: index + 1])
            assert step.before[weight] == math.fsum(products[:index])
            assert step.products[weight] == step.cells[weight] * step.errors[weight]


def test_a_step_has_the_window_of_the_input_and_the_error_of_its_place(step_of):
    training = step_of("Conv2D", {"filters": 2, "kernel_size": 3, "strides": 2})
    grid = weight_grid(training, 0, "kernel", 1, 3)
    step = grid.walk[grid.walk.positions.index_of(1, 2, 1)]
    assert (step.sample, step.row, step.col) == (1, 2, 1)
    np.testing.assert_array_equal(step.cells, training.levels[0][1, 4:7, 2:5, 3])
    assert (step.errors == training.error_before(0)[1, 2, 1, 1]).all()
    assert step.patch.positions[0, 0].tolist() == [4, 2]


def test_a_kernel_that_is_turned_around_meets_its_window_turned_around(step_of):
    training = step_of("Conv2D", {"filters": 2, "kernel_size": 3, "flip": True})
    step = weight_grid(training, 0, "kernel", 0, 0).walk[0]
    np.testing.assert_array_equal(step.cells, training.levels[0][0, :3, :3, 0][::-1, ::-1])
    assert step.patch.positions[0, 0].tolist() == [2, 2]


def test_the_window_of_a_transposed_convolution_stands_on_the_errors(step_of):
    training = step_of("Conv2DTranspose", {"filters": 2, "kernel_size": 3, "strides": 2})
    grid = weight_grid(training, 0, "kernel", 1, 2)
    step = grid.walk[grid.walk.positions.index_of(0, 1, 2)]
    assert grid.on_errors
    assert (step.cells == training.levels[0][0, 1, 2, 2]).all()
    np.testing.assert_array_equal(step.errors, training.errors[1][0, 2:5, 4:7, 1])


def test_the_gradient_of_a_bias_is_the_sum_of_the_errors(step_of):
    training = step_of("Conv2D", {"filters": 2, "kernel_size": 3})
    walk = weight_grid(training, 0, "bias").walk
    errors = training.errors[1]
    assert walk.total[0].tolist() == [math.fsum(errors[..., f].ravel().tolist()) for f in range(2)]
    assert (walk[7].cells == 1).all()


def test_a_unit_of_a_dense_layer_has_its_weights_in_rows_where_that_is_asked_for(step_of):
    training = step_of("Dense", {"units": 3})
    grid = weight_grid(training, 0, "kernel", 2, fold=lambda count: (2, count // 2))
    np.testing.assert_allclose(grid.walk.total.ravel(), training.by_weights[0]["kernel"][:, 2])
    assert grid.walk.total.shape == (2, 2)


@pytest.mark.parametrize(("name", "filter", "slice"), [("gamma", 0, 0), ("kernel", 2, 0), ("kernel", 0, 4)])
def test_a_grid_that_is_not_there_is_refused(step_of, name, filter, slice):
    training = step_of("Conv2D", {"filters": 2, "kernel_size": 3})
    with pytest.raises(ValueError, match="Received"):
        weight_grid(training, 0, name, filter, slice)


@st.composite
def convolutions(draw):
    kernel = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    spread = draw(st.sampled_from(["strides", "dilation_rate"]))
    sizes = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    pads = st.tuples(st.integers(0, 3), st.integers(0, 3))
    padding = draw(st.one_of(st.sampled_from(["valid", "same", "full"]), st.tuples(pads, pads)))
    groups = draw(st.sampled_from([1, 2]))
    words = {
        "filters": 2 * groups,
        "kernel_size": kernel,
        spread: sizes,
        "padding": padding,
        "border": draw(st.sampled_from(BORDERS)),
        "groups": groups,
        "flip": draw(st.booleans()),
        "activation": draw(st.sampled_from(["linear", "relu", "softmax"])),
    }
    shape = draw(st.integers(7, 9)), draw(st.integers(7, 9)), 2
    return Conv2D(**words, dtype="float64", seed=draw(st.integers(0, 9))), shape


def trained(layer, shape):
    layer.build((None, *shape))
    random = np.random.default_rng(0)
    x = random.normal(size=(2, *shape))
    y = random.normal(size=(2, *layer.output_shape_for(shape)))
    return run_pass([layer], x, y, MeanSquaredError())


@settings(max_examples=60, deadline=None)
@given(convolutions())
def test_strides_paddings_dilations_groups_and_borders_all_come_out_right(case):
    assert_walks_end_with_the_gradients(trained(*case))


@settings(max_examples=40, deadline=None)
@given(convolutions(), st.integers(0, 6), st.integers(0, 6), st.integers(0, 1))
def test_the_error_comes_back_to_every_cell_under_all_of_them(case, row, col, channel):
    training = trained(*case)
    terms = terms_of_cell(training, 0, 1, (row, col, channel))
    assert terms.total == pytest.approx(training.errors[0][1, row, col, channel], rel=1e-9, abs=1e-13)
