"""Between which numbers the values of a stack must lie, whatever its weights and its input are."""

import math
from collections.abc import Iterable

import numpy as np

from convstudio.nn.activations import Activation
from convstudio.nn.dropout import Dropout
from convstudio.nn.gathering import Gathering
from convstudio.nn.layer import Array, Layer
from convstudio.nn.pooling import Pool
from convstudio.nn.reshaping import Rearranging

Range = tuple[float, float]


def range_of_input(values: Array) -> Range:
    """Who makes an input decides: from 0 on, if no value is negative."""
    is_negative = values.size > 0 and bool(np.min(values) < 0)
    return (-math.inf if is_negative else 0.0), math.inf


def keeps_range(layer: Layer) -> bool:
    """Whether a layer only chooses, averages, copies or moves values, or passes them on."""
    is_nothing = isinstance(layer, Activation) and layer.activation == "linear"
    return is_nothing or isinstance(layer, Pool | Gathering | Rearranging | Dropout)


def range_after(layers: Iterable[Layer], before: Range) -> Range:
    """The range of what layers give, one after the other, where `before` is that of their input.

    What keeps it adds 0 to it, which stands where padding is.
    """
    for layer in layers:
        low, high = before
        before = (min(low, 0.0), max(high, 0.0)) if keeps_range(layer) else layer.output_range
    return before
