"""Why a value is what it is: parts that add up to it."""

import numpy as np
import pytest

from convstudio.nn import (
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Flatten,
    MaxPooling2D,
    ReLU,
    Softmax,
)
from convstudio.nn.contributions import why_from_pixels, why_in_layer
from convstudio.nn.shapes import planar_shape
from convstudio.nn.trace import Trace


def traced(layers, shape=(12, 12, 3), seed=0):
    random = np.random.default_rng(seed)
    shapes, planes = [shape], [random.normal(size=planar_shape(shape)).astype(np.float32)]
    for layer in layers:
        layer.build((None, *shapes[-1]))
        layer.set_weights([w + random.normal(0, 0.3, w.shape) ** 2 for w in layer.get_weights()])
        planes.append(layer.forward(planes[-1][None], shapes[-1])[0])
        shapes.append(layer.output_shape_for(shapes[-1]))
    return Trace(layers, shapes, planes)


def straight_stack():
    return [
        Conv2D(4, 3, activation="relu"),
        MaxPooling2D(2),
        BatchNormalization(),
        DepthwiseConv2D(3, padding="same", border="circular", activation="leaky_relu"),
        AveragePooling2D(2, padding="same"),
        ReLU(max_value=1.5),
        Flatten(),
        Dense(6, activation="relu6"),
        Dense(3),
    ]


def cells(trace, level):
    planes = planar_shape(trace.shapes[level])
    return [(0, 0, 0), tuple(size - 1 for size in planes), tuple(size // 2 for size in planes)]


LEVELS = range(1, len(straight_stack()) + 1)


@pytest.mark.parametrize("level", LEVELS)
def test_contributions_within_a_layer_add_up_to_the_value(level):
    trace = traced(straight_stack())
    for cell in cells(trace, level):
        why = why_in_layer(trace, level, cell)
        size = np.abs(why.products.values).sum() + 1
        assert why.total == pytest.approx(why.before, abs=1e-6 * size)
        assert why.value == float(trace.levels[level][cell])
        assert why.bent == ()


@pytest.mark.parametrize("level", LEVELS)
def test_contributions_of_pixels_and_biases_add_up_to_the_value(level):
    trace = traced(straight_stack())
    for cell in cells(trace, level):
        why = why_from_pixels(trace, level, cell)
        size = np.abs(why.products.values).sum() + sum(abs(bias) for _, bias in why.constants) + 1
        assert why.total == pytest.approx(why.value, abs=2e-6 * size)
        assert why.bent == ()


def test_without_biases_pixels_alone_make_the_value():
    layers = [Conv2D(4, 3, activation="relu", use_bias=False), MaxPooling2D(2), Conv2D(2, 3, use_bias=False)]
    trace = traced(layers)
    why = why_from_pixels(trace, 3, (1, 2, 1))
    assert float(why.products.values.sum()) == pytest.approx(why.value, rel=1e-5)
    assert all(abs(constant) < 1e-5 for _, constant in why.constants)


def test_a_sum_names_each_channel_and_the_bias():
    layer = Conv2D(1, 1, activation="relu", input_shape=(1, 1, 2))
    layer.build((None, 1, 1, 2))
    layer.set_weights([np.array([[[[2.0], [-5.0]]]]), [0.5]])
    x = np.array([[[3.0, 1.0]]], np.float32)
    trace = Trace([layer], [(1, 1, 2), (1, 1, 1)], [x, layer.forward(x[None], (1, 1, 2))[0]])
    why = why_in_layer(trace, 1, (0, 0, 0))
    assert why.channel_sums.tolist() == [6, -5]
    assert why.constants == ((0, 0.5),)
    assert (why.before, why.value) == (1.5, 1.5)


def test_behind_a_closed_gate_no_pixel_counts():
    layer = Conv2D(1, 1, activation="relu")
    layer.build((None, 1, 1, 1))
    layer.set_weights([np.array([[[[-1.0]]]]), [0.5]])
    x = np.full((1, 1, 1), 3, np.float32)
    trace = Trace([layer], [(1, 1, 1), (1, 1, 1)], [x, layer.forward(x[None], (1, 1, 1))[0]])
    assert why_in_layer(trace, 1, (0, 0, 0)).before == -2.5
    why = why_from_pixels(trace, 1, (0, 0, 0))
    assert (why.value, why.total) == (0, 0)


def test_a_bent_activation_between_makes_it_an_approximation():
    trace = traced([Conv2D(2, 3, activation="sigmoid"), Conv2D(2, 3), Softmax()])
    assert why_in_layer(trace, 1, (0, 0, 0)).bent == ()  # what stands before the activation is a sum
    assert why_from_pixels(trace, 1, (0, 0, 0)).bent == (0,)
    assert why_from_pixels(trace, 2, (0, 0, 0)).bent == (0,)
    assert why_in_layer(trace, 3, (0, 0, 0)).bent == (2,)


def test_the_input_is_not_explained():
    with pytest.raises(ValueError, match="level=0"):
        why_in_layer(traced([ReLU()]), 0, (0, 0, 0))


def test_where_only_padding_is_seen_the_bias_is_all():
    layer = Conv2D(1, 1, padding=((2, 0), (0, 0)))
    layer.build((None, 3, 3, 1))
    layer.set_weights([np.ones((1, 1, 1, 1)), [0.25]])
    x = np.ones((3, 3, 1), np.float32)
    trace = Trace([layer], [(3, 3, 1), (5, 3, 1)], [x, layer.forward(x[None], (3, 3, 1))[0]])
    for why in (why_in_layer(trace, 1, (0, 0, 0)), why_from_pixels(trace, 1, (0, 0, 0))):
        assert why.products is None
        assert why.total == why.value == 0.25
