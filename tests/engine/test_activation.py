import math

import numpy as np
import pytest

from convstudio.engine.activation import ACTIVATIONS, Activation, activate

ELEMENTWISE = [entry for entry in ACTIVATIONS.values() if entry.elementwise]
ACROSS = [entry for entry in ACTIVATIONS.values() if not entry.elementwise]
SPREAD = np.linspace(-7.03, 7.07, 142)  # misses every corner

by_name = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=lambda entry: entry.name)


def slope(function, z, step=1e-6):
    return (function(z + step) - function(z - step)) / (2 * step)


@pytest.mark.parametrize(
    ("name", "z", "value"),
    [
        ("linear", -2.0, -2.0),
        ("relu", -2.0, 0.0),
        ("leaky_relu", -2.0, -0.4),
        ("sigmoid", 0.0, 0.5),
        ("tanh", 1.0, math.tanh(1)),
        ("relu6", 7.0, 6.0),
        ("elu", -1.0, math.exp(-1) - 1),
        ("selu", 1.0, 1.0507009873554805),
        ("gelu", 1.0, (1 + math.erf(1 / math.sqrt(2))) / 2),
        ("silu", 1.0, 1 / (1 + math.exp(-1))),
        ("softplus", 0.0, math.log(2)),
        ("softsign", -3.0, -0.75),
        ("squareplus", 0.0, 1.0),
        ("sparse_plus", 0.0, 0.25),
        ("hard_sigmoid", 1.5, 0.75),
        ("sparse_sigmoid", 0.5, 0.75),
        ("hard_silu", 1.5, 1.125),
        ("hard_tanh", 1.5, 1.0),
        ("hard_shrink", 0.5, 0.0),
        ("soft_shrink", 2.0, 1.5),
        ("tanh_shrink", 1.0, 1 - math.tanh(1)),
        ("log_sigmoid", 0.0, -math.log(2)),
    ],
)
def test_values_that_a_calculator_gives(name, z, value):
    assert activate(name, np.array([z])) == pytest.approx(value, rel=1e-13)


def test_softmax_shares_out_one():
    assert activate("softmax", np.log([[1.0, 3.0]])) == pytest.approx(np.array([[0.25, 0.75]]))


def test_sparsemax_gives_zero_to_the_far_channels():
    assert activate("sparsemax", np.array([1.5, 1.0, -1.0])).tolist() == [0.75, 0.25, 0]


def test_sparsemax_gives_the_nearest_point_whose_channels_add_up_to_one():
    z = np.random.default_rng(0).normal(size=(50, 4))
    nearest = activate("sparsemax", z)
    others = np.random.default_rng(1).dirichlet(np.ones(4), size=(50, 200))
    distance = np.linalg.norm(nearest - z, axis=-1)
    assert nearest.sum(axis=-1) == pytest.approx(1)
    assert (nearest >= 0).all()
    assert (distance[:, None] <= np.linalg.norm(others - z[:, None], axis=-1) + 1e-12).all()


def test_glu_gates_one_half_of_the_channels_with_the_other():
    assert activate("glu", np.array([4.0, 6.0, 0.0, 0.0])).tolist() == [2.0, 3.0]


def test_glu_refuses_an_odd_number_of_channels():
    with pytest.raises(ValueError, match=r"even number of channels. Received: 3"):
        activate("glu", np.ones(3))


@pytest.mark.parametrize("activation", ELEMENTWISE, ids=lambda entry: entry.name)
def test_the_derivative_is_the_slope(activation):
    assert activation.derivative(SPREAD) == pytest.approx(slope(activation, SPREAD), abs=1e-8, rel=1e-8)


@pytest.mark.parametrize("activation", ACROSS, ids=lambda entry: entry.name)
def test_the_derivative_across_channels_is_the_slope_by_each_of_them(activation):
    z = np.random.default_rng(1).normal(size=(3, 4))
    by_channel = [slope(lambda t, d=d: activation(z + t * d), 0.0) for d in np.eye(4)]
    assert activation.derivative(z) == pytest.approx(np.stack(by_channel, axis=-1), abs=1e-8, rel=1e-8)


@by_name
def test_the_gradient_flows_back(activation):
    z = np.random.default_rng(2).normal(size=(2, 4))
    upstream = np.random.default_rng(3).normal(size=activation(z).shape)
    expected = [slope(lambda t, d=d: (upstream * activation(z + t * d)).sum(-1), 0.0) for d in np.eye(4)]
    assert activation.backward(z, upstream) == pytest.approx(np.stack(expected, axis=-1), abs=1e-8, rel=1e-8)


@by_name
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_stays(activation, dtype):
    z = SPREAD.astype(dtype).reshape(1, -1, 2)
    assert activation(z).dtype == dtype
    assert activation.derivative(z).dtype == dtype
    assert activation.backward(z, activation(z)).dtype == dtype


@by_name
def test_values_stay_within_the_range(activation):
    values = activation(np.stack([SPREAD, 3 * SPREAD[::-1]], axis=-1))
    assert values.min() >= activation.low
    assert values.max() <= activation.high


@by_name
def test_nan_and_infinity_pass_without_warnings(activation):
    values = activation(np.array([[np.nan, np.nan], [np.inf, 1], [-np.inf, 1]], np.float32))
    assert np.isnan(values[0]).all()


@pytest.mark.parametrize("name", ["sigmoid", "softplus", "softmax", "log_softmax", "silu", "log_sigmoid"])
def test_large_values_do_not_overflow(name):
    assert np.isfinite(activate(name, np.array([-1e4, 0, 1e4], np.float32))).all()


@pytest.mark.parametrize("name", [entry.name for entry in ACTIVATIONS.values() if entry.piecewise_linear])
def test_a_piecewise_linear_activation_has_few_slopes(name):
    assert len(np.unique(ACTIVATIONS[name].derivative(SPREAD))) <= 2


def test_the_formula_takes_the_number():
    assert ACTIVATIONS["relu"].formula.format(z="-2") == "max(-2, 0)"


def test_an_unknown_activation_is_refused():
    with pytest.raises(ValueError, match="Received: 'sinus'"):
        activate("sinus", np.ones(3))


def test_an_activation_of_ones_own_works_too():
    square = Activation("square", np.square, lambda z: 2 * z, low=0)
    assert square.backward(np.array([3.0]), np.array([2.0])) == 12
