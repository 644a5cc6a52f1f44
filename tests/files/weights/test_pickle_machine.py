import os
import pickle
from collections import OrderedDict

import pytest

from convstudio.files.weights.pickle_machine import Storage, Tensor, read_pickle

STORAGE = b"(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x06tQ"
TENSOR = b"ctorch._utils\n_rebuild_tensor_v2\n(" + STORAGE + b"K\x00K\x02K\x03\x86K\x03K\x01\x86\x89)tR."


class Evil:
    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_plain_values_are_read(protocol):
    value = {"epoch": 3, "rate": 0.5, "names": ["a", ("b", None)], "done": True, "many": 2**40, "none": {}}

    assert read_pickle(pickle.dumps(value, protocol)) == value


def test_a_dictionary_in_order_is_read():
    assert read_pickle(pickle.dumps(OrderedDict(a=1, b=2), 2)) == {"a": 1, "b": 2}


def test_a_tensor_is_a_part_of_a_storage():
    assert read_pickle(TENSOR) == Tensor(Storage("<f4", "0", 6), 0, (2, 3), (3, 1))


@pytest.mark.parametrize(
    ("function", "arguments", "name"),
    [
        (os.system, ("echo",), r"(posix|nt)\.system"),
        (eval, ("1 + 1",), r"(__builtin__|builtins)\.eval"),
        (getattr, ("a", "b"), r"(__builtin__|builtins)\.getattr"),
    ],
)
@pytest.mark.parametrize("protocol", [2, 4])
def test_what_would_have_to_be_run_is_refused_by_name(function, arguments, name, protocol):
    with pytest.raises(ValueError, match=rf"it names '{name}'"):
        read_pickle(pickle.dumps(Evil(function, *arguments), protocol))


def test_nothing_is_run(tmp_path):
    place = tmp_path / "made"

    with pytest.raises(ValueError, match="it names"):
        read_pickle(pickle.dumps({"a": Evil(os.mkdir, str(place))}, 2))
    assert not place.exists()


@pytest.mark.parametrize("data", [b"ios\nsystem\n.", b"\x80\x02I7\n.", b"\x80\x02}(I1\nI2\nd."])
def test_instructions_that_tensors_do_not_need_are_refused(data):
    with pytest.raises(ValueError, match="it uses the pickle instruction"):
        read_pickle(data)


@pytest.mark.parametrize("data", [b"", b"\x80\x02", b"\x80\x02K\x01", b"\x80\x02}q\x00"])
def test_a_pickle_that_stops_early_is_refused(data):
    with pytest.raises(ValueError, match=r"ends early|damaged"):
        read_pickle(data)


@pytest.mark.parametrize(
    "data",
    [
        b".",
        b"K\x01a.",
        b"h\x05.",
        b"t.",
        b"]K\x01R.",
        b"}]K\x01s.",
        b"]r\xff\xff\xff\x7fQ.",
        STORAGE.replace(b"storage", b"STORAGE") + b".",
        STORAGE.replace(b"\x000X", b"\x00/X") + b".",
        TENSOR.replace(b"K\x02K\x03\x86K", b"K\x02NK", 1),
    ],
)
def test_a_damaged_pickle_is_refused(data):
    with pytest.raises(ValueError, match=r"damaged|not possible"):
        read_pickle(data)


def test_a_large_place_to_note_something_down_takes_no_memory():
    assert read_pickle(b"\x80\x02]r\xff\xff\xff\x7f.") == []
