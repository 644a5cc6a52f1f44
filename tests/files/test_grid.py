"""Grids of numbers as they are pasted: each way of writing them, and what is said of those that are none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from convstudio.files import grid
from convstudio.files.grid import parse_grid, parse_weights
from convstudio.files.nested import array_text

FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)
GRIDS = arrays.arrays(np.float32, arrays.array_shapes(min_dims=2, max_dims=2, max_side=6), elements=FLOATS)
CUBES = arrays.arrays(np.float32, arrays.array_shapes(min_dims=3, max_dims=3, max_side=4), elements=FLOATS)


@pytest.mark.parametrize(
    "text",
    [
        "1\t2\n3\t4",
        "1\t2\r\n3\t4\r\n",
        "1,2\n3,4\n\n",
        "1;2\n3;4",
        "1 2\n  3   4  ",
        "# made by savetxt\n1 2\n3 4",
        "\ufeff1,2\n3,4",
        "1.0e0\t4/2\n3,0\t4",
        "[[1, 2], [3, 4]]",
        "[[1. 2.]\n [3. 4.]]",
        "((1, 2), (3, 4))",
        "[1, 2], [3, 4]",
        "[1, 2]\n[3, 4]",
        "# a comment [\n[[1, 2],\n# between\n[3, 4]]",
        "array([[1., 2.],\n       [3., 4.]], dtype=float32)",
        "x = np.array([[1, 2], [3, 4]], dtype=np.float32)",
        "np.asarray([[1, 2], [3, 4]])",
        "tensor([[1., 2.], [3., 4.]], device='cuda:0')",
        "[[np.float32(1.0), np.float32(2.0)], [np.float32(3.0), np.float32(4.0)]]",
        "[[4/4, 4 / 2], [3, 4]]",
    ],
)
def test_a_grid_is_read_however_it_is_written(text):
    assert np.array_equal(parse_grid(text), [[1, 2], [3, 4]])


@pytest.mark.parametrize(
    "text", ["0 1 0", "[0, 1, 0]", "0\t1\t0", "array([0., 1., 0.])", "[False, True, False]"]
)
def test_one_line_is_one_row(text):
    assert np.array_equal(parse_grid(text), [[0, 1, 0]])


def test_lists_of_three_levels_have_channels():
    assert parse_grid("[[[1, 2]], [[3, 4]]]").shape == (2, 1, 2)


def test_a_batch_of_one_is_unpacked():
    assert parse_grid("[[[[1], [2]]]]").shape == (1, 2, 1)


def test_between_tabs_a_comma_is_a_decimal_point():
    assert np.array_equal(parse_grid("0,5\t1\n2\t-1,25"), [[0.5, 1], [2, -1.25]])


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "no number"),
        ("# only a comment", "no number"),
        ("1 2\n3", "line 2 has 1 cells, but the first line has 2"),
        ("1,2\n\n3", "line 3 has 1 cells"),
        ("1 2\n3 x", "line 2, cell 2: .*'x'"),
        ("1,,2", "line 1, cell 2: the cell is empty"),
        ("1 nan", "line 1, cell 2"),
        ("hello", "line 1, cell 1"),
        ("[[1, 2], [3]]", "item 2 has the shape"),
        ("[[1, [2]]]", "item 2 has the shape"),
        ("[1, x]", "line 1, character 5: .*'x'"),
        ("[1,\n 2, y]", "line 2, character 5"),
        ("[[1, 2]", "']' is missing"),
        ("[1, 2)", "'\\)' closes nothing"),
        ("[1, 2]]", "closes nothing"),
        ("[[0, ..., 1]]", "NumPy left numbers out"),
        ("[nan, 1]", "character 2"),
        ("[]", "the shape"),
        ("[[], []]", "the shape"),
        ("[[[[1, 2], [3, 4]], [[1, 2], [3, 4]]], [[[1, 2], [3, 4]], [[1, 2], [3, 4]]]]", "the shape"),
        ("[" * 50 + "1" + "]" * 50, "nested more than 7"),
        ("[1 / 0, 2]", "divides by zero"),
        ("array(1)", "'array'"),
    ],
)
def test_what_is_no_grid_is_refused_with_the_place(text, match):
    with pytest.raises(ValueError, match=match):
        parse_grid(text)


def test_files_may_hold_nan():
    assert np.array_equal(
        parse_grid("nan,1\n-inf,2", allow_nan=True), [[np.nan, 1], [-np.inf, 2]], equal_nan=True
    )


def test_a_text_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(grid, "MAX_CHARACTERS", 10)
    with pytest.raises(ValueError, match="10 characters"):
        parse_grid("1 " * 6)


@pytest.mark.parametrize(
    "text",
    [
        "[1]" + " " * 50_000 + "x",
        "[" + "1" * 50_000 + "x]",
        "1" * 50_000 + "x",
        "(" + "]" * 50_000,
        "a=(" * 50_000,
    ],
    ids=["blanks", "digits in a list", "digits", "brackets", "calls"],
)
def test_a_long_text_that_is_no_grid_is_refused_at_once(text):
    with pytest.raises(ValueError, match=r"character|cell"):
        parse_grid(text)


@given(GRIDS, st.sampled_from(["\t", ",", ";", " ", "  "]))
def test_any_table_is_read_back(cells, separator):
    text = "\n".join(separator.join(map(repr, row)) for row in cells.tolist())
    assert np.array_equal(parse_grid(text), cells)


@given(st.one_of(GRIDS, CUBES), st.sampled_from([repr, str, lambda cells: repr(cells.tolist())]))
def test_any_printed_array_is_read_back(cells, write):
    with np.printoptions(precision=None, floatmode="unique", threshold=10**6):
        assert np.array_equal(parse_grid(write(cells)), cells)


@given(st.text(alphabet="0123456789.,;-+e/[]() \tx\n#", max_size=40))
def test_any_text_is_a_grid_or_refused(text):
    try:
        cells = parse_grid(text)
    except ValueError:
        return
    assert cells.ndim in (2, 3)
    assert np.isfinite(cells).all()


def test_weights_keep_the_axes_that_they_are_written_with():
    bank = np.arange(2 * 3 * 1 * 2, dtype=np.float32).reshape(2, 3, 1, 2) / 7
    assert np.array_equal(parse_weights(array_text(bank)), bank)
    assert parse_weights("# a line\n[1, 2, 1]").shape == (3,)
    assert parse_weights("1 2\n3 4").shape == (2, 2)


def test_weights_that_are_no_numbers_are_refused():
    with pytest.raises(ValueError, match="nan"):
        parse_weights("[[[[nan]]]]")
