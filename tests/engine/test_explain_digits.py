"""The digits of one step of a convolution."""

from decimal import Decimal

import numpy as np
import pytest

from convstudio.engine.explain import explain
from convstudio.engine.explain_digits import largest_channels
from convstudio.engine.geometry import Geometry


def step(x, kernel, bias=0.0, activation="linear"):
    x, kernel = np.asarray(x, np.float32), np.asarray(kernel, np.float32)[..., None]
    geometry = Geometry.build(x.shape[:2], kernel.shape[:2])
    return explain(x, kernel, np.float32([bias]), geometry, 0, 0, 0, activation)


def random_step(channels, size=3, bias=0.1, seed=0):
    random = np.random.default_rng(seed)
    return step(random.random((size, size, channels)), random.normal(size=(size, size, channels)) / 10, bias)


def added(texts):
    return sum(map(Decimal, texts))


def test_the_largest_channels_come_first_where_there_are_many():
    assert largest_channels([1, -3, 2], most=2) == [1, 2]
    assert largest_channels([1, -3, 2]) == [0, 1, 2]


def test_sobel_on_a_photo_can_be_checked_with_pencil_and_paper():
    cells = np.float32([[[255], [240], [242]], [[255], [225], [235]], [[255], [246], [255]]]) / 255
    digits = step(cells, [[[-1], [0], [1]], [[-2], [0], [2]], [[-1], [0], [1]]]).digits()
    assert digits.products_of(0) == ["-1", "0", "0.94902", "-2", "0", "1.84314", "-1", "0", "1"]
    assert (digits.subtotals, digits.total, digits.before) == (["-0.20784"], "-0.20784", "-0.20784")


@pytest.mark.parametrize("channels", [1, 2, 3, 8, 9, 20, 64])
def test_products_channels_and_bias_add_up(channels):
    digits = random_step(channels).digits()
    for channel, subtotal in enumerate(digits.subtotals):
        assert added(digits.products_of(channel)) == Decimal(subtotal)
    assert added(digits.subtotals) == Decimal(digits.total)
    assert added([digits.total, digits.bias]) == Decimal(digits.before)


def test_the_channels_that_are_told_together_add_up_to_the_rest():
    one = random_step(20)
    digits, told = one.digits(), largest_channels(one.subtotals.tolist())
    shown = [digits.subtotals[channel] for channel in told]
    others = [text for channel, text in enumerate(digits.subtotals) if channel not in told]
    assert added(others) == Decimal(digits.rest)
    assert added([*shown, digits.rest]) == Decimal(digits.total)


def test_of_very_many_products_those_told_together_are_written_when_asked_for():
    digits = random_step(20, size=8).digits()
    for channel in range(20):
        assert added(digits.products_of(channel)) == Decimal(digits.subtotals[channel])


def test_a_number_that_is_not_finite_spoils_only_its_own_lines():
    digits = step([[[np.inf, 1]]], [[[1.0, 2.0]]]).digits()
    assert (digits.subtotals, digits.total) == (["inf", "2"], "inf")
