import zipfile
from pathlib import Path

import numpy as np
import pytest

from convstudio.files.weights import read_weights

START = b"ctorch._utils\n_rebuild_tensor_v2\n(("
MODELS = Path(__file__).parents[2] / "cases" / "models"


def tensor(count, first, shape, strides, kind=b"FloatStorage"):
    """A pickled tensor in storage 0, of numbers below 256."""

    def numbers(values):
        return b"(" + b"".join(b"K" + bytes([value]) for value in values) + b"t"

    storage = b"X\x07\x00\x00\x00storagectorch\n" + kind + b"\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK"
    place = storage + bytes([count]) + b"tQK" + bytes([first])
    return START + place + numbers(shape) + numbers(strides) + b"\x89}tR"


def write(path, contents, storage, **others):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model/data.pkl", b"\x80\x02" + contents + b".")
        archive.writestr("model/data/0", storage)
        for name, data in others.items():
            archive.writestr(f"model/{name}", data)
    return path


def test_a_part_of_a_storage_is_read_by_its_strides(tmp_path):
    storage = np.arange(6, dtype="<f4").tobytes()
    path = write(tmp_path / "a.pt", tensor(6, 1, (2, 2), (1, 3)), storage)

    assert read_weights(path).read("tensor").tolist() == [[1, 4], [2, 5]]


@pytest.mark.parametrize(
    ("count", "first", "shape", "strides"),
    [
        (6, 0, (2, 4), (4, 1)),
        (6, 5, (2,), (1,)),
        (6, 0, (7,), (0,)),
        (9, 0, (2,), (1,)),
        (6, 0, (2, 2), (1,)),
    ],
)
def test_a_tensor_that_does_not_lie_in_its_storage_is_refused(tmp_path, count, first, shape, strides):
    path = write(tmp_path / "a.pt", tensor(count, first, shape, strides), bytes(24))

    with pytest.raises(ValueError, match="does not lie in its storage"):
        read_weights(path)


def test_a_storage_that_is_missing_is_told(tmp_path):
    path = write(tmp_path / "a.pt", tensor(6, 0, (6,), (1,)).replace(b"\x000X", b"\x007X"), bytes(24))

    with pytest.raises(ValueError, match="does not lie in its storage"):
        read_weights(path)


def test_numbers_of_another_byte_order_are_refused(tmp_path):
    path = write(tmp_path / "a.pt", tensor(6, 0, (6,), (1,)), bytes(24), byteorder="big")

    with pytest.raises(ValueError, match="byte order"):
        read_weights(path)


def test_tensors_in_dictionaries_and_lists_have_names_with_dots():
    names = list(read_weights(MODELS / "checkpoint.pt").entries)

    assert names[:2] == ["state_dict.turned.weight", "state_dict.part.weight"]


def test_a_list_that_stands_in_itself_a_million_times_is_refused(tmp_path):
    doubled = b"]q\x00" + b"".join(
        b"](h" + bytes([n]) + b"h" + bytes([n]) + b"eq" + bytes([n + 1]) for n in range(40)
    )

    with pytest.raises(ValueError, match="values; the limit is"):
        read_weights(write(tmp_path / "a.pt", doubled, b""))


def test_a_list_in_itself_is_refused(tmp_path):
    with pytest.raises(ValueError, match="nested more than 64 times"):
        read_weights(write(tmp_path / "a.pt", b"]q\x00h\x00a", b""))


def test_a_zip_without_a_table_of_contents_is_none_of_pytorch(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.pt", "w") as archive:
        archive.writestr("model/version", "3")

    with pytest.raises(ValueError, match="not of NumPy, PyTorch or Keras"):
        read_weights(tmp_path / "a.pt")
