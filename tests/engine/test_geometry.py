import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine.geometry import (
    BORDERS,
    Axis,
    Box,
    Geometry,
    runs,
)

axes = st.builds(
    lambda length, kernel, stride, dilation, pad, border: (length, kernel, stride, dilation, pad, border),
    st.integers(1, 12),
    st.integers(1, 5),
    st.integers(1, 4),
    st.integers(1, 3),
    st.tuples(st.integers(0, 6), st.integers(0, 6)),
    st.sampled_from(BORDERS),
).filter(lambda a: (a[1] - 1) * a[3] + 1 <= a[0] + sum(a[4]))


def part_of(data, length):
    start = data.draw(st.integers(0, length - 1))
    return range(start, data.draw(st.integers(start + 1, length)))


def test_an_axis_tells_what_stands_under_the_window():
    axis = Axis(5, 3, stride=2, dilation=2, pad=(1, 2), border="circular")
    assert (axis.span, axis.padded, axis.outputs) == (5, 8, 2)
    assert list(axis.positions(0)) == [-1, 1, 3]
    assert axis.sources(0).tolist() == [4, 1, 3]
    assert list(axis.positions(1)) == [1, 3, 5]
    assert axis.sources(1).tolist() == [1, 3, 0]


def test_zeros_have_no_source():
    assert Axis(3, 3, pad=(1, 1)).sources(0).tolist() == [-1, 0, 1]


@given(axes, st.data())
def test_the_outputs_that_an_edit_reaches_are_those_that_see_it(arguments, data):
    axis = Axis(*arguments)
    first = data.draw(st.integers(0, axis.length - 1))
    last = data.draw(st.integers(first + 1, axis.length))
    touched = set(range(first, last))
    expected = [o for o in range(axis.outputs) if touched & set(axis.sources(o).tolist())]
    ranges = axis.reached(first, last)
    assert [output for piece in ranges for output in piece] == expected
    assert all(a.stop < b.start for a, b in itertools.pairwise(ranges))


def test_nothing_touched_reaches_nothing():
    assert Axis(5, 3).reached(2, 2) == ()


@given(axes, st.data())
def test_the_users_of_a_cell_are_all_windows_and_weights_that_meet_it(arguments, data):
    axis = Axis(*arguments)
    cell = data.draw(st.integers(0, axis.length - 1))
    expected = [
        (output, tap)
        for output in range(axis.outputs)
        for tap, source in enumerate(axis.sources(output))
        if source == cell
    ]
    assert axis.users(cell) == expected


@given(axes, st.data())
def test_a_weight_meets_one_cell_in_every_window_that_does_not_hang_over_zeros(arguments, data):
    axis = Axis(*arguments)
    tap = data.draw(st.integers(0, axis.kernel - 1))
    outputs, cells = part_of(data, axis.outputs), part_of(data, axis.length)
    expected = [(o, axis.sources(o)[tap]) for o in outputs if axis.sources(o)[tap] in cells]
    at, met = axis.met(tap, outputs, cells)
    assert list(zip(np.array(outputs)[at], np.array(cells)[met], strict=True)) == expected


def test_all_outputs_and_cells_are_met_where_nothing_else_is_asked():
    assert Axis(5, 3, pad=(1, 1)).met(0) == (slice(1, 5), slice(0, 4, 1))


@given(axes, st.data())
def test_the_seen_cells_are_those_under_some_windows(arguments, data):
    axis = Axis(*arguments)
    outputs = part_of(data, axis.outputs)
    expected = {source for output in outputs for source in axis.sources(output).tolist()} - {-1}
    ranges = axis.seen(outputs.start, outputs.stop)
    assert [cell for piece in ranges for cell in piece] == sorted(expected)


def test_numbers_fall_into_runs():
    assert runs(np.array([1, 2, 3, 7, 9, 10])) == (range(1, 4), range(7, 8), range(9, 11))
    assert runs(np.array([], int)) == ()


@given(axes)
def test_the_unseen_cells_are_under_no_window(arguments):
    axis = Axis(*arguments)
    seen = {source for output in range(axis.outputs) for source in axis.sources(output).tolist()}
    assert axis.unseen().tolist() == [cell for cell in range(axis.length) if cell not in seen]


def test_a_stride_of_three_with_two_weights_steps_over_every_third_cell():
    assert Axis(8, 2, stride=3).unseen().tolist() == [2, 5]


def test_a_grid_is_two_axes():
    geometry = Geometry.build((8, 6), (3, 3), strides=(2, 1), padding="same")
    assert geometry.rows == Axis(8, 3, 2, 1, (0, 1))
    assert geometry.cols == Axis(6, 3, 1, 1, (1, 1))
    assert geometry.outputs == (4, 6)


def test_explicit_padding_of_a_grid_is_rows_then_columns():
    geometry = Geometry.build((2, 2), (1, 1), padding=((1, 2), (3, 4)), border="reflect")
    assert (geometry.rows.pad, geometry.cols.pad) == ((1, 2), (3, 4))
    assert (geometry.rows.border, geometry.cols.border) == ("reflect", "reflect")


def test_the_window_of_a_cell_may_hang_over_the_edge():
    geometry = Geometry.build((8, 8), (3, 3), padding="same")
    assert geometry.window(0, 7) == Box(-1, 2, 6, 9)


def test_a_dilated_window_is_reached_in_separate_blocks():
    geometry = Geometry.build((5, 5), (1, 2), dilation=(1, 2))
    assert geometry.reached(Box(2, 3, 2, 3)) == (Box(2, 3, 0, 1), Box(2, 3, 2, 3))


def test_the_middle_cell_of_a_3x3_grid_is_used_by_one_window_with_the_middle_weight():
    geometry = Geometry.build((3, 3), (3, 3))
    assert geometry.users(1, 1) == [((0, 0), (1, 1))]


@given(axes, axes, st.data())
def test_users_of_a_cell_in_two_dimensions(down, right, data):
    geometry = Geometry(Axis(*down), Axis(*right))
    row = data.draw(st.integers(0, geometry.rows.length - 1))
    col = data.draw(st.integers(0, geometry.cols.length - 1))
    outputs = {output for output, _ in geometry.users(row, col)}
    boxes = geometry.reached(Box(row, row + 1, col, col + 1))
    assert outputs == {(r, c) for box in boxes for r in box.rows for c in box.cols}
    assert sum(box.size for box in boxes) == len(outputs)


def test_an_axis_with_an_unknown_border_is_refused():
    with pytest.raises(ValueError, match="Received: 'mirror'"):
        Axis(4, 3, border="mirror")
