"""The rectangle that changed: never too small, and hardly larger than it must be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine.box import Box
from convstudio.files.films.changes import Changes


def test_of_the_first_frame_everything_is_new():
    assert Changes().of(np.zeros((5, 7, 3), np.uint8)) == Box(0, 5, 0, 7)


def test_where_nothing_changed_it_is_a_single_pixel():
    changes, frame = Changes(), np.ones((5, 7, 3), np.uint8)
    changes.of(frame)
    box = changes.of(frame.copy())
    assert box == Box(0, 1, 0, 1)
    assert changes.same(box).all()


@given(st.integers(1, 20), st.integers(1, 40), st.data())
def test_all_that_changed_lies_inside_and_little_else(rows, cols, data):
    top, bottom = sorted(data.draw(st.tuples(*[st.integers(0, rows - 1)] * 2)))
    left, right = sorted(data.draw(st.tuples(*[st.integers(0, cols - 1)] * 2)))
    before = np.zeros((rows, cols, 3), np.uint8)
    after = before.copy()
    after[top, left] = after[bottom, right] = (0, 0, 9)
    changes = Changes()
    changes.of(before)
    box = changes.of(after)
    assert (box.top, box.bottom) == (top, bottom + 1)
    assert left - 3 < box.left <= left
    assert right < box.right <= min(cols, right + 4)
    assert np.array_equal(changes.same(box), (before == after).all(axis=2)[box.slices])


@pytest.mark.parametrize(
    "frame",
    [
        np.zeros((4, 4, 3)),
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((4, 5, 3), "u1"),
    ],
)
def test_what_is_no_frame_of_this_film_is_refused(frame):
    changes = Changes()
    changes.of(np.zeros((4, 4, 3), np.uint8))
    with pytest.raises(ValueError, match=r"frames are uint8 \(rows, cols, 3\) of one shape, not"):
        changes.of(frame)
