"""Which values there can be behind which layers."""

import math

import numpy as np
import pytest

from convstudio.nn import (
    Activation,
    AveragePooling2D,
    Conv2D,
    Dropout,
    Flatten,
    GlobalMaxPooling2D,
    MaxPooling2D,
    ReLU,
    UpSampling2D,
    ZeroPadding2D,
)
from convstudio.nn.ranges import range_after, range_of_input

ALL = -math.inf, math.inf


def test_of_an_input_the_one_who_draws_it_decides():
    assert range_of_input(np.array([0.0, 3.0])) == (0, math.inf)
    assert range_of_input(np.array([0.0, -3.0])) == ALL
    assert range_of_input(np.zeros(0)) == (0, math.inf)


@pytest.mark.parametrize(
    "layer",
    [
        MaxPooling2D(),
        AveragePooling2D(),
        GlobalMaxPooling2D(),
        Flatten(),
        UpSampling2D(),
        Dropout(0.5),
        Activation("linear"),
    ],
)
def test_what_moves_or_joins_values_keeps_their_range(layer):
    for before in ((0.0, 1.0), (0.0, math.inf), ALL):
        assert range_after([layer], before) == before


def test_the_last_activation_decides():
    layers = [Conv2D(1, 3, activation="sigmoid"), MaxPooling2D(), Conv2D(1, 3), MaxPooling2D(), ReLU()]
    ranges = [range_after(layers[:count], (0.0, math.inf)) for count in range(6)]
    assert ranges == [(0, math.inf), (0, 1), (0, 1), ALL, ALL, (0, math.inf)]


def test_padding_is_zero():
    assert range_after([ZeroPadding2D()], (2.0, 3.0)) == (0, 3)
