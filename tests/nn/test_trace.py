"""Sensitivities of a stack: what finite differences say of it."""

import numpy as np
import pytest

from convstudio.nn import (
    AveragePooling2D,
    BatchNormalization,
    Conv1D,
    Conv2D,
    Dense,
    Flatten,
    LeakyReLU,
    MaxPooling1D,
    MaxPooling2D,
    SeparableConv2D,
    UpSampling2D,
)
from convstudio.nn.receptive_field import cover, regions, shapes_of
from convstudio.nn.shapes import planar_shape
from convstudio.nn.trace import Part, Trace

STACKS = {
    "LeNet": (
        (12, 12, 2),
        lambda: [
            Conv2D(3, 3, activation="relu"),
            MaxPooling2D(2),
            Conv2D(4, 3, activation="relu", padding="same"),
            AveragePooling2D(2),
            Flatten(),
            Dense(5, activation="tanh"),
            Dense(3, activation="softmax"),
        ],
    ),
    "separable": (
        (9, 8, 3),
        lambda: [
            SeparableConv2D(4, 3, strides=2, padding="same"),
            BatchNormalization(),
            LeakyReLU(),
            UpSampling2D(2),
            Conv2D(2, 3, groups=2, border="reflect", padding="same"),
        ],
    ),
    "line": (
        (20, 2),
        lambda: [Conv1D(3, 3, padding="causal", dilation_rate=2, activation="relu"), MaxPooling1D(2)],
    ),
}


def traced(name, dtype="float64"):
    shape, make = STACKS[name]
    layers, shapes = make(), [shape]
    random = np.random.default_rng(4)
    for layer in layers:
        layer.dtype = dtype
        layer.build((None, *shapes[-1]))
        layer.set_weights([w + random.normal(0, 0.3, w.shape) ** 2 for w in layer.get_weights()])
        shapes.append(layer.output_shape_for(shapes[-1]))
    return Trace(layers, shapes, levels(layers, shapes, random.normal(size=planar_shape(shape))))


def levels(layers, shapes, x):
    found = [x]
    for layer, shape in zip(layers, shapes, strict=False):
        found.append(layer.forward(found[-1][None].astype(layer.dtype), shape)[0])
    return found


def spread_out(part, shape):
    """A part as an array over the whole level."""
    whole = np.zeros(planar_shape(shape))
    if part is not None:
        whole[part.box.slices] = part.values
    return whole


def middle(shape):
    return tuple(size // 2 for size in planar_shape(shape))


every = pytest.mark.parametrize("name", STACKS)


@every
def test_what_a_cell_influences_is_what_finite_differences_say(name):
    trace = traced(name)
    row, col = (0, 7) if name == "line" else (4, 5)
    for channel in (1, None):
        change = np.zeros_like(trace.levels[0])
        change[row, col, slice(None) if channel is None else channel] = 1e-6
        ahead, behind = (
            levels(trace.layers, trace.shapes, trace.levels[0] + sign * change) for sign in (1, -1)
        )
        for part, after, before, shape in zip(
            trace.influence(0, (row, col, channel)), ahead, behind, trace.shapes, strict=True
        ):
            np.testing.assert_allclose(spread_out(part, shape), (after - before) / 2e-6, atol=1e-7)


@every
def test_a_gradient_is_what_finite_differences_say(name):
    trace = traced(name)
    last = len(trace.layers)
    cell = middle(trace.shapes[last])
    found = spread_out(trace.gradients(last, cell)[0], trace.shapes[0])
    for place in np.ndindex(found.shape):
        ends = []
        for step in (1e-6, -1e-6):
            x = trace.levels[0].copy()
            x[place] += step
            ends.append(levels(trace.layers, trace.shapes, x)[-1][cell])
        assert found[place] == pytest.approx((ends[0] - ends[1]) / 2e-6, abs=1e-7)


@every
def test_gradients_of_every_level_agree_with_influences(name):
    trace = traced(name)
    last = len(trace.layers)
    cell = middle(trace.shapes[last])
    for level, part in enumerate(trace.gradients(last, cell)):
        place = middle(trace.shapes[level])
        influence = spread_out(trace.influence(level, place)[-1], trace.shapes[last])
        assert spread_out(part, trace.shapes[level])[place] == pytest.approx(influence[cell])


@every
def test_influence_of_a_later_cell_begins_at_its_own_level(name):
    trace = traced(name)
    parts = trace.influence(1, (0, 1, 1))
    assert len(parts) == len(trace.shapes) - 1
    assert parts[0].box == (0, 1, 1, 2)


def test_a_gradient_stays_within_the_receptive_field():
    trace = traced("LeNet")
    seen = regions(trace.layers, trace.shapes, 3, (0, 0, 2))
    parts = trace.gradients(3, (0, 0, 2))
    assert [part.box for part in parts] == [cover(region) for region in seen]


def test_where_only_padding_is_seen_there_is_no_gradient():
    layer = Conv2D(1, 1, padding=((2, 0), (0, 0)))
    layer.build((None, 3, 3, 1))
    shapes = shapes_of([layer], (3, 3, 1))
    x = np.ones((3, 3, 1), np.float32)
    trace = Trace([layer], shapes, levels([layer], shapes, x))
    assert trace.gradients(1, (0, 0, 0))[0] is None


def test_a_cell_that_is_stepped_over_influences_nothing():
    layers = [Conv2D(1, 1, strides=2), Conv2D(1, 1)]
    shapes = shapes_of(layers, (4, 4, 1))
    for layer, shape in zip(layers, shapes, strict=False):
        layer.build((None, *shape))
    trace = Trace(layers, shapes, levels(layers, shapes, np.ones((4, 4, 1), np.float32)))
    assert trace.influence(0, (1, 1, 0))[1:] == [None, None]


def test_the_reach_of_a_part_is_its_largest_number():
    assert Part((0, 1, 0, 2), np.array([[[-3.0], [np.nan]]])).reach == 3
