import math

import numpy as np
import pytest

from convstudio.engine.elementwise import elu, gelu, hard_shrink, leaky_relu, relu, relu_derivative

Z = np.array([-3.0, -1, 0, 1, 3])


def test_a_rectifier_has_a_slope_a_threshold_and_a_limit():
    assert relu(Z).tolist() == [0, 0, 0, 1, 3]
    assert relu(Z, negative_slope=0.5).tolist() == [-1.5, -0.5, 0, 1, 3]
    assert relu(Z, max_value=2).tolist() == [0, 0, 0, 1, 2]
    assert relu(Z, threshold=1).tolist() == [0, 0, 0, 0, 3]
    assert relu(Z, 0.5, 2, 1).tolist() == [-2, -1, -0.5, 0, 2]


def test_the_slope_of_a_rectifier_follows_its_pieces():
    assert relu_derivative(Z, 0.5, 2, 0.5).tolist() == [0.5, 0.5, 0.5, 1, 0]


def test_a_rectifier_takes_infinity():
    assert relu(np.array([-np.inf, np.inf]), max_value=6).tolist() == [0, 6]
    assert hard_shrink(np.array([-np.inf, 0.1])).tolist() == [-np.inf, 0]


def test_parameters_scale_the_negative_side():
    assert leaky_relu(Z, 0.1).tolist() == [-0.30000000000000004, -0.1, 0, 1, 3]
    assert elu(Z, 2)[1] == pytest.approx(2 * math.expm1(-1))


def test_gelu_is_exact_over_its_whole_range():
    z = np.linspace(-12, 12, 481)
    exact = [x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in z]
    assert gelu(z) == pytest.approx(exact, abs=1e-12)
