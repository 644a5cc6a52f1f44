import numpy as np
import pytest

from convstudio.nn import Cropping1D, Cropping2D, UpSampling1D, UpSampling2D, ZeroPadding1D, ZeroPadding2D

LINE = np.array([1, 2, 3]).reshape(1, 3, 1)
GRID = np.array([[1, 2], [3, 4]])[None, ..., None]


def test_zeros_stand_before_and_after_a_line():
    assert ZeroPadding1D((2, 1))(LINE).ravel().tolist() == [0, 0, 1, 2, 3, 0]


def test_zeros_stand_around_a_picture():
    y = ZeroPadding2D(((1, 0), (0, 1)))(GRID)[0, ..., 0]
    assert y.tolist() == [[0, 0, 0], [1, 2, 0], [3, 4, 0]]


def test_two_numbers_are_rows_and_columns():
    assert ZeroPadding2D((1, 2)).padding == ((1, 1), (2, 2))
    assert Cropping2D(1).cropping == ((1, 1), (1, 1))


def test_cells_are_cut_off():
    assert Cropping1D((1, 0))(LINE).ravel().tolist() == [2, 3]
    assert Cropping2D(((0, 1), (1, 0)))(GRID).ravel().tolist() == [2]


def test_cells_are_repeated():
    assert UpSampling1D(2)(LINE).ravel().tolist() == [1, 1, 2, 2, 3, 3]
    assert UpSampling2D((1, 2))(GRID)[0, ..., 0].tolist() == [[1, 1, 2, 2], [3, 3, 4, 4]]


def test_cells_are_blended_between_their_middles():
    y = UpSampling2D((1, 2), interpolation="bilinear")(GRID)[0, ..., 0]
    assert y.tolist() == [[1, 1.25, 1.75, 2], [3, 3.25, 3.75, 4]]


def test_a_copy_names_its_cell_and_a_zero_none():
    x = LINE.astype(np.float32)
    assert ZeroPadding1D(1).explain(x, 0, 0, 0).lines() == ("0: padding",)
    cell = ZeroPadding1D(1).explain(x, 0, 2, 0)
    assert (cell.value, cell.inputs().tolist()) == (2, [[0, 1, 0]])


def test_a_blend_names_four_cells_and_their_shares():
    layer = UpSampling2D(2, interpolation="bilinear")
    cell = layer.explain(GRID[0].astype(np.float32), 1, 1, 0)
    assert cell.value == 1.75
    assert cell.weights.tolist() == [0.5625, 0.1875, 0.1875, 0.0625]


@pytest.mark.parametrize(("layer", "places"), [(UpSampling1D(3), [6, 7, 8]), (ZeroPadding1D((2, 0)), [4])])
def test_copies_of_a_cell_are_found(layer, places):
    assert [place for place, _ in layer.used_by((3, 1), 0, 2)] == [(0, col) for col in places]
