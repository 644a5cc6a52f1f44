"""What is kept of a training, and what goes when memory is full."""

import numpy as np
import pytest

from convstudio.model.timeline import Timeline
from convstudio.nn.callbacks import Means
from convstudio.nn.course import Moment, Place
from convstudio.nn.dice import Dice
from convstudio.nn.learner import Memory


def moment(steps, values=1000, order=None):
    place = Place(steps, 0, steps, order, Means())
    return Moment(place, Memory([np.full(values, steps, np.float64)], (steps, ()), Dice(0).state))


SIZE = moment(0).memory.nbytes


def filled(steps, limit):
    timeline = Timeline(limit)
    for step in range(steps + 1):
        if timeline.is_due(step):
            timeline.keep(moment(step))
        timeline.log({"loss": float(step)})
    timeline.keep_last(moment(steps))
    return timeline


def test_every_step_is_kept_while_there_is_room():
    timeline = filled(5, 100 * SIZE)
    assert timeline.every == 1
    assert timeline.kept == [0, 1, 2, 3, 4, 5]
    assert timeline.nbytes == 6 * SIZE


def test_a_full_timeline_is_thinned_out_evenly_and_keeps_the_first_and_the_last():
    timeline = filled(21, 6 * SIZE)
    assert timeline.every == 4
    assert timeline.kept == [0, 4, 8, 12, 16, 20, 21]
    assert timeline.nbytes == 6 * SIZE


def test_where_nothing_fits_the_first_and_the_last_are_kept():
    assert filled(9, 1).kept == [0, 9]


def test_the_numbers_of_every_step_are_kept_even_if_the_moment_is_not():
    timeline = filled(21, 6 * SIZE)
    assert timeline.curve().tolist() == list(range(22))
    assert timeline.logs_at(7) == {"loss": 7}
    assert timeline.logs_at(22) == {}
    assert timeline.curve("accuracy").size == 0


def test_the_nearest_moment_is_the_last_that_is_not_later():
    timeline = filled(21, 6 * SIZE)
    assert [timeline.nearest(steps) for steps in (-1, 0, 3, 4, 20, 21, 99)] == [0, 0, 0, 4, 20, 21, 21]
    assert timeline.at(21).memory.values[0][0] == 21
    with pytest.raises(ValueError, match=r"every 4 steps. Received: 7"):
        timeline.at(7)
    with pytest.raises(ValueError, match="Nothing has been trained"):
        Timeline(0).nearest(3)


def test_a_branch_ends_with_its_moment_and_lives_on_its_own():
    timeline = filled(21, 6 * SIZE)
    timeline.log_epoch(8, {"loss": 1.0})
    timeline.log_epoch(16, {"loss": 2.0})
    branch = timeline.until(12)
    branch.log({"loss": 99.0})
    assert branch.kept == [0, 4, 8, 12]
    assert branch.curve().tolist() == [*range(12), 99]
    assert [epoch.steps for epoch in branch.epochs] == [8]
    assert timeline.kept[-1] == 21
    assert timeline.logs_at(12) == {"loss": 12}
    assert timeline.until(21).kept == timeline.kept


def test_a_last_moment_takes_those_after_it_away():
    timeline = filled(5, 100 * SIZE)
    timeline.keep_last(moment(3))
    assert timeline.kept == [0, 1, 2, 3]
    assert timeline.nbytes == 4 * SIZE


def test_the_order_of_the_samples_counts_once_an_epoch():
    order = np.arange(500)
    timeline = Timeline(1e9)
    for step in range(3):
        timeline.keep(moment(step, order=order))
    assert timeline.nbytes == 3 * SIZE + order.nbytes
