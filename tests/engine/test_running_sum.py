import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.engine.running_sum import FEWEST, MOST, RunningSums, add_up


def sums_of(terms):
    return RunningSums(lambda some: terms[some.start : some.stop], len(terms), terms.shape[1:])


def test_every_running_sum_is_the_exact_one_rounded_once():
    terms = np.random.default_rng(0).normal(size=(3 * MOST + 7, 2)) * 10.0 ** np.arange(-4, 4, 4)
    sums = sums_of(terms)
    for count in (0, 1, 2, MOST - 1, MOST, MOST + 1, 2 * MOST, 3 * MOST + 7, 5):
        for column in range(2):
            assert sums.upto(count)[column] == math.fsum(terms[:count, column])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(-1e9, 1e9), max_size=40))
def test_what_cancels_leaves_what_is_left(numbers):
    terms = np.array([*numbers, 1e-3, *(-number for number in numbers)])[:, None]
    assert sums_of(terms).upto(len(terms)).item() == 1e-3


def test_only_the_terms_that_are_needed_are_asked_for():
    asked = []

    def terms(some):
        asked.append(some)
        return np.ones((len(some), 1))

    sums = RunningSums(terms, 10 * MOST, (1,))
    assert sums.upto(MOST + 2).tolist() == [MOST + 2]
    assert asked == [range(MOST), range(MOST, MOST + 2)]
    assert sums.upto(MOST + 3).tolist() == [MOST + 3]
    assert asked[2:] == [range(MOST, MOST + 3)]


def test_what_is_prepared_is_not_asked_for_again_and_can_be_left():
    asked = []

    def terms(some):
        asked.append(some)
        return np.ones((len(some), 1000, 1000))

    sums = RunningSums(terms, 3 * FEWEST, (1000, 1000))
    sums.prepare(lambda: len(asked) == 2)
    assert asked == [range(FEWEST), range(FEWEST, 2 * FEWEST)]
    sums.prepare()
    assert len(asked) == 3
    assert (sums.upto(3 * FEWEST) == 3 * FEWEST).all()
    assert len(asked) == 3


def test_infinities_stay_what_they_are():
    sums = sums_of(np.array([[1.0, np.inf], [np.inf, -np.inf], [2.0, 1.0]]))
    assert sums.upto(1).tolist() == [1, np.inf]
    total = sums.upto(3)
    assert total[0] == np.inf
    assert np.isnan(total[1])


@pytest.mark.parametrize("count", [-1, 4])
def test_more_terms_than_there_are_are_refused(count):
    with pytest.raises(ValueError, match="There are 3 terms"):
        sums_of(np.ones((3, 1))).upto(count)


def test_a_sum_and_the_rest_that_it_misses_are_the_whole():
    high, low = add_up(np.array([[1.0], [2.0**-60], [2.0**-61]]), np.zeros(1))
    assert (high.item(), low.item()) == (1.0, 2.0**-60 + 2.0**-61)
