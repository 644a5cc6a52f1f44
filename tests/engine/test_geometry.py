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
    output_length,
    pad_amount,
    source_indices,
)

PAD_MODES = {
    "reflect": "reflect",
    "symmetric": "symmetric",
    "replicate": "edge",
    "circular": "wrap",
}

axes = st.builds(
    lambda length, kernel, stride, dilation, pad, border: (length, kernel, stride, dilation, pad, border),
    st.integers(1, 12),
    st.integers(1, 5),
    st.integers(1, 4),
    st.integers(1, 3),
    st.tuples(st.integers(0, 6), st.integers(0, 6)),
    st.sampled_from(BORDERS),
).filter(lambda a: (a[1] - 1) * a[3] + 1 <= a[0] + sum(a[4]))


@pytest.mark.parametrize(
    ("length", "kernel", "pad", "stride", "dilation", "outputs"),
    [
        (4, 3, 0, 1, 1, 2),
        (5, 4, 2, 1, 1, 6),
        (5, 3, 1, 1, 1, 5),
        (5, 3, 2, 1, 1, 7),
        (5, 3, 0, 2, 1, 2),
        (5, 3, 1, 2, 1, 3),
        (6, 3, 1, 2, 1, 3),
        (7, 3, 0, 1, 2, 3),
    ],
)
def test_sizes_are_those_of_dumoulin_and_visin(length, kernel, pad, stride, dilation, outputs):
    assert output_length(length, kernel, stride, dilation, (pad, pad)) == outputs


def test_the_first_layer_of_alexnet_gives_55():  # CS231n
    assert output_length(227, 11, stride=4) == 55


def test_same_padding_puts_the_odd_cell_after_the_input():  # TensorFlow
    assert pad_amount("same", 224, 7, 2) == (2, 3)
    assert pad_amount("same", 6, 3, 2) == (0, 1)
    assert output_length(6, 3, 2, 1, (0, 1)) == 3


@given(st.integers(1, 30), st.integers(1, 7), st.integers(1, 5), st.integers(1, 4))
def test_same_padding_gives_the_length_over_the_stride_rounded_up(length, kernel, stride, dilation):
    pad = pad_amount("same", length, kernel, stride, dilation)
    assert output_length(length, kernel, stride, dilation, pad) == -(-length // stride)


def test_full_padding_lets_every_window_stand_that_touches_the_input():
    assert pad_amount("full", 5, 3, 1, 2) == (4, 4)


def test_causal_padding_stands_before_the_input_alone():
    assert pad_amount("causal", 8, 3, 1, 2) == (4, 0)


def test_explicit_padding_passes_through():
    assert pad_amount((1, 4), 5, 3) == (1, 4)


def test_an_unknown_padding_is_refused():
    with pytest.raises(ValueError, match="Received: 'middle'"):
        pad_amount("middle", 5, 3)


def test_a_window_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"a window of 5 \(kernel 3, dilation 2\) on 4"):
        output_length(4, 3, dilation=2)


@pytest.mark.parametrize("name", ["length", "kernel", "stride", "dilation"])
def test_numbers_below_one_are_refused_by_name(name):
    with pytest.raises(ValueError, match=f"{name}=0"):
        output_length(**{"length": 5, "kernel": 3, name: 0})


def test_negative_padding_is_refused():
    with pytest.raises(ValueError, match="must not be negative"):
        output_length(5, 3, pad=(0, -1))


@pytest.mark.parametrize(
    ("border", "expected"),
    [
        ("zeros", [0, 0, 1, 2, 3, 4, 0, 0]),
        ("reflect", [3, 2, 1, 2, 3, 4, 3, 2]),
        ("symmetric", [2, 1, 1, 2, 3, 4, 4, 3]),
        ("replicate", [1, 1, 1, 2, 3, 4, 4, 4]),
        ("circular", [3, 4, 1, 2, 3, 4, 1, 2]),
    ],
)
def test_borders_continue_one_two_three_four(border, expected):
    cells = np.array([1, 2, 3, 4, 0])  # the last one is found by the index -1
    assert cells[source_indices(4, (2, 2), border)].tolist() == expected


@pytest.mark.parametrize("border", PAD_MODES)
@given(length=st.integers(1, 6), before=st.integers(0, 20), after=st.integers(0, 20))
def test_borders_are_those_of_numpy_also_past_the_length_of_the_input(border, length, before, after):
    padded = np.pad(np.arange(length), (before, after), mode=PAD_MODES[border])
    assert source_indices(length, (before, after), border).tolist() == padded.tolist()


def test_an_unknown_border_is_refused():
    with pytest.raises(ValueError, match="Received: 'mirror'"):
        source_indices(4, (1, 1), "mirror")
    with pytest.raises(ValueError, match="Received: 'mirror'"):
        Axis(4, 3, border="mirror")


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
    outputs, cells = axis.met(tap)
    expected = [(o, axis.sources(o)[tap]) for o in range(axis.outputs) if axis.sources(o)[tap] >= 0]
    met = zip(np.arange(axis.outputs)[outputs], np.arange(axis.length)[cells], strict=True)
    assert list(met) == expected


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
