import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.engine.geometry import BORDERS, Box
from convstudio.nn import Conv1D, Conv2D, ReLU, Sequential
from convstudio.nn.live import Change, LiveStack

SHAPE = (9, 8, 2)


def random(shape=SHAPE, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def live_stack(*layers, x=None):
    x = random() if x is None else x
    model = Sequential(layers)
    model.build((None, *x.shape))
    stack = LiveStack(model.layers, x)
    stack.compute()
    return stack


def fresh(stack):
    """What a new stack of the same layers gives for the same input."""
    again = LiveStack(stack.layers, stack.x)
    again.compute()
    return again.outputs


def assert_up_to_date(stack):
    for output, expected in zip(stack.outputs, fresh(stack), strict=True):
        assert output == pytest.approx(expected, abs=1e-9)


def conv(filters=2, kernel=3, **words):
    return Conv2D(filters, kernel, dtype="float64", seed=7, bias_initializer="ones", **words)


convs = st.builds(
    lambda kernel, step, **words: conv(2, kernel, **step, **words),
    st.integers(1, 3),
    st.sampled_from([{}, {"strides": 2}, {"dilation_rate": 2}]),
    padding=st.sampled_from(["same", "full", ((0, 2), (3, 0))]),
    border=st.sampled_from(BORDERS),
    groups=st.integers(1, 2),
    flip=st.booleans(),
    activation=st.sampled_from(["linear", "relu", "tanh", "softmax"]),
)
stacks = st.lists(convs, min_size=1, max_size=3)


def test_a_stack_gives_what_the_model_gives():
    model = Sequential([conv(), conv(3, strides=2)])
    given = model.activations(random()[None])
    stack = live_stack(*model.layers)
    assert all(np.allclose(a, b[0]) for a, b in zip(stack.outputs, given, strict=True))


@settings(deadline=None)
@given(stacks, st.data())
def test_edited_cells_bring_all_layers_up_to_date(layers, data):
    stack = live_stack(*layers)
    top, left = data.draw(st.integers(0, 8)), data.draw(st.integers(0, 7))
    box = Box(top, data.draw(st.integers(top + 1, 9)), left, data.draw(st.integers(left + 1, 8)))
    before = [output.copy() for output in stack.outputs]
    changes = stack.set_cells(box, random((*box.shape, 2), seed=1))
    assert_up_to_date(stack)
    for number, (old, new) in enumerate(zip(before, stack.outputs, strict=True)):
        told = np.zeros(new.shape[:2], bool)
        for change in changes:
            for part in change.boxes or (Box.whole(new.shape),):
                told[part.slices] |= change.layer == number
        assert (old == new).all(axis=-1)[~told].all()


@settings(deadline=None)
@given(stacks, st.data())
def test_edited_weights_bring_all_layers_up_to_date(layers, data):
    stack = live_stack(*layers)
    number = data.draw(st.integers(0, len(layers) - 1))
    for value in (0.5, -2.0):  # the second goes on with the gesture that the first began
        index = tuple(data.draw(st.integers(0, size - 1)) for size in layers[number].kernel.shape)
        changes = stack.set_weight(number, index, value)
        assert layers[number].kernel[index] == value
        assert [change.layer for change in changes] == list(range(number, len(layers)))
        assert_up_to_date(stack)


@settings(deadline=None)
@given(stacks, st.data())
def test_an_edited_filter_or_bias_brings_all_layers_up_to_date(layers, data):
    stack = live_stack(*layers)
    number, filter = data.draw(st.integers(0, len(layers) - 1)), data.draw(st.integers(0, 1))
    weights = random(layers[number].kernel.shape[:-1], seed=2)
    stack.set_filter(number, filter, weights, bias=3.0)
    assert (layers[number].kernel[..., filter] == weights).all()
    assert layers[number].bias[filter] == 3
    assert_up_to_date(stack)
    stack.set_bias(number, filter, -1.0)
    assert layers[number].bias[filter] == -1
    assert_up_to_date(stack)


def test_one_cell_reaches_nine_cells_and_then_twenty_five():
    stack = live_stack(conv(padding="same"), conv(padding="same"))
    changes = stack.set_cells(Box(4, 5, 4, 5), 9)
    assert changes == [Change(0, (Box(3, 6, 3, 6),), None), Change(1, (Box(2, 7, 2, 7),), None)]


def test_one_weight_changes_one_map_of_its_layer_and_all_after():
    stack = live_stack(conv(), conv())
    assert stack.set_weight(0, (0, 0, 0, 1), 5) == [
        Change(0, None, range(1, 2)),
        Change(1, None, None),
    ]


def test_softmax_changes_all_maps():
    stack = live_stack(conv(activation="softmax"))
    assert stack.set_weight(0, (0, 0, 0, 1), 5) == [Change(0, None, None)]


def test_a_cell_that_no_window_sees_changes_nothing():
    stack = live_stack(conv(kernel=1, strides=2))
    assert stack.set_cells(Box(1, 2, 0, 8), 9) == []


def test_the_input_of_the_caller_stays_as_it_is():
    x = random()
    live_stack(conv(), x=x).set_cells(Box(0, 1, 0, 1), 9)
    assert (x == random()).all()


def test_lines_are_kept_up_to_date_too():
    layers = [Conv1D(2, 3, padding="causal", seed=1), Conv1D(1, 3, dilation_rate=2, seed=2)]
    model = Sequential(layers)
    model.build((None, 12, 1))
    stack = LiveStack(layers, random((1, 12, 1)))
    stack.compute()
    stack.set_cells(Box(0, 1, 5, 6), 9)
    stack.set_weight(0, (1, 0, 1), 3)
    for output, expected in zip(stack.outputs, fresh(stack), strict=True):
        assert output == pytest.approx(expected, abs=1e-5)
    assert [output.shape for output in stack.outputs] == [(1, 12, 2), (1, 8, 1)]


def test_a_removed_infinity_leaves_nothing_behind():
    stack = live_stack(conv())
    stack.set_cells(Box(0, 1, 0, 1), np.inf)
    stack.set_weight(0, (0, 0, 0, 0), 2)
    stack.set_weight(0, (0, 0, 0, 0), 0)
    stack.set_cells(Box(0, 1, 0, 1), 1)
    assert np.isfinite(stack.outputs[0]).all()
    assert_up_to_date(stack)


def test_refreshing_takes_the_rounding_errors_away():
    layer = Conv2D(1, 1, seed=1)
    stack = live_stack(layer, x=random((5, 5, 1)))
    for value in np.linspace(0, 1000, 50):
        stack.set_weight(0, (0, 0, 0, 0), value)
    assert stack.outputs[0] == pytest.approx(fresh(stack)[0], rel=1e-3)
    stack.refresh()
    assert (stack.outputs[0] == fresh(stack)[0]).all()


def test_a_layer_that_does_not_fit_is_told_and_everything_before_it_lives():
    first, second, third = conv(), conv(), conv()
    for layer in (first, third):
        layer.build((None, 9, 8, 2))
    second.build((None, 9, 8, 5))
    stack = LiveStack([first, second, third], random())
    stack.compute()
    assert "built for inputs of shape (9, 8, 5)" in stack.problems[1]
    assert stack.problems[2] == "Layer 2 does not fit its input."
    assert [output is None for output in stack.outputs] == [False, True, True]
    assert [change.layer for change in stack.set_cells(Box(0, 1, 0, 1), 9)] == [0]
    assert stack.set_bias(1, 0, 1.0) == []


def test_cancelled_work_leaves_unfinished_outputs_empty():
    stack = live_stack(conv(), conv())
    answers = iter([False, False, False, True])
    stack.compute(lambda: next(answers, True))
    assert stack.outputs[1] is None


def test_a_refreshed_output_stays_where_it_is():
    stack = live_stack(conv())
    before = stack.outputs[0]
    stack.refresh()
    assert np.shares_memory(stack.outputs[0], before)


def test_large_maps_are_cancelled_on_the_way():
    stack = live_stack(ReLU(), x=np.ones((600, 600, 1)))
    answers = iter([False, False, True])
    stack.compute(lambda: next(answers, True))
    assert stack.outputs == [None]
    stack.compute()
    assert (stack.outputs[0] == 1).all()


def test_edits_before_the_first_pass_are_kept_for_it():
    layer = conv()
    layer.build((None, *SHAPE))
    stack = LiveStack([layer], random())
    assert stack.set_cells(Box(0, 1, 0, 1), 9) == []
    assert stack.set_weight(0, (0, 0, 0, 0), 3) == []
    stack.compute()
    assert_up_to_date(stack)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_stack_without_a_copy_follows_an_input_that_others_write_to(dtype):
    model = Sequential([Conv2D(2, 3, dtype=dtype, seed=1), ReLU(dtype=dtype)])
    model.build((None, *SHAPE))
    first, second = (random(seed=seed).astype(np.float32) for seed in (1, 2))
    stack = LiveStack(model.layers, first, copy=False)
    stack.compute()
    edited = first.copy()
    edited[2:4, 3:5] = second[2:4, 3:5]
    assert stack.follow_cells(edited, Box(2, 4, 3, 5)) == [
        Change(0, (Box(0, 4, 1, 5),), None),
        Change(1, (Box(0, 4, 1, 5),), None),
    ]
    for shown, wanted in zip(stack.outputs, fresh(stack), strict=True):
        assert shown == pytest.approx(wanted, abs=1e-5)
    assert np.array_equal(stack.x, edited)
    assert np.shares_memory(stack.x, edited) == (dtype == "float32")
