from pathlib import Path

import numpy as np
import pytest

from convstudio.files.weights import read_weights
from convstudio.files.weights.onnx_files import read_graph

onnx = pytest.importorskip("onnx", reason="ONNX files need onnx")
MODELS = Path(__file__).parents[2] / "cases" / "models"


def write(path, tensor):
    node = onnx.helper.make_node("Identity", ["x"], ["y"])
    value = onnx.helper.make_tensor_value_info
    ends = [value(name, 1, ["batch", 2]) for name in "xy"]
    graph = onnx.helper.make_graph([node], "g", ends[:1], ends[1:], [tensor])
    onnx.save_model(onnx.helper.make_model(graph), path)
    return path


@pytest.mark.parametrize("kind", [1, 2, 3, 5, 6, 7, 9, 10, 11, 16])
@pytest.mark.parametrize("raw", [False, True])
def test_numbers_of_every_kind_are_read(tmp_path, kind, raw):
    values = np.array([1, 0, 1])
    if raw:
        values = values.astype(onnx.helper.tensor_dtype_to_np_dtype(kind)).tobytes()
    path = write(tmp_path / "a.onnx", onnx.helper.make_tensor("t", kind, [3], values, raw))

    assert read_weights(path).read("t").tolist() == [1, 0, 1]


@pytest.mark.parametrize(("shape", "count"), [([4], 3), ([2, 2], 3), ([2], 3)])
def test_a_tensor_with_more_or_fewer_values_than_its_shape_is_refused(tmp_path, shape, count):
    tensor = onnx.helper.make_tensor("t", 1, [count], [0.0] * count)
    del tensor.dims[:]
    tensor.dims.extend(shape)

    with pytest.raises(ValueError, match=f"has {count} values"):
        read_weights(write(tmp_path / "a.onnx", tensor))


def test_a_tensor_in_another_file_is_refused(tmp_path):
    tensor = onnx.helper.make_tensor("t", 1, [1], [0.0])
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "/etc/passwd"

    with pytest.raises(ValueError, match="'t' lies in another file"):
        read_weights(write(tmp_path / "a.onnx", tensor))


def test_open_sizes_are_none():
    graph = read_graph(MODELS / "torch_line_old.onnx")

    assert dict(graph.inputs) == {"input": (None, 2, 16)}


def test_a_kind_of_number_that_is_not_read_is_told_when_it_is_wanted(tmp_path):
    path = write(tmp_path / "a.onnx", onnx.helper.make_tensor("t", 8, [1], [b"text"]))

    with pytest.raises(ValueError, match="of type 8, which is not read"):
        read_weights(path).read("t")
