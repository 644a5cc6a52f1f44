"""Numbers that add up as they are shown."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.nn import Conv2D, MaxPooling2D
from convstudio.nn.contributions import why_from_pixels, why_in_layer
from convstudio.nn.trace import Trace
from convstudio.views.why_rows import MOST_BARS, rounded_sum, why_rows

pytestmark = pytest.mark.usefixtures("qapp")


def traced(*layers, channels=3):
    random = np.random.default_rng(1)
    shapes, planes = [(6, 6, channels)], [random.random((6, 6, channels)).astype(np.float32)]
    for layer in layers:
        layer.build((None, *shapes[-1]))
        planes.append(layer.forward(planes[-1][None], shapes[-1])[0])
        shapes.append(layer.output_shape_for(shapes[-1]))
    return Trace(layers, shapes, planes)


def names(count):
    return [f"channel {number + 1}" for number in range(count)]


def shown_total(rows):
    texts = [bar.text for bar in rows.bars] + [text for name, text in rows.sums if "bias" in name]
    return sum(Decimal(text.replace("−", "-")) for text in texts)


def test_bars_and_bias_add_up_to_what_stands_before_the_activation():
    trace = traced(Conv2D(2, 3, activation="relu"))
    rows = why_rows(why_in_layer(trace, 1, (1, 1, 0)), trace, 0, names(3), False)
    assert len(rows.bars) == 3
    assert [name for name, _ in rows.sums] == ["Σ channels", "bias", "before relu", "after relu"]
    if rows.exact:
        assert shown_total(rows) == Decimal(rows.sums[2][1])


def test_bars_stand_in_the_order_of_what_they_add():
    trace = traced(Conv2D(2, 3), channels=6)
    rows = why_rows(why_in_layer(trace, 1, (1, 1, 0)), trace, 0, names(6), False)
    values = [bar.value for bar in rows.bars]
    assert values == sorted(values, reverse=True)
    assert all(bar.picture is not None for bar in rows.bars)


def test_many_channels_are_folded_and_nothing_is_lost():
    trace = traced(Conv2D(2, 3), channels=40)
    why = why_in_layer(trace, 1, (1, 1, 0))
    rows = why_rows(why, trace, 0, names(40), False)
    assert len(rows.bars) == MOST_BARS
    assert rows.bars[-1].name == "31 others"
    assert sum(bar.value for bar in rows.bars) == pytest.approx(why.channel_sums.sum())


def test_pixels_come_with_the_biases_of_all_layers():
    first = Conv2D(2, 3, activation="relu", bias_initializer="ones")
    trace = traced(first, Conv2D(1, 3, bias_initializer="ones"))
    rows = why_rows(why_from_pixels(trace, 2, (0, 0, 0)), trace, 1, ["red", "green", "blue"], True)
    assert {bar.name for bar in rows.bars} == {"red", "green", "blue"}
    assert [name for name, _ in rows.sums] == ["Σ pixels", "bias of layer 1", "bias of layer 2", "value"]


def test_a_curve_is_not_called_a_bias():
    trace = traced(Conv2D(1, 3, activation="sigmoid"))
    rows = why_rows(why_from_pixels(trace, 1, (0, 0, 0)), trace, 0, names(3), True)
    assert rows.sums[1][0] == "curve of layer 1"


def test_a_layer_without_bias_speaks_of_none():
    trace = traced(MaxPooling2D(2))
    rows = why_rows(why_in_layer(trace, 1, (0, 0, 1)), trace, 0, names(3), False)
    assert [name for name, _ in rows.sums] == ["Σ channels", "value"]


@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=12))
def test_rounded_numbers_add_up_or_say_that_they_do_not(terms):
    shown = rounded_sum(terms, sum(terms))
    adds_up = sum(map(Decimal, shown.texts)) == Decimal(shown.total)
    assert adds_up == shown.exact


def test_short_numbers_are_shown_as_they_are():
    assert rounded_sum([6.0, -5.0, 0.5], 1.5) == (["6", "-5", "0.50"], "1.50", True)
    assert rounded_sum([float("nan")], float("nan")).total == "nan"
