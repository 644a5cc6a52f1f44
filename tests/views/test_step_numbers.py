"""What is shown of a step adds up as it is shown."""

from decimal import Decimal

import numpy as np
import pytest

from convstudio.engine.explain import Explanation, explain
from convstudio.engine.geometry import Geometry
from convstudio.views.step_numbers import adds_up, channels_to_show, step_numbers


def step_of(x, kernel, bias=None, activation="linear", padding="valid") -> Explanation:
    geometry = Geometry.build(x.shape[:2], kernel.shape[:2], padding=padding)
    return explain(x, kernel, bias, geometry, 0, 0, 0, activation)


def random_step(seed: int, channels: int = 1, bias: float = 0.0) -> Explanation:
    random = np.random.default_rng(seed)
    x = random.random((5, 5, channels)).astype(np.float32)
    kernel = random.normal(size=(3, 3, channels, 1)).astype(np.float32)
    return step_of(x, kernel, np.array([bias], np.float32))


def test_whole_numbers_are_shown_whole():
    x = np.tile(np.array([0, 1, 1], np.float32)[:, None], (3, 1, 1))
    kernel = np.zeros((3, 3, 1, 1), np.float32)
    kernel[:, 1] = 1
    numbers = step_numbers(step_of(x, kernel), [0])
    assert numbers.channels[0].products == ["0", "1", "0"] * 3
    assert (numbers.total, numbers.bias, numbers.before, numbers.value) == ("3", "0", "3", "3")
    assert numbers.sum_exact
    assert numbers.bias_exact


@pytest.mark.parametrize("seed", range(20))
def test_an_equals_sign_never_lies(seed):
    numbers = step_numbers(random_step(seed, bias=0.1), [0])
    written = sum(map(Decimal, numbers.channels[0].products))
    assert numbers.sum_exact == (written == Decimal(numbers.total))
    assert numbers.bias_exact == (Decimal(numbers.total) + Decimal(numbers.bias) == Decimal(numbers.before))


@pytest.mark.parametrize("seed", range(20))
def test_what_is_shown_is_near_what_is_stored(seed):
    step = random_step(seed, channels=3, bias=-0.3)
    numbers = step_numbers(step, [0, 1, 2])
    assert float(numbers.total) == pytest.approx(step.total, rel=0.01, abs=0.01)
    assert float(numbers.before) == pytest.approx(step.before, rel=0.01, abs=0.01)
    for one, subtotal in zip(numbers.channels, step.subtotals, strict=True):
        assert float(one.subtotal) == pytest.approx(subtotal, rel=0.01, abs=0.01)


def test_few_channels_keep_their_order():
    assert channels_to_show(random_step(1, channels=4), most=8) == [0, 1, 2, 3]


def test_many_channels_show_the_largest_contributions_first():
    step = random_step(2, channels=20)
    shown = channels_to_show(step, most=5)
    sizes = np.abs(step.subtotals)
    assert [sizes[channel] for channel in shown] == sorted(sizes, reverse=True)[:5]


def test_folded_channels_are_told_as_one_sum():
    step = random_step(3, channels=20)
    shown = channels_to_show(step, most=5)
    numbers = step_numbers(step, shown)
    others = [float(step.subtotals[channel]) for channel in range(20) if channel not in shown]
    assert numbers.folded == 15
    assert float(numbers.rest) == pytest.approx(sum(others), abs=0.01)
    assert numbers.terms[-1] == numbers.rest


def test_values_that_are_no_numbers_can_be_shown():
    x = np.full((3, 3, 1), np.nan, np.float32)
    numbers = step_numbers(step_of(x, np.ones((3, 3, 1, 1), np.float32)), [0])
    assert numbers.total == numbers.value == "nan"


def test_texts_add_up_in_decimals():
    assert adds_up(["0.1", "0.2"], "0.3")
    assert not adds_up(["0.1", "0.2"], "0.31")


def test_a_large_kernel_has_only_its_sums():
    step = random_step(5, channels=2)
    numbers = step_numbers(step, [0, 1], with_cells=False)
    assert numbers.channels[0].weights == []
    assert [one.subtotal for one in numbers.channels] == numbers.terms
    assert numbers.sum_exact
