from pathlib import Path

import numpy as np
import pytest

from convstudio.files.weights import read_weights
from convstudio.files.weights.hdf5_heap import check_heaps

h5py = pytest.importorskip("h5py", reason="Keras' files need h5py")
MODELS = Path(__file__).parents[2] / "cases" / "models"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.h5"


def test_arrays_in_groups_have_names_with_slashes(path):
    with h5py.File(path, "w") as file:
        file["layer/kernel"] = np.arange(6.0).reshape(2, 3)

    assert read_weights(path).read("layer/kernel").tolist() == [[0, 1, 2], [3, 4, 5]]


def test_arrays_come_in_the_order_of_the_file():
    names = [name for name in read_weights(MODELS / "keras_digits.weights.h5").entries if "dense" in name]

    assert names == [f"layers/{layer}/vars/{number}" for layer in ("dense", "dense_1") for number in (0, 1)]


@pytest.mark.parametrize("link", ["soft", "external"])
def test_a_link_is_refused(path, link):
    with h5py.File(path, "w") as file:
        file["x"] = h5py.SoftLink("/y") if link == "soft" else h5py.ExternalLink("other.h5", "/y")

    with pytest.raises(ValueError, match="'x' is a link"):
        read_weights(path)


def test_an_array_in_another_file_is_refused(path):
    with h5py.File(path, "w") as file:
        file.create_dataset("x", (4,), "f4", external=[("/etc/passwd", 0, 16)])

    with pytest.raises(ValueError, match="'x' lies outside of the file"):
        read_weights(path)


def test_an_array_put_together_from_others_is_refused(path):
    with h5py.File(path, "w") as file:
        layout = h5py.VirtualLayout((4,), "f4")
        layout[:] = h5py.VirtualSource("other.h5", "y", (4,))
        file.create_virtual_dataset("x", layout)

    with pytest.raises(ValueError, match="'x' lies outside of the file"):
        read_weights(path)


def test_a_packed_array_is_refused(path):
    with h5py.File(path, "w") as file:
        file.create_dataset("x", data=np.zeros(1000), compression="gzip")

    with pytest.raises(ValueError, match="'x' is packed"):
        read_weights(path)


def test_a_huge_array_that_is_not_there_is_refused(path):
    with h5py.File(path, "w") as file:
        file.create_dataset("x", ((1 << 28) + 1,), "f4")

    with pytest.raises(ValueError, match="the limit is 268,435,456"):
        read_weights(path)


def test_a_group_in_itself_is_refused(path):
    with h5py.File(path, "w") as file:
        group = file.create_group("a")
        group["a"] = group

    with pytest.raises(ValueError, match="nested more than 64 times"):
        read_weights(path)


def test_texts_that_never_end_are_refused():
    head = b"GCOL\x01\x00\x00\x00" + (48).to_bytes(8, "little")
    whole = head + bytes([0] * 8) + (32).to_bytes(8, "little") + bytes(16)
    endless = head + bytes([0] * 16) + bytes(16)

    check_heaps(whole)
    with pytest.raises(ValueError, match="its texts are damaged"):
        check_heaps(endless)
