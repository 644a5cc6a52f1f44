"""Products and sums that are rounded as little as possible, for explanations."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray


def exact_products(cells: NDArray[Any], weights: NDArray[Any]) -> NDArray[np.float64]:
    """Products in float64, which holds the product of two float32 numbers exactly."""
    with np.errstate(all="ignore"):
        products: NDArray[np.float64] = np.multiply(cells, weights, dtype=np.float64)
        return products


def exact_sum(terms: NDArray[Any]) -> float:
    """The sum, rounded once; NaN where infinities of both signs meet."""
    if np.isfinite(terms).all():
        return math.fsum(terms.ravel().tolist())
    with np.errstate(all="ignore"):
        return float(terms.sum())
