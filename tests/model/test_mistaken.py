"""What a convolution is taken for, with numbers that a reader can check."""

import numpy as np
import pytest

from convstudio.engine.activation import activate
from convstudio.engine.convolve import convolve_slowly
from convstudio.engine.geometry import Geometry
from convstudio.model.mistaken import BIAS_STEP, Model, Wrong, compare, first_difference


def model_of(x, kernel, bias=None, activation="linear", padding="valid"):
    x, kernel = np.asarray(x, np.float32), np.asarray(kernel, np.float32)
    bias = np.zeros(kernel.shape[3], np.float32) if bias is None else np.asarray(bias, np.float32)
    geometry = Geometry.build(x.shape[:2], kernel.shape[:2], padding=padding)
    maps = activate(activation, convolve_slowly(x[None], kernel, bias, geometry))[0].astype(np.float32)
    return Model(x, kernel, bias, geometry, activation, maps)


def deep(**words):
    """Two channels, two filters, every number its own."""
    random = np.random.default_rng(0)
    return model_of(random.random((5, 6, 2)), random.normal(size=(3, 3, 2, 2)), [0.5, -0.5], **words)


def plain(kernel, x=None, **words):
    """One channel, one filter."""
    x = np.arange(1, 10).reshape(3, 3) if x is None else np.asarray(x)
    return model_of(x[..., None], np.asarray(kernel)[..., None, None], **words)


def test_a_flat_kernel_uses_the_first_slice_for_every_channel():
    x = np.stack([np.ones((2, 2)), 10 * np.ones((2, 2))], -1)
    kernel = np.array([3, 5], np.float32).reshape(1, 1, 2, 1)
    found = compare(model_of(x, kernel), Wrong.FLAT, 0, 0)
    assert found.numbers == (3 * 1 + 5 * 10, 3 * 1 + 3 * 10)
    assert found.first == (0, 0)


def test_a_map_per_channel_leaves_the_other_channels_out():
    x = np.stack([np.ones((2, 2)), 10 * np.ones((2, 2))], -1)
    kernel = np.array([3, 5], np.float32).reshape(1, 1, 2, 1)
    assert compare(model_of(x, kernel), Wrong.MAP_PER_CHANNEL, 0, 1).numbers == (53, 50)


@pytest.mark.parametrize("mistake", [Wrong.FLAT, Wrong.MAP_PER_CHANNEL])
def test_with_one_channel_there_is_nothing_to_get_wrong_about_channels(mistake):
    assert compare(plain([[1, 2], [3, 4]]), mistake, 0, 0).first is None


def test_a_flipped_kernel_gives_another_map():
    found = compare(plain([[1, 0], [0, 0]]), Wrong.FLIPPED, 0, 0)
    assert found.right.tolist() == [[1, 2], [4, 5]]
    assert found.wrong.tolist() == [[5, 6], [8, 9]]


def test_a_symmetric_kernel_can_be_flipped():
    assert compare(plain([[1, 2], [2, 1]]), Wrong.FLIPPED, 0, 0).first is None


def test_a_bias_for_each_position_tells_one_thing_in_many_ways():
    found = compare(plain([[1]], np.ones((2, 2))), Wrong.BIAS_PER_POSITION, 0, 0)
    assert found.first == (0, 1)
    assert found.wrong.ravel() == pytest.approx([1 + BIAS_STEP * place for place in range(4)])


def test_without_padding_the_map_is_smaller():
    found = compare(plain(np.ones((3, 3)), padding="same"), Wrong.NO_PADDING, 0, 0)
    assert (found.right.shape, found.wrong.shape) == ((3, 3), (1, 1))
    assert found.numbers == (1 + 2 + 4 + 5, 45)


def test_without_padding_there_may_be_no_map():
    found = compare(plain(np.ones((5, 5)), padding="same"), Wrong.NO_PADDING, 0, 0)
    assert found.wrong is None
    assert found.numbers is None


def test_scaled_by_itself_every_map_reaches_1():
    found = compare(plain([[-2]]), Wrong.OWN_SCALE, 0, 0)
    assert found.wrong.min() == -1
    assert found.numbers == pytest.approx((-2, -2 / 18))


@pytest.mark.parametrize("activation", ["linear", "relu", "softmax"])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_computed_apart_the_right_model_is_the_layer(activation, padding):
    model = deep(activation=activation, padding=padding)
    for filter in range(2):
        assert first_difference(model.maps[:, :, filter], model.map_of(filter)) is None


@pytest.mark.parametrize("mistake", [wrong for wrong in Wrong if wrong is not Wrong.NO_PADDING])
@pytest.mark.parametrize("activation", ["linear", "softmax"])
def test_every_mistake_shows_in_a_deep_filter(mistake, activation):
    found = compare(deep(activation=activation), mistake, 1, 1)
    assert found.first is not None
    assert found.numbers[0] != pytest.approx(found.numbers[1])


def test_with_groups_a_filter_is_compared_on_its_own_channels():
    x = np.stack([np.ones((2, 2)), 10 * np.ones((2, 2))], -1)
    kernel = np.array([3, 5], np.float32).reshape(1, 1, 1, 2)
    model = model_of(x, kernel)
    assert model.map_of(1).tolist() == [[50, 50], [50, 50]]
    assert compare(model, Wrong.FLAT, 1, 0).first is None


def test_last_bits_are_no_difference():
    values = np.full((2, 2), 1 / 3, np.float32)
    assert first_difference(values, values * np.float32(1 + 1e-7)) is None
    assert first_difference(np.array([[np.nan, 1]]), np.array([[np.nan, 2]])) == (0, 1)
