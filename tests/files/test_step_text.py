"""One step written out: the tutorial's numbers and notation, sums that add up, programs that run."""

import contextlib
import io
import re
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.engine.explain import CellExplanation, explain
from convstudio.engine.geometry import Geometry
from convstudio.files.step_text import FORMATS, as_latex, as_markdown, as_numpy, as_text, map_text

BUMP = np.array([0, 0, 0, 1, 1, 0, 0, 0], np.float32).reshape(1, 8, 1)
LINE = np.repeat(BUMP, 8, axis=0)
DETECTOR = np.array([[0, 1, 0]] * 3, np.float32)[..., None, None]


def line_step(**words):
    geometry = Geometry.build((8, 8), (3, 3))
    return explain(LINE, DETECTOR, None, geometry, 2, 2, 0, layer_kind="Conv2D", **words)


def bump_step(col=2):
    geometry = Geometry.build((1, 8), (1, 3))
    return explain(BUMP, DETECTOR[:1], None, geometry, 0, col, 0, layer_kind="Conv1D")


def color_step(activation="relu", padding="same"):
    random = np.random.default_rng(5)
    x = random.integers(-9, 9, (5, 5, 3)).astype(np.float32) / 4
    kernel = random.integers(-9, 9, (3, 3, 3, 2)).astype(np.float32) / 4
    geometry = Geometry.build((5, 5), (3, 3), padding=padding)
    return explain(x, kernel, np.float32([0.5, -0.25]), geometry, 0, 4, 1, activation, layer_kind="Conv2D")


def printed(program):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(program, {})
    return float(out.getvalue())


def test_one_dimension_is_written_as_in_the_tutorial():
    assert as_text(bump_step()).splitlines() == [
        "Filter 1, window at cells 2–4 → map[2]",
        "[0, 1, 0] . [0, 1, 1] = 1",
        "sum: 1",
        "bias: 1 + 0 = 1",
        "linear(1) = 1",
    ]


def test_two_dimensions_are_written_as_in_the_tutorial():
    assert as_text(line_step()).splitlines() == [
        "Filter 1, window at rows 2–4, columns 2–4 → map[2, 2]",
        "[0, 1, 0]   [0, 1, 1]",
        "[0, 1, 0] . [0, 1, 1] = 3",
        "[0, 1, 0]   [0, 1, 1]",
        "sum: 3",
        "bias: 3 + 0 = 3",
        "linear(3) = 3",
    ]


def test_each_channel_has_its_subtotal_and_all_add_up():
    text = as_text(color_step())
    subtotals = [Decimal(number) for number in re.findall(r" \. .* = (\S+)", text)]
    total = Decimal(re.search(r"sum: .* = (\S+)", text)[1])
    before = Decimal(re.search(r"bias: .* = (\S+)", text)[1])
    assert len(subtotals) == 3
    assert sum(subtotals) == total
    assert total - Decimal("0.25") == before


def test_padding_is_named_by_where_it_stands():
    assert as_text(color_step()).startswith("Filter 2, window at rows -1 to 1, columns 3–5 → map[0, 4]")


def test_a_negative_term_is_subtracted():
    assert "bias: " in as_text(color_step())
    assert "+ -" not in as_text(color_step())


def test_a_sum_that_digits_cannot_show_is_only_about_equal():
    x = np.full((1, 3, 1), 1 / 3, np.float32)
    step = explain(
        x, x.reshape(1, 3, 1, 1), None, Geometry.build((1, 3), (1, 3)), 0, 0, 0, layer_kind="Conv1D"
    )
    assert "[0.333333, 0.333333, 0.333333] . [0.333333, 0.333333, 0.333333] ≈ 0.333333" in as_text(step)


def test_a_value_with_more_digits_than_the_sum_is_only_about_equal():
    x, kernel = np.ones((1, 1, 2), np.float32), np.float32([1 / 3, 1 / 7]).reshape(1, 1, 2, 1)
    step = explain(x, kernel, np.float32([1 / 9]), Geometry.build((1, 1), (1, 1)), 0, 0, 0)
    assert as_text(step).splitlines()[-3:] == [
        "sum: 0.333 + 0.143 = 0.476",
        "bias: 0.476 + 0.111 = 0.587",
        "linear(0.587) ≈ 0.587302",
    ]


def test_six_digits_stay_where_they_add_up():
    x, kernel = np.ones((1, 1, 1), np.float32), np.float32([1 / 3]).reshape(1, 1, 1, 1)
    step = explain(x, kernel, None, Geometry.build((1, 1), (1, 1)), 0, 0, 0)
    assert as_text(step).splitlines()[-2:] == ["bias: 0.333333 + 0 = 0.333333", "linear(0.333333) = 0.333333"]


def test_softmax_tells_that_other_filters_count():
    assert "softmax(" in as_text(color_step("softmax"))
    assert "beside the other filters at this place" in as_text(color_step("softmax"))


@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
def test_nan_and_infinity_are_written(write):
    x = np.array([np.nan, np.inf, -np.inf], np.float32).reshape(1, 3, 1)
    kernel = np.ones((1, 3, 1, 1), np.float32)
    step = explain(x, kernel, None, Geometry.build((1, 3), (1, 3)), 0, 0, 0, layer_kind="Conv1D")
    assert re.search("nan", write(step), re.IGNORECASE)


