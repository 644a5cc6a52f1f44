"""What is shown of any step, in the panel and as text, read as a reader would and added up in decimals."""

import re
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.explain import explain
from convstudio.engine.geometry import Geometry
from convstudio.engine.rounding import roundings
from convstudio.files.step_text import as_latex, as_markdown, as_text
from convstudio.views.step_aside import asides
from convstudio.views.step_lines import step_lines
from convstudio.views.step_numbers import channels_to_show, step_numbers

MOST = 8  # channels in the panel, side by side
KINDS = ["photo", "short", "whole", "long", "wide", "zeros"]
ELEMENTWISE = ["linear", "relu", "leaky_relu", "sigmoid", "tanh", "elu"]


def arrays(kind, random, shape, kernel_shape, scales=(0, 0)):
    """Cells and weights: grey values, typed numbers, whole ones, long ones, of many sizes, many zeros."""
    x = random.random(shape) * 10.0 ** scales[0]
    kernel = random.normal(size=kernel_shape) * 10.0 ** scales[1]
    if kind == "photo":
        x, kernel = random.integers(0, 256, shape) / 255, random.integers(-2, 3, kernel_shape)
    elif kind == "short":
        x, kernel = np.round(random.random(shape), 2), np.round(random.normal(size=kernel_shape), 1)
    elif kind == "whole":
        x, kernel = random.integers(0, 3, shape), random.integers(-2, 3, kernel_shape)
    elif kind == "wide":
        kernel = kernel * 10.0 ** random.uniform(-4, 4, kernel_shape)
    elif kind == "zeros":
        x = x * random.integers(0, 2, shape)
    return np.asarray(x, np.float32), np.asarray(kernel, np.float32)


@st.composite
def steps(draw, channels=(1, 2, 3, 8, 9, 64), sizes=(1, 2, 3)):
    """A step of any layer."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    count, rows, cols = (draw(st.sampled_from(choice)) for choice in (channels, sizes, sizes))
    scales = draw(st.integers(-6, 4)), draw(st.integers(-6, 4))
    x, kernel = arrays(draw(st.sampled_from(KINDS)), random, (4, 4, count), (rows, cols, count, 2), scales)
    bias = np.float32([draw(st.sampled_from([0.0, 0.1, -1 / 3, 1e-4, 1e5, 7.0])), 0.5])
    geometry = Geometry.build((4, 4), (rows, cols), padding=draw(st.sampled_from(["valid", "same"])))
    row, col = (draw(st.integers(0, size - 1)) for size in geometry.outputs)
    activation = draw(st.sampled_from([*ELEMENTWISE, "softmax"]))
    return explain(x, kernel, bias, geometry, row, col, 0, activation, layer_kind="Conv2D")


def added(texts):
    with localcontext(prec=400):
        return sum((Decimal(text) for text in texts), Decimal(0))


def multiplied(pairs):
    with localcontext(prec=400):
        return [str(Decimal(one) * Decimal(other)) for one, other in pairs]


def read_sum(line):
    """The terms, the sign and the total of a line such as "0.3+0.2 - 1 ≈ -0.5"."""
    left, sign, total = re.fullmatch(r"(.*) ([=≈]) (\S+)", line).groups()
    signed = left.replace(" - ", " + -").replace("bias ", "")
    return re.split(r"(?<!e) ?\+ ?", signed), sign, total


def read_channels(text):
    """Of each channel the pairs of a weight and its cell, the sign, and the subtotal."""
    rows = [re.findall(r"\[([^]]*)\]", line) for line in text.splitlines() if line.startswith("[")]
    ends = [line.split()[-2:] for line in text.splitlines() if "] . [" in line]
    high = len(rows) // len(ends)
    for number, (sign, subtotal) in enumerate(ends):
        pairs = [
            pair
            for weights, cells in rows[number * high : (number + 1) * high]
            for pair in zip(weights.split(", "), cells.split(", "), strict=True)
        ]
        yield pairs, sign, subtotal


def lines_of(text):
    """The sum over the channels, that with the bias, and the activation's line."""
    *_, channels, bias, last = text.splitlines()
    return channels.removeprefix("sum: "), bias.removeprefix("bias: "), last


def assert_adds_up(terms, sign, total):
    assert (sign == "=") == (added(terms) == Decimal(total))


def panel(step):
    numbers = step_numbers(step, channels_to_show(step, MOST))
    return numbers, step_lines(step, numbers)


@given(steps())
@settings(max_examples=60, deadline=None)
def test_where_an_equals_sign_stands_the_text_adds_up(step):
    text = as_text(step)
    for pairs, sign, subtotal in read_channels(text):
        assert_adds_up(multiplied(pairs), sign, subtotal)
    channels, bias, last = lines_of(text)
    if " " in channels:
        assert_adds_up(*read_sum(channels))
    assert_adds_up(*read_sum(bias))
    before, sign, value = re.fullmatch(r"\w+\((\S+?)(?:,.*)?\) ([=≈]) (\S+)", last).groups()
    if step.activation in ELEMENTWISE and sign == "=":
        activated = ACTIVATIONS[step.activation](np.array([float(before)]))[0]
        assert activated == pytest.approx(float(value), rel=1e-12)


