"""Numbers that can be checked by hand."""

import numpy as np
import pytest

from convstudio.engine.geometry import Geometry
from convstudio.engine.gradient_walk import GradientWalk, PlaceMeetings, WindowMeetings

INPUT = np.array([[1.0, 2, 3], [4, 5, 6], [7, 8, 9]])
ERROR = np.array([[1.0, -1], [0, 2]])


def window_walk(**words):
    geometry = Geometry.build((3, 3), (2, 2))
    return GradientWalk(WindowMeetings(INPUT[None], ERROR[None], geometry, **words))


def test_each_position_adds_its_window_times_its_error():
    walk = window_walk()
    assert len(walk) == 4
    assert walk[0].running.tolist() == [[1, 2], [4, 5]]
    second = walk[1]
    assert (second.sample, second.row, second.col) == (0, 0, 1)
    assert second.cells.tolist() == [[2, 3], [5, 6]]
    assert second.errors.tolist() == [[-1, -1], [-1, -1]]
    assert second.products.tolist() == [[-2, -3], [-5, -6]]
    assert second.before.tolist() == [[1, 2], [4, 5]]
    assert second.running.tolist() == [[-1, -1], [-1, -1]]
    assert walk.total.tolist() == [[9, 11], [15, 17]]
    assert walk[-1].running.tolist() == walk.total.tolist()


def test_a_kernel_that_is_turned_around_meets_the_window_from_its_end():
    step = window_walk(flip=True)[0]
    assert step.cells.tolist() == [[5, 4], [2, 1]]
    assert step.patch.positions.tolist() == [[[1, 1], [1, 0]], [[0, 1], [0, 0]]]


def test_padding_counts_as_zero_and_a_border_as_what_stands_there():
    zeros = Geometry.build((3, 3), (3, 3), padding="same")
    circular = Geometry.build((3, 3), (3, 3), padding="same", border="circular")
    errors = np.ones((1, 3, 3))
    first, other = (GradientWalk(WindowMeetings(INPUT[None], errors, g))[0] for g in (zeros, circular))
    assert first.cells.tolist() == [[0, 0, 0], [0, 1, 2], [0, 4, 5]]
    assert other.cells.tolist() == [[9, 7, 8], [3, 1, 2], [6, 4, 5]]
    assert first.patch.inside.tolist() == [[False] * 3, [False, True, True], [False, True, True]]


def test_samples_come_one_after_the_other():
    geometry = Geometry.build((1, 2), (1, 1))
    x, errors = np.array([[[1.0, 2]], [[3, 4]]]), np.array([[[1.0, 1]], [[10, 10]]])
    walk = GradientWalk(WindowMeetings(x, errors, geometry))
    assert [(step.sample, step.col, step.running.item()) for step in walk] == [
        (0, 0, 1),
        (0, 1, 3),
        (1, 0, 33),
        (1, 1, 73),
    ]
    assert [step.index for step in walk[1:3]] == [1, 2]


def test_weights_that_mix_channels_meet_a_cell_of_each():
    cells, errors = np.array([[[[1.0, 2, 3, 4]]]]), np.array([[[[10.0]]]])
    step = GradientWalk(PlaceMeetings(cells, errors, (2, 2)))[0]
    assert step.products.tolist() == [[10, 20], [30, 40]]
    assert step.patch is None


def test_beyond_the_last_position_there_is_nothing():
    with pytest.raises(IndexError, match="4 steps"):
        window_walk()[4]
