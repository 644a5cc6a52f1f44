"""Parts of the levels of a stack, beside the whole pass."""

import numpy as np
import pytest

from convstudio.engine.geometry import BORDERS, Box
from convstudio.nn import Conv2D, Dense, Flatten, MaxPooling2D, Sequential
from convstudio.nn.live import LiveStack
from convstudio.nn.partial import boxes_above, boxes_below, partial_levels, work_of
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
    levels = partial_levels(layers, shapes, x, boxes)
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
    np.testing.assert_allclose(partial_levels(layers, shapes, x, boxes)[3], whole[3], atol=1e-12)


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
