import numpy as np

from convstudio.engine.geometry import Box
from convstudio.nn import ReLU
from convstudio.nn.pointwise import broadcast_planes


def test_weights_of_channels_stand_at_every_place():
    assert broadcast_planes(np.array([1, 2]), (3, 4, 2), Box(1, 2, 0, 4)).tolist() == [[[1, 2]]]


def test_weights_of_rows_stand_in_their_rows():
    planes = broadcast_planes(np.array([1, 2, 3]).reshape(3, 1, 1), (3, 2, 2), Box(1, 3, 0, 1))
    assert planes.tolist() == [[[2, 2]], [[3, 3]]]


def test_the_weights_of_a_line_are_those_of_one_row():
    assert broadcast_planes(np.arange(6).reshape(3, 2), (3, 2), Box(0, 1, 1, 3)).tolist() == [
        [[2, 3], [4, 5]]
    ]


def test_a_place_is_reached_by_itself_alone():
    assert ReLU().reached((5, 5, 2), Box(1, 2, 3, 4)) == (Box(1, 2, 3, 4),)
