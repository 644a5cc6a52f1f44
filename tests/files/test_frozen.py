import numpy as np
import pytest

from convstudio.files.frozen import plain, read_only, same_array


def test_a_copy_is_read_only_and_follows_nobody():
    given = np.zeros(3, np.float32)
    frozen = read_only(given)
    given[0] = 1
    assert frozen[0] == 0
    assert not frozen.flags.writeable


def test_what_is_read_only_is_not_copied():
    frozen = read_only(np.zeros(3))
    assert read_only(frozen) is frozen


@pytest.mark.parametrize(
    ("given", "dtype"), [("f4", "f4"), ("f8", "f8"), ("f2", "f4"), ("i8", "f4"), ("?", "f4"), (">f4", "f4")]
)
def test_float32_and_float64_stay_and_all_else_becomes_float32(given, dtype):
    assert read_only(np.ones(2, given)).dtype == np.dtype(dtype)


def test_a_wanted_type_is_cast_to_without_warnings():
    assert read_only([1e300], np.float32)[0] == np.inf


def test_texts_are_no_numbers():
    with pytest.raises(ValueError, match="real numbers"):
        read_only(["a"])


def test_nan_is_the_same_as_nan():
    assert same_array(np.array([np.nan]), np.array([np.nan]))


def test_another_type_is_not_the_same():
    assert not same_array(np.zeros(2, np.float32), np.zeros(2))


def test_plain_values_are_those_of_python():
    value = plain({"a": [np.int64(1), (np.float32(0.5), None)], "b": {"c": True}})
    assert value == {"a": (1, (0.5, None)), "b": {"c": True}}
    assert type(value["a"][0]) is int


@pytest.mark.parametrize("value", [float("inf"), np.zeros(2), b"x", {1: 2}])
def test_what_json_cannot_hold_is_refused(value):
    with pytest.raises(ValueError, match="setting"):
        plain(value)
