import numpy as np
import pytest

from convstudio.nn.initializers import INITIALIZERS, fans, initialize


def drawn(name, shape=(3, 3, 16, 32)):
    return initialize(name, shape, np.random.default_rng(0))


def test_fans_count_the_weights_of_the_window():
    assert fans((3, 3, 16, 32)) == (144, 288)
    assert fans((16, 32)) == (16, 32)
    assert fans((7,)) == (7, 7)
    assert fans(()) == (1, 1)


@pytest.mark.parametrize(
    ("name", "variance"),
    [
        ("glorot_uniform", 2 / 432),
        ("glorot_normal", 2 / 432),
        ("he_uniform", 2 / 144),
        ("he_normal", 2 / 144),
        ("lecun_uniform", 1 / 144),
        ("lecun_normal", 1 / 144),
        ("random_uniform", 0.1**2 / 12),
        ("random_normal", 0.05**2),
    ],
)
def test_weights_start_with_the_spread_that_the_name_says(name, variance):
    weights = drawn(name)
    assert weights.shape == (3, 3, 16, 32)
    assert weights.var() == pytest.approx(variance, rel=0.06)
    assert abs(weights.mean()) < 4 * np.sqrt(variance / weights.size)


def test_a_uniform_start_has_a_limit():
    assert np.abs(drawn("glorot_uniform")).max() <= np.sqrt(6 / 432)


def test_a_normal_start_is_cut_off_at_two_standard_deviations():
    assert np.abs(drawn("he_normal")).max() <= 2 * np.sqrt(2 / 144) / 0.879


def test_constants_are_constant():
    assert (drawn("zeros") == 0).all()
    assert (drawn("ones") == 1).all()


def test_the_names_are_a_list_that_nobody_changes():
    with pytest.raises(TypeError):
        INITIALIZERS["zeros"] = None
