"""Parts of the levels of a stack, beside the whole pass."""

import numpy as np
import pytest

from convstudio.engine.geometry import BORDERS, Box
from convstudio.nn import (
    AveragePooling2D,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
    ReLU,
    SeparableConv2D,
    Sequential,
    Softmax,
    UpSampling2D,
    ZeroPadding2D,
    partial,
)
from convstudio.nn.live import LiveStack
from convstudio.nn.partial import boxes_above, boxes_below, boxes_of_slopes, partial_levels, work_of
from convstudio.nn.receptive_field import cover, regions, shapes_of

SHAPE = (16, 14, 2)
WORDS = {"dtype": "float64"}


def built(*layers):
    Sequential(layers).build((None, *SHAPE))
    x = np.random.default_rng(1).normal(size=SHAPE)
    whole = LiveStack(layers, x)
    whole.compute()
    return layers, shapes_of(layers, SHAPE), x, [x, *whole.outputs]


def conv(**words):
    return Conv2D(3, 3, seed=1, **WORDS, **words)


def one(level, row=2, col=3):
    return [None] * level + [Box(row, row + 1, col, col + 1)]


@pytest.mark.parametrize("border", BORDERS)
def test_what_a_cell_sees_is_right_and_nothing_else_is_computed(border):
    layers, shapes, x, whole = built(
        conv(padding="same", border=border), MaxPooling2D(2, **WORDS), conv(activation="relu")
    )
    boxes = boxes_below(layers, shapes, one(3))
    levels = partial_levels(layers, shapes, [x, None, None, None], boxes)
    for level, box, right in zip(levels, boxes, whole, strict=True):
        np.testing.assert_allclose(level[box.slices], right[box.slices], atol=1e-12)
    levels[1][boxes[1].slices] = 0
    assert not levels[1].any()


def test_the_blocks_hold_the_receptive_field():
    layers, shapes, *_ = built(conv(strides=2), conv(dilation_rate=2))
    boxes = boxes_below(layers, shapes, one(2, 0, 1))
    assert boxes == [cover(region) for region in regions(layers, shapes, 2, (0, 1, 0))]


def test_a_dense_unit_needs_everything():
    layers, shapes, x, whole = built(conv(), Flatten(**WORDS), Dense(4, seed=2, **WORDS))
    boxes = boxes_below(layers, shapes, one(3, 0, 0))
    assert boxes[0] == Box(0, 16, 0, 14)
    levels = partial_levels(layers, shapes, [x, None, None, None], boxes)
    np.testing.assert_allclose(levels[3], whole[3], atol=1e-12)


def test_what_is_known_is_not_computed_again():
    layers, shapes, x, whole = built(conv(), MaxPooling2D(2, **WORDS), conv())
    known = [True, False, True, False]
    boxes = boxes_below(layers, shapes, one(3), known)
    assert boxes == [None, None, Box(2, 5, 3, 6), Box(2, 3, 3, 4)]
    assert work_of(layers, shapes, boxes, known) == 3 * (9 * 3 + 1)
    levels = partial_levels(layers, shapes, [x, None, whole[2], None], one(3))
    assert levels[3][2, 3] == pytest.approx(whole[3][2, 3])
    assert not levels[1].any()


@pytest.mark.parametrize("large", [0, 1 << 23])
def test_only_what_is_asked_for_need_be_in_memory(monkeypatch, large):
    monkeypatch.setattr(partial, "LARGE", large)
    layers, shapes, x, whole = built(conv(), MaxPooling2D(2, **WORDS), conv(), Flatten(**WORDS))
    wanted = [None, None, Box(1, 4, 0, 6), Box(0, 5, 0, 4), Box(0, 1, 0, 1)]
    levels = partial_levels(layers, shapes, [x, None, None, None, None], wanted)
    for level, box, right in zip(levels[2:], wanted[2:], whole[2:], strict=True):
        np.testing.assert_allclose(level[box.slices], right[box.slices], atol=1e-12)
    assert levels[1].any() == bool(large)


LINEAR = [
    conv(),
    conv(activation="relu"),
    MaxPooling2D(2, **WORDS),
    AveragePooling2D(2, **WORDS),
    GlobalAveragePooling2D(**WORDS),
    GlobalMaxPooling2D(**WORDS),
    UpSampling2D(2, **WORDS),
    ZeroPadding2D(1, **WORDS),
    Flatten(**WORDS),
    Dropout(0.5, **WORDS),
    Dense(3, seed=1, **WORDS),
    ReLU(**WORDS),
    Softmax(**WORDS),
    SeparableConv2D(2, 3, seed=1, **WORDS),
    Conv2DTranspose(2, 3, seed=1, **WORDS),
    DepthwiseConv2D(3, seed=1, **WORDS),
]


@pytest.mark.parametrize("layer", LINEAR, ids=lambda layer: type(layer).__name__)
def test_slopes_that_do_not_follow_the_input_are_the_same_for_every_input(layer):
    layer.build((None, *SHAPE))
    random = np.random.default_rng(2)
    change, inputs = random.normal(size=(1, *SHAPE)), [random.normal(size=(1, *SHAPE)) for _ in range(2)]
    if not layer.slopes_follow_input:
        pushed = [layer.push(x, change, SHAPE) for x in inputs]
        assert np.array_equal(pushed[0], pushed[1])
        back = [layer.backward(x, pushed[0], SHAPE) for x in inputs]
        assert np.array_equal(back[0], back[1])
    assert layer.slopes_follow_input == (type(layer).__name__ in FOLLOW or layer is LINEAR[1])


FOLLOW = ("MaxPooling2D", "GlobalMaxPooling2D", "ReLU", "Softmax")


def test_slopes_depend_on_the_windows_of_what_is_not_linear():
    layers, shapes, *_ = built(conv(), conv(activation="relu"), MaxPooling2D(2, **WORDS))
    boxes = boxes_above(layers, shapes, 0, Box(5, 6, 5, 6))
    assert boxes_of_slopes(layers, shapes, boxes) == [None, Box(1, 8, 1, 8), Box(0, 6, 0, 6), None]


def test_what_an_input_cell_reaches_grows_from_layer_to_layer():
    layers, shapes, *_ = built(conv(), conv(), MaxPooling2D(2, **WORDS))
    assert boxes_above(layers, shapes, 0, Box(5, 6, 5, 6)) == [
        Box(5, 6, 5, 6),
        Box(3, 6, 3, 6),
        Box(1, 6, 1, 6),
        Box(0, 3, 0, 3),
    ]


def test_what_no_window_sees_reaches_nothing():
    layers, shapes, *_ = built(conv(strides=3, dilation_rate=1), conv())
    assert boxes_above(layers, shapes, 0, Box(15, 16, 13, 14)) == [Box(15, 16, 13, 14), None, None]


def test_the_work_is_that_of_the_places():
    layers, shapes, *_ = built(conv())
    assert work_of(layers, shapes, [None, Box(0, 2, 0, 2)]) == 4 * 3 * (9 * 2 + 1)
    assert work_of(layers, shapes, [None, None]) == 0