def test_markdown_has_a_table_for_each_channel():
    text = as_markdown(color_step())
    assert text.count(": filter | patch | products |") == 3
    assert text.count("|---|---|---|") == 3
    assert as_markdown(line_step()).endswith("- linear(3) = **3**")


def test_latex_has_matrices_and_sums():
    assert as_latex(bump_step()).splitlines() == [
        "% Filter 1, window at cells 2–4 → map[2]",
        r"\begin{align*}",
        r"  s_{1} &= \sum \begin{bmatrix} 0 & 1 & 0 \end{bmatrix} \odot "
        r"\begin{bmatrix} 0 & 1 & 1 \end{bmatrix} = 1 \\",
        r"  z &= 1 + 0 = 1 \\",
        r"  y &= \operatorname{linear}(1) = 1",
        r"\end{align*}",
    ]


def test_latex_adds_the_channels_and_escapes_names():
    text = as_latex(color_step("leaky_relu"))
    assert "s &= s_{1} + s_{2} + s_{3} =" in text
    assert r"\operatorname{leaky\_relu}" in text


def test_latex_raises_its_limit_for_wide_matrices():
    x = np.full((1, 12, 1), 1e-9, np.float32)
    step = explain(x, x.reshape(1, 12, 1, 1), None, Geometry.build((1, 12), (1, 12)), 0, 0, 0)
    assert r"\setcounter{MaxMatrixCols}{12}" in as_latex(step)
    assert r"1 \cdot 10^{-9}" in as_latex(step)


@pytest.mark.parametrize("activation", ["linear", "relu", "leaky_relu", "sigmoid", "tanh", "gelu", "softmax"])
def test_the_program_prints_the_value(activation):
    step = color_step(activation)
    assert printed(as_numpy(step)) == pytest.approx(step.value, rel=1e-6)


def test_the_program_of_the_tutorial_prints_three():
    assert printed(as_numpy(line_step())) == 3


@given(
    cells=st.lists(st.floats(-1e6, 1e6, width=32), min_size=4, max_size=4),
    weights=st.lists(st.floats(-1e6, 1e6, width=32), min_size=4, max_size=4),
    bias=st.floats(-1e6, 1e6, width=32),
)
@settings(max_examples=60, deadline=None)
def test_any_step_is_the_same_in_all_notations(cells, weights, bias):
    x = np.float32(cells).reshape(2, 2, 1)
    kernel = np.float32(weights).reshape(2, 2, 1, 1)
    step = explain(
        x, kernel, np.float32([bias]), Geometry.build((2, 2), (2, 2)), 0, 0, 0, layer_kind="Conv2D"
    )
    value = re.split("[=≈] ", as_text(step))[-1]
    assert as_markdown(step).endswith(f"**{value}**")
    assert printed(as_numpy(step)) == pytest.approx(step.value, rel=1e-6, abs=1e-30)


@given(
    subtotals=st.lists(st.floats(-1e4, 1e4, width=32), min_size=1, max_size=4),
    bias=st.floats(-1e4, 1e4, width=32),
)
@settings(max_examples=100, deadline=None)
def test_where_an_equals_sign_stands_the_shown_numbers_are_equal(subtotals, bias):
    x = np.float32(subtotals).reshape(1, 1, -1)
    kernel = np.ones((1, 1, len(subtotals), 1), np.float32)
    step = explain(
        x, kernel, np.float32([bias]), Geometry.build((1, 1), (1, 1)), 0, 0, 0, layer_kind="Conv2D"
    )
    lines = [
        line.partition(": ")[2] for line in as_text(step).splitlines() if line.startswith(("sum:", "bias:"))
    ]
    for line in lines:
        terms, equals, total = line.partition(" = ")
        if equals:
            numbers = terms.replace(" - ", " + -").replace("--", "").split(" + ")
            assert sum(map(Decimal, numbers)) == Decimal(total)


def test_a_map_is_written_row_by_row():
    assert map_text(np.array([[0, -3], [1.5, 2]])) == "[  0,  -3]\n[1.5,   2]"


@dataclass(frozen=True, kw_only=True)
class Largest(CellExplanation):
    """Stands for the layers that have no weights."""

    def lines(self):
        return ("largest of 1, 3_5 and 2: 3_5",)

    def inputs(self):
        return np.zeros((0, 3), np.intp)


@pytest.mark.parametrize(
    ("write", "end"),
    [
        (as_text, "\nlargest of 1, 3_5 and 2: 3_5"),
        (as_markdown, "\n- largest of 1, 3_5 and 2: 3_5"),
        (as_latex, "  &\\text{largest of 1, 3\\_5 and 2: 3\\_5}\n\\end{align*}"),
        (as_numpy, "# largest of 1, 3_5 and 2: 3_5\nvalue = 3.5\nprint(value)"),
    ],
)
def test_layers_without_weights_are_written_as_their_formula(write, end):
    text = write(Largest(layer_kind="MaxPooling2D", row=1, col=0, filter=2, value=3.5))
    assert "MaxPooling2D, filter 3 → map[1, 0]" in text
    assert text.endswith(end)
