"""Changes of filters, with numbers that a reader can check."""

import numpy as np
import pytest

from convstudio.model.filter_bank import (
    CHANGES,
    MOST_FILTERS,
    START_WEIGHTS,
    Scope,
    bank_of,
    changed,
    randomised,
)

BANK = np.arange(1, 1 + 3 * 3 * 2 * 2, dtype=np.float32).reshape(3, 3, 2, 2)
KERNEL = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]], np.float32)


def whole(kernel, name):
    return changed(np.asarray(kernel, np.float32)[:, :, None, None], CHANGES[name], Scope.BANK, 0, 0)[
        ..., 0, 0
    ]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("rotate", [[3, 6, 9], [2, 5, 8], [1, 4, 7]]),
        ("flip_across", [[3, 2, 1], [6, 5, 4], [9, 8, 7]]),
        ("flip_down", [[7, 8, 9], [4, 5, 6], [1, 2, 3]]),
        ("transpose", [[1, 4, 7], [2, 5, 8], [3, 6, 9]]),
        ("negate", (-KERNEL).tolist()),
        ("zero_mean", [[-4, -3, -2], [-1, 0, 1], [2, 3, 4]]),
    ],
)
def test_a_kernel_is_turned_and_changed(name, wanted):
    assert whole(KERNEL, name).tolist() == wanted


def test_weights_are_made_to_add_up_to_1():
    assert whole([[1, 2], [0, 1]], "sum_one").tolist() == [[0.25, 0.5], [0, 0.25]]


def test_weights_are_made_to_have_length_1():
    assert whole([[3, 0], [0, 4]], "unit_norm").tolist() == pytest.approx(np.array([[0.6, 0], [0, 0.8]]))


def test_weights_that_add_up_to_0_cannot_be_made_to_add_up_to_1():
    with pytest.raises(ValueError, match="add up to 0"):
        whole([[0.1, -0.2], [-0.2, 0.3]], "sum_one")


def test_a_filter_of_zeros_has_no_direction():
    bank = np.stack([KERNEL, 0 * KERNEL], -1)[:, :, None]
    with pytest.raises(ValueError, match="filter 2 have the length 0"):
        changed(bank, CHANGES["unit_norm"], Scope.BANK, 0, 0)


def test_each_filter_of_a_bank_is_normalised_by_itself():
    sums = changed(BANK, CHANGES["sum_one"], Scope.BANK, 0, 0).sum(axis=(0, 1, 2))
    assert sums == pytest.approx([1, 1])


@pytest.mark.parametrize(
    ("scope", "place"), [(Scope.SLICE, (..., 1, 0)), (Scope.FILTER, (..., 0)), (Scope.BANK, ...)]
)
def test_a_change_is_for_a_slice_a_filter_or_the_bank(scope, place):
    wanted = BANK.copy()
    wanted[place] *= -1
    assert np.array_equal(changed(BANK, CHANGES["negate"], scope, filter=0, channel=1), wanted)


def test_of_an_oblong_kernel_only_the_whole_bank_is_turned():
    bank = np.zeros((1, 5, 1, 2), np.float32)
    assert changed(bank, CHANGES["rotate"], Scope.BANK, 0, 0).shape == (5, 1, 1, 2)
    with pytest.raises(ValueError, match="1 × 5 becomes one of 5 × 1"):
        changed(bank, CHANGES["rotate"], Scope.FILTER, 0, 0)


@pytest.mark.parametrize("kind", START_WEIGHTS)
def test_the_same_seed_gives_the_same_weights(kind):
    first, again, other = (randomised((3, 3, 2, 4), kind, seed) for seed in (7, 7, 8))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert first.dtype == np.float32


def test_smaller_kernels_stand_in_the_middle_of_every_slice():
    bank = bank_of([np.ones((1, 1)), np.ones((3, 3))], (3, 3), channels=2)
    assert bank.shape == (3, 3, 2, 2)
    assert bank[..., 0, 0].tolist() == bank[..., 1, 0].tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert bank[..., 1].min() == 1


def test_every_group_gets_all_kernels():
    bank = bank_of([KERNEL, -KERNEL], (3, 3), channels=1, groups=2)
    assert bank[0, 0, 0].tolist() == [1, -1, 1, -1]


@pytest.mark.parametrize("count", [0, MOST_FILTERS + 1])
def test_a_bank_has_from_1_to_512_filters(count):
    with pytest.raises(ValueError, match="1 to 512 filters"):
        bank_of([np.ones((1, 1))] * count, (1, 1), 1)


def test_a_kernel_that_is_too_large_is_refused():
    with pytest.raises(ValueError, match="5 × 5 does not fit into 3 × 3"):
        bank_of([np.ones((5, 5))], (3, 3), 1)
