import numpy as np
import pytest

from convstudio.nn.shapes import (
    as_pair,
    checked_shape,
    from_planar,
    is_whole,
    planar_shape,
    to_planar,
    without_batch,
)


@pytest.mark.parametrize(
    ("shape", "planes"),
    [
        ((), (1, 1, 1)),
        ((5,), (1, 1, 5)),
        ((8, 3), (1, 8, 3)),
        ((8, 6, 3), (8, 6, 3)),
        ((2, 4, 6, 3), (8, 6, 3)),
    ],
)
def test_every_shape_has_planes(shape, planes):
    assert planar_shape(shape) == planes


def test_going_to_planes_and_back_keeps_the_order_and_the_memory():
    line = np.arange(12).reshape(2, 3, 2)
    planes = to_planar(line, (3, 2))
    assert planes.shape == (2, 1, 3, 2)
    assert np.shares_memory(planes, line)
    assert from_planar(planes, (3, 2)).tolist() == line.tolist()


def test_sizes_along_a_line_are_those_of_one_row():
    assert as_pair((3,)) == (1, 3)
    assert as_pair((2, 3)) == (2, 3)


def test_the_batch_may_be_unknown():
    assert without_batch((None, np.int64(8), 1)) == (8, 1)


@pytest.mark.parametrize("shape", ["88", 8, (8, 0), (8, 1.0), (True, 8), None])
def test_other_things_are_no_shapes(shape):
    with pytest.raises(ValueError, match="Received"):
        checked_shape(shape)


def test_truth_is_no_number():
    assert is_whole(3)
    assert is_whole(np.int8(3))
    assert not is_whole(True)
    assert not is_whole(3.0)
