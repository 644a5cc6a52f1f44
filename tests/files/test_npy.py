import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as arrays

from convstudio.files.npy import read_npy, read_npy_header, write_npy

PLENTY = 1 << 20


def stream(array, **words):
    buffer = io.BytesIO()
    np.save(buffer, array, **words)
    buffer.seek(0)
    return buffer


@given(arrays.arrays(np.float32, arrays.array_shapes(max_dims=4, max_side=4)))
def test_any_array_is_read_back(array):
    assert np.array_equal(read_npy(stream(array), PLENTY), array, equal_nan=True)


def test_arrays_in_the_order_of_fortran_are_read_back():
    array = np.asfortranarray(np.arange(24.0).reshape(2, 3, 4))
    assert np.array_equal(read_npy(stream(array), PLENTY), array)


@pytest.mark.parametrize("dtype", ["?", "i1", "u2", ">i4", "f2", ">f4", "f8"])
def test_every_kind_of_real_number_is_read(dtype):
    array = np.array([0, 1, 1], dtype)
    assert np.array_equal(read_npy(stream(array), PLENTY), array)


def test_the_header_tells_the_size_before_the_values_are_read():
    header = read_npy_header(stream(np.zeros((3, 4), np.float32)))
    assert (header.shape, header.size) == ((3, 4), 48)


def test_what_is_larger_than_allowed_is_refused():
    with pytest.raises(ValueError, match="needs 800 bytes; at most 799 fit"):
        read_npy(stream(np.zeros(100)), 799)


def test_missing_values_are_named():
    data = stream(np.zeros(100)).getvalue()[:-1]
    with pytest.raises(ValueError, match="it ends early: 799 of the 800 bytes"):
        read_npy(io.BytesIO(data), PLENTY)


def test_pickled_objects_are_refused():
    with pytest.raises(ValueError, match="never loaded"):
        read_npy(stream(np.array([{}], object), allow_pickle=True), PLENTY)


@pytest.mark.parametrize("array", [np.array(["a"]), np.array([1j]), np.array([(1, 2)], "i4,i4")])
def test_what_holds_no_real_numbers_is_refused(array):
    with pytest.raises(ValueError, match="only real numbers"):
        read_npy(stream(array), PLENTY)


@pytest.mark.parametrize("size", range(0, 80, 7))
def test_a_damaged_header_is_refused(size):
    data = stream(np.zeros(3)).getvalue()[:size]
    with pytest.raises(ValueError, match="not a NumPy array file, or its header is damaged"):
        read_npy(io.BytesIO(data), PLENTY)


def test_a_written_array_is_one_of_numpys(tmp_path):
    write_npy(tmp_path / "a.npy", np.arange(6).reshape(2, 3))
    assert np.load(tmp_path / "a.npy").tolist() == [[0, 1, 2], [3, 4, 5]]
