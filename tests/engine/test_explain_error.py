"""Errors on their way back, with numbers that can be checked by hand."""

import numpy as np
import pytest

from convstudio.engine.convolve import convolve_slowly
from convstudio.engine.explain_error import (
    explain_pool_shares,
    terms_of_jacobian,
    terms_of_window,
)
from convstudio.engine.geometry import Box, Geometry

KERNEL = np.array([[1.0, 2], [3, 4]])[:, :, None, None]
ERROR = np.array([[1.0, -1], [0, 2]])[:, :, None]


def test_a_cell_in_the_middle_meets_the_kernel_turned_around():
    terms = terms_of_window(ERROR, KERNEL, Geometry.build((3, 3), (2, 2)), (1, 1, 0), [0])
    assert terms.places.tolist() == [[0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 0]]
    assert terms.errors.tolist() == [1, -1, 0, 2]
    assert terms.weights.tolist() == [4, 3, 2, 1]
    assert terms.products.tolist() == [4, -3, 0, 2]
    assert terms.total == 3


def test_all_cells_are_the_full_correlation_with_the_kernel_turned_around():
    geometry = Geometry.build((3, 3), (2, 2))
    found = [
        [terms_of_window(ERROR, KERNEL, geometry, (r, c, 0), [0]).total for c in range(3)] for r in range(3)
    ]
    full = Geometry.build((2, 2), (2, 2), padding="full")
    turned = KERNEL[::-1, ::-1]
    assert found == convolve_slowly(ERROR[None], turned, None, full)[0, :, :, 0].tolist()


def test_a_cell_beyond_the_input_is_refused():
    with pytest.raises(ValueError, match="row=3"):
        terms_of_window(ERROR, KERNEL, Geometry.build((3, 3), (2, 2)), (3, 0, 0), [0])


def test_slopes_of_a_block_are_taken_where_it_stands():
    errors = np.arange(9.0).reshape(3, 3, 1)
    terms = terms_of_jacobian(errors, np.array([[[0.0], [2.0]]]), Box(1, 2, 1, 3))
    assert terms.places.tolist() == [[1, 2, 0]]
    assert terms.total == 10


def test_the_largest_cell_of_a_window_gets_all_of_its_error():
    x = np.array([[1.0, 3], [2, 3]])[:, :, None]
    geometry, errors = Geometry.build((2, 2), (2, 2)), np.full((1, 1, 1), 0.5)
    shares = {
        (r, c): explain_pool_shares(x, errors, geometry, (r, c, 0), True)[0] for r, c in np.ndindex(2, 2)
    }
    assert {cell: share.share for cell, share in shares.items()} == {
        (0, 0): 0,
        (0, 1): 1,
        (1, 0): 0,
        (1, 1): 0,
    }
    assert shares[1, 1].winner == (0, 1)
    assert shares[1, 1].is_tied
    assert shares[0, 0].error == 0.5


def test_windows_that_overlap_are_told_one_by_one():
    x = np.array([[1.0, 5, 2]])[:, :, None]
    geometry, errors = Geometry.build((1, 3), (1, 2)), np.array([[[1.0], [10.0]]])
    shares = explain_pool_shares(x, errors, geometry, (0, 1, 0), True)
    assert [(share.col, share.error, share.share) for share in shares] == [(0, 1, 1), (1, 10, 1)]
    assert not shares[0].is_tied


def test_a_mean_gives_each_cell_that_is_there_the_same_share():
    geometry = Geometry.build((3, 3), (2, 2), (2, 2), padding="same")
    x, errors = np.zeros((3, 3, 1)), np.ones((2, 2, 1))
    assert explain_pool_shares(x, errors, geometry, (0, 0, 0), False)[0].share == 0.25
    corner = explain_pool_shares(x, errors, geometry, (2, 2, 0), False)[0]
    assert (corner.share, corner.count, corner.winner) == (1, 1, None)
