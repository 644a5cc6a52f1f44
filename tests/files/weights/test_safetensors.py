import json
import struct

import numpy as np
import pytest

from convstudio.files.weights import read_weights


def write(path, header, data=b""):
    text = json.dumps(header).encode() if isinstance(header, dict) else header
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)
    return path


def entry(dtype="F32", shape=(2,), offsets=(0, 8)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


@pytest.mark.parametrize(
    ("dtype", "data", "values"),
    [
        ("F32", struct.pack("<2f", 1.5, -2), [1.5, -2]),
        ("F16", np.array([1.5, -2], "<f2").tobytes(), [1.5, -2]),
        ("BF16", bytes([0xC0, 0x3F, 0x00, 0xC0]), [1.5, -2]),
        ("BOOL", b"\x00\x01", [False, True]),
        ("I64", struct.pack("<2q", 2**40, -1), [2**40, -1]),
    ],
)
def test_numbers_are_read_by_their_kind(tmp_path, dtype, data, values):
    path = write(tmp_path / "a", {"t": entry(dtype, (2,), (0, len(data)))}, data)

    assert read_weights(path).read("t").tolist() == values


def test_brain_floats_are_exact(tmp_path):
    bits = np.arange(1 << 16, dtype="<u2")
    path = write(tmp_path / "a", {"t": entry("BF16", (1 << 16,), (0, 1 << 17))}, bits.tobytes())

    values = read_weights(path).read("t")

    assert values.dtype == np.float32
    assert np.array_equal(values.view(np.uint32) >> 16, bits)


def test_a_kind_of_number_that_is_not_read_is_listed_and_told_when_it_is_wanted(tmp_path):
    path = write(tmp_path / "a", {"t": entry("F8_E4M3", (2,), (0, 2))}, bytes(2))
    file = read_weights(path)

    assert file.entries["t"].dtype == "F8_E4M3"
    with pytest.raises(ValueError, match="numbers of type 'F8_E4M3' are not read"):
        file.read("t")


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"a": entry(), "b": entry()}, "overlap, or there is a gap"),
        ({"a": entry(offsets=(8, 16))}, "overlap, or there is a gap"),
        ({"a": entry(shape=(1,), offsets=(0, 4))}, "take 4 bytes, and 8 are there"),
        ({"a": entry(shape=(3,))}, r"of shape \(3,\) does not take 8 bytes"),
        ({"a": entry(offsets=(0, 2**62))}, "bytes, and 8 are there"),
        ({"a": entry(shape=(2**40,), offsets=(0, 8))}, "elements; the limit is 268,435,456"),
        ({"a": entry(shape=(-2,))}, "is not possible"),
        ({"a": entry(shape=(1,) * 9)}, "is not possible"),
        ({"a": {"dtype": "F32", "shape": [2]}}, "has no place"),
        ({"a": {**entry(), "dtype": 7}}, "no type or no shape"),
        ({"a": {**entry(), "shape": "2"}}, "no type or no shape"),
        ({"a": 7}, "has no place"),
        (b'{"a": ', "its header is damaged"),
        (b'{"a": NaN}', "its header is damaged"),
        (b'{"a": ' + b"[" * 99999 + b"]" * 99999 + b"}", "nested"),
    ],
)
def test_an_impossible_header_is_refused(tmp_path, header, reason):
    with pytest.raises(ValueError, match=reason):
        read_weights(write(tmp_path / "a", header, bytes(8)))


def test_a_header_longer_than_the_file_is_refused(tmp_path):
    (tmp_path / "a").write_bytes(struct.pack("<Q", 1 << 40) + b"{}")

    with pytest.raises(ValueError, match="its header is damaged"):
        read_weights(tmp_path / "a")


def test_a_note_about_the_file_is_no_tensor(tmp_path):
    path = write(tmp_path / "a", {"__metadata__": {"format": "pt"}, "t": entry()}, bytes(8))

    assert list(read_weights(path).entries) == ["t"]
