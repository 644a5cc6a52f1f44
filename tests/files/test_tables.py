"""Tables as text, read back to the same numbers."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.files.tables import Table, as_csv, as_latex, as_markdown, exact, grid

WORDS = Table(
    "Layers", [("conv", 1, np.float32(0.5)), ("a_b & c|d", 20, np.float32(-1e-7))], ("layer", "n", "x")
)


@given(st.floats(width=32))
def test_the_same_float32_is_read_again(number):
    value = np.float32(number)
    assert np.array_equal(np.float32(exact(value)), value, equal_nan=True)


@given(st.floats())
def test_and_the_same_float64(number):
    assert np.array_equal(np.float64(exact(np.float64(number))), np.float64(number), equal_nan=True)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.float32(3), "3"),
        (np.float32(-0.0), "0"),
        (np.float32(1 / 3), "0.33333334"),
        (np.float32(1e-7), "1e-07"),
        (np.float64(0.1), "0.1"),
        (7, "7"),
        ("3.0", "3.0"),
        (np.float32("nan"), "nan"),
        (np.float32("-inf"), "-inf"),
    ],
)
def test_numbers_have_no_more_digits_than_they_need(value, text):
    assert exact(value) == text


def test_a_grid_as_csv_is_what_a_spreadsheet_takes():
    assert as_csv(grid("map", np.array([[0, 3], [0.5, -1]], np.float32))) == "0,3\n0.5,-1\n"


def test_words_with_commas_come_back_from_csv():
    table = Table("t", [("a, b", 1)], ("name", "n"))
    assert list(csv.reader(io.StringIO(as_csv(table)))) == [["name", "n"], ["a, b", "1"]]


def test_a_grid_in_markdown_has_the_numbers_of_its_rows_and_columns():
    assert as_markdown([grid("Map 1", np.array([[0, 3]], np.float32))]) == (
        "**Map 1**\n\n|  | 0 | 1 |\n| ---: | ---: | ---: |\n| **0** | 0 | 3 |\n"
    )


def test_a_table_in_markdown_has_its_header():
    assert as_markdown([WORDS]).splitlines()[2:] == [
        "| layer | n | x |",
        "| :--- | ---: | ---: |",
        "| conv | 1 | 0.5 |",
        "| a_b & c\\|d | 20 | -1e-07 |",
    ]


def test_a_table_in_latex_is_a_tabular():
    assert as_latex([WORDS]).splitlines() == [
        "% Layers",
        r"\begin{tabular}{lrr}",
        r"  layer & n & x \\",
        r"\hline",
        r"  conv & $1$ & $0.5$ \\",
        r"  a\_b \& c|d & $20$ & $-1 \cdot 10^{-7}$ \\",
        r"\end{tabular}",
    ]


def test_several_tables_stand_below_each_other():
    both = [grid("One", np.eye(1)), grid("Two", np.eye(1))]
    assert as_markdown(both).count("\n\n") == 3
    assert as_latex(both).count(r"\begin{tabular}") == 2


def test_one_row_may_come_as_a_line():
    assert as_csv(grid("line", np.array([1.0, 2.0]))) == "1,2\n"
