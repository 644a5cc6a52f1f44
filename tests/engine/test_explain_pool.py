import numpy as np
import pytest

from convstudio.engine.explain_pool import explain_pool
from convstudio.engine.geometry import Geometry

X = np.array([[1, 7, 2], [4, 5, 7]], np.float32)[..., None]


def test_the_winner_is_the_first_of_the_largest():
    cell = explain_pool(X, Geometry.build((2, 3), (2, 2)), 0, 1, 0, is_max=True, layer_kind="MaxPooling2D")
    assert (cell.value, cell.winner, cell.layer_kind) == (7, (0, 1), "MaxPooling2D")
    assert cell.lines() == ("max(7, 2, 5, 7) = 7", "at [0, 1]")


def test_a_mean_divides_by_the_cells_that_are_there():
    geometry = Geometry.build((2, 3), (2, 2), padding="same")
    cell = explain_pool(X, geometry, 1, 2, 0, is_max=False)
    assert (cell.value, cell.count, cell.winner) == (7, 1, None)
    assert cell.inputs().tolist() == [[1, 2, 0]]
    assert explain_pool(X, geometry, 0, 0, 0, is_max=False).lines() == ("(1 + 7 + 4 + 5) / 4 = 4.25",)


def test_many_cells_are_counted_and_not_listed():
    x = np.ones((5, 5, 2), np.float32)
    x[3, 2, 1] = 4
    whole = Geometry.build((5, 5), (5, 5))
    assert explain_pool(x, whole, 0, 0, 1, is_max=True).lines() == (
        "the largest of 25 cells = 4",
        "at [3, 2]",
    )
    assert explain_pool(x, whole, 0, 0, 1, is_max=False).lines() == ("28 / 25 = 1.12",)


def test_not_a_number_wins():
    cell = explain_pool(np.where(X == 5, np.nan, X), Geometry.build((2, 3), (2, 3)), 0, 0, 0, is_max=True)
    assert np.isnan(cell.value)
    assert cell.winner == (1, 1)


def test_a_cell_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="Received: row=0, col=0, filter=1"):
        explain_pool(X, Geometry.build((2, 3), (2, 2)), 0, 0, 1, is_max=True)


def mean_of(*cells):
    x = np.float32(cells).reshape(1, -1, 1)
    return explain_pool(x, Geometry.build((1, len(cells)), (1, len(cells))), 0, 0, 0, is_max=False).lines()[0]


def test_the_shown_cells_make_the_shown_mean():
    assert mean_of(0.1, 0.2) == "(0.1 + 0.2) / 2 = 0.15"
    assert mean_of(90 / 255, 91 / 255, 92 / 255) == "(0.352941 + 0.356863 + 0.360784) / 3 ≈ 0.356863"
    assert mean_of(1 / 3, 1 / 3) == "(0.333333 + 0.333333) / 2 = 0.333333"
    assert mean_of(245 / 255, 123 / 255) == "(0.960784 + 0.482353) / 2 ≈ 0.721569"


def test_a_mean_that_has_no_end_is_only_about_equal():
    assert mean_of(1, 2, 2) == "(1 + 2 + 2) / 3 ≈ 1.66667"
