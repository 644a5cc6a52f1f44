"""Levels of a stack, some rows at a time, beside the whole pass."""

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from convstudio.engine.geometry import BORDERS
from convstudio.nn import (
    AveragePooling2D,
    Conv1D,
    Conv2D,
    Conv2DTranspose,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    ReLU,
    Sequential,
    Softmax,
    UpSampling2D,
    ZeroPadding2D,
    stream,
)
from convstudio.nn.live import LiveStack
from convstudio.nn.receptive_field import shapes_of
from convstudio.nn.stream import Rows, _Flow

SHAPE = (19, 8, 2)


@pytest.fixture(autouse=True)
def _few_rows_at_once(monkeypatch):
    monkeypatch.setattr(stream, "BAND", 30)


def work(layers, shape=SHAPE):
    """The rows of each layer as they come, and what a whole pass gives."""
    x = np.random.default_rng(1).normal(size=shape)
    model = Sequential(layers)
    model.build((None, *shape))
    whole = LiveStack(model.layers, x if x.ndim == 3 else x[None])
    whole.compute()
    found = list(stream.stream(model.layers, shapes_of(model.layers, shape), whole.x))
    return found, whole.outputs


def assert_same(found, outputs):
    for number, output in enumerate(outputs):
        rows = [part for part in found if part.layer == number]
        assert [part.first for part in rows] == np.cumsum([0, *(len(part.values) for part in rows)])[
            :-1
        ].tolist()
        np.testing.assert_allclose(np.concatenate([part.values for part in rows]), output, atol=1e-9)


WORDS = {"dtype": "float64"}
PARTS = [
    lambda: Conv2D(3, 3, padding="same", seed=1, **WORDS),
    lambda: Conv2D(2, 3, strides=2, dilation_rate=1, activation="relu", seed=2, **WORDS),
    lambda: Conv2D(2, (3, 1), dilation_rate=2, padding="same", seed=3, **WORDS),
    lambda: MaxPooling2D(2, **WORDS),
    lambda: AveragePooling2D(3, strides=2, padding="same", **WORDS),
    lambda: UpSampling2D(2, **WORDS),
    lambda: ZeroPadding2D(1, **WORDS),
    lambda: Conv2DTranspose(2, 3, strides=2, seed=4, **WORDS),
    lambda: ReLU(**WORDS),
    lambda: Softmax(**WORDS),
    lambda: Dense(3, seed=5, **WORDS),
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4))
def test_the_rows_of_every_layer_come_once_and_are_those_of_the_whole_pass(parts):
    layers = [make() for make in parts]
    try:
        shapes_of(layers, SHAPE)
    except ValueError:  # a window that no longer fits
        reject()
    assert_same(*work(layers))


@pytest.mark.parametrize("border", BORDERS)
def test_every_border_is_followed(border):
    assert_same(*work([Conv2D(2, 3, padding="same", border=border, seed=1, **WORDS) for _ in range(2)]))


def test_layers_that_see_everything_wait_for_it():
    layers = [Conv2D(2, 3, seed=1, **WORDS), GlobalAveragePooling2D(**WORDS), Dense(3, seed=2, **WORDS)]
    assert_same(*work(layers))
    assert_same(*work([MaxPooling2D(2, **WORDS), Flatten(**WORDS), Dense(3, seed=2, **WORDS)]))


def test_a_line_goes_through_in_one_row():
    assert_same(*work([Conv1D(3, 3, padding="causal", dilation_rate=2, seed=1, **WORDS)], (30, 2)))


def test_rows_that_no_later_layer_sees_come_too():
    found, outputs = work([Conv2D(1, 1, seed=1, **WORDS), MaxPooling2D(5, **WORDS)])
    assert outputs[1].shape[0] == 3  # of 15 of the 19 rows
    assert_same(found, outputs)


def test_later_rows_come_before_all_earlier_ones_are_there():
    found, _ = work([Conv2D(1, 3, seed=1, **WORDS), Conv2D(1, 3, seed=2, **WORDS)])
    assert [part.layer for part in found].index(1) < len(found) - 2


def test_no_more_rows_are_held_than_the_next_layer_needs():
    layers = [Conv2D(4, 3, seed=1, **WORDS), Conv2D(4, 3, seed=2, **WORDS)]
    model = Sequential(layers)
    model.build((None, 400, 8, 2))
    x = np.random.default_rng(1).normal(size=(400, 8, 2))
    flow = _Flow(layers, shapes_of(layers, x.shape), x, lambda: False)
    held = []
    for rows in flow.up_to(2, 396):
        assert isinstance(rows, Rows)
        held.append(np.count_nonzero(flow._held[1].any(axis=(1, 2))) if flow._held[1].size else 0)
    assert max(held) <= 6


def test_cancelled_work_ends():
    layers = [Conv2D(1, 3, seed=1)]
    Sequential(layers).build((None, *SHAPE))
    asked = []
    rows = stream.stream(
        layers, shapes_of(layers, SHAPE), np.zeros(SHAPE, np.float32), lambda: len(asked) > 1
    )
    for part in rows:
        asked.append(part)
    assert len(asked) == 2