@given(steps())
@settings(max_examples=80, deadline=None)
def test_where_an_equals_sign_stands_the_panel_adds_up(step):
    numbers, lines = panel(step)
    for one in numbers.channels:
        assert one.exact == (added(one.products) == Decimal(one.subtotal))
        for weight, cell, shown in zip(one.weights, one.patch, one.products, strict=True):
            if one.texts.multiplied == "=":
                assert added(multiplied([(weight, cell)])) == Decimal(shown)
    name, equals, written = lines.sum.partition(" = ")
    if name in ("Σ products", "Σ channels") and equals and re.search(" [=≈] ", written):
        assert_adds_up(*read_sum(written))
    assert_adds_up(numbers.terms, "=" if numbers.sum_exact else "≈", numbers.total)
    assert_adds_up(*read_sum(lines.bias))


@given(steps())
@settings(max_examples=50, deadline=None)
def test_a_number_has_one_text_in_all_lines_and_in_all_copies(step):
    numbers, lines = panel(step)
    text = as_text(step)
    channels, bias, last = lines_of(text)
    subtotals = [subtotal for _, _, subtotal in read_channels(text)]
    total = channels if " " not in channels else read_sum(channels)[2]
    assert [subtotals[one.channel] for one in numbers.channels] == [one.subtotal for one in numbers.channels]
    assert " " not in channels or read_sum(channels)[0] == subtotals
    assert lines.bias.startswith(f"{total} + bias ")
    assert read_sum(bias)[0] == [total, numbers.bias]
    assert read_sum(bias)[2] == read_sum(lines.bias)[2] == numbers.before
    assert last.startswith(f"{step.activation}({numbers.before}")
    assert lines.activation.startswith(f"{step.activation}({numbers.before})")
    assert lines.value == last.split()[-1]
    assert f"bias: {bias}" in as_markdown(step)
    assert f"sum: {channels}" in as_markdown(step)
    if "e" not in bias:
        assert f"z &= {bias.replace('≈', chr(92) + 'approx')}" in as_latex(step)


@given(steps(channels=(1, 2, 3)))
@settings(max_examples=60, deadline=None)
def test_the_notation_beside_is_that_of_the_text(step):
    numbers, _ = panel(step)
    rows = [line for line in as_text(step).splitlines() if line.startswith("[")]
    lowest = asides(step, numbers, numbered=True, hidden=False)[-1]
    assert [line for line in lowest if line.startswith("[")] == rows


def options(value):
    return {Fraction(option.text) for option in roundings(value)}


@given(steps(channels=(1, 2, 3, 9)))
@settings(max_examples=80, deadline=None)
def test_every_shown_number_is_rounded_correctly(step):
    numbers, _ = panel(step)
    for one in numbers.channels:
        arrays = (step.weights, step.patch, step.products)
        for array, texts in zip(arrays, (one.weights, one.patch, one.products), strict=True):
            values = array[..., one.channel].ravel().tolist()
            assert all(Fraction(text) in options(value) for text, value in zip(texts, values, strict=True))
        assert Fraction(one.subtotal) in options(float(step.subtotals[one.channel]))
    ends = ((numbers.total, step.total), (numbers.bias, step.bias), (numbers.before, step.before))
    assert all(Fraction(text) in options(value) for text, value in ends)


@given(steps(channels=(1, 2, 3), sizes=(1,)))
@settings(max_examples=100, deadline=None)
def test_about_equal_stands_only_where_six_digits_are_not_enough(step):
    """Against every choice of digits of the channels, their sum, the bias and what the activation gets."""
    numbers, _ = panel(step)
    sums = {sum(choice) for choice in product(*map(options, step.subtotals.tolist()))}
    offsets, ends = options(step.bias), options(step.before)
    most = max((t in sums) + any(t + b in ends for b in offsets) for t in options(step.total))
    assert numbers.sum_exact + numbers.bias_exact == most


@pytest.mark.parametrize(
    ("kind", "channels"),
    [
        *((kind, channels) for kind in ("short", "whole", "long") for channels in (1, 2, 3, 8, 9, 16, 64)),
        *(("photo", channels) for channels in (1, 3, 8, 16)),  # of 64, some cancel but for the last bit
    ],
)
def test_every_sum_of_an_ordinary_layer_adds_up(kind, channels):
    random = np.random.default_rng(channels)
    x, kernel = arrays(kind, random, (5, 5, channels), (3, 3, channels, 1), (0, -1))
    geometry = Geometry.build((5, 5), (3, 3))
    for row, col in np.ndindex(2, 3):
        step = explain(x, kernel, np.float32([0.25]), geometry, row, col, 0, "relu")
        numbers, _ = panel(step)
        assert numbers.sum_exact
        assert numbers.bias_exact
        assert all(one.exact for one in numbers.channels)
        channel_line, bias, _ = lines_of(as_text(step))
        assert "≈" not in channel_line + bias


@pytest.mark.parametrize("kind", ["short", "whole"])
def test_weights_and_cells_of_few_digits_make_the_shown_products(kind):
    random = np.random.default_rng(5)
    x, kernel = arrays(kind, random, (6, 6, 1), (3, 3, 1, 1))
    geometry = Geometry.build((6, 6), (3, 3))
    signs = [
        panel(explain(x, kernel, None, geometry, row, col, 0))[0].channels[0].texts
        for row, col in np.ndindex(4, 4)
    ]
    assert {(texts.multiplied, texts.added, texts.equals) for texts in signs} == {("=", "=", "=")}
