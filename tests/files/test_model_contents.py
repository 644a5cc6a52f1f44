"""The list of layers that a person chooses from."""

import json
from pathlib import Path

import numpy as np
import pytest

from convstudio.files.importing.single import part_from
from convstudio.files.model_contents import contents_of
from convstudio.files.model_import import import_layer

MODELS = Path(__file__).resolve().parent.parent / "cases" / "models"


def names(path):
    return [layer.name for layer in contents_of(path).layers]


def onnx_file(path, operators, arrays):
    """A chain of operators in which arrays have the names that PyTorch gives them after folding."""
    onnx = pytest.importorskip("onnx")
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    nodes = [
        helper.make_node(operator, [given, *weights], [made], name=f"/{made}/Op")
        for operator, given, weights, made in operators
    ]
    made = nodes[-1].output[0]
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", kind, [1, 2, 6, 6])],
        [helper.make_tensor_value_info(made, kind, None)],
        [onnx.numpy_helper.from_array(array, name) for name, array in arrays.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    path.write_bytes(model.SerializeToString())
    return path


ARRAYS = {
    "onnx::Conv_9": np.arange(54, dtype=np.float32).reshape(3, 2, 3, 3),
    "onnx::Conv_10": np.array([5, 6, 7], np.float32),
}
CONV = ("Conv", "x", ("onnx::Conv_9", "onnx::Conv_10"), "h")


def test_layers_of_a_keras_model_have_its_order_and_its_names():
    pytest.importorskip("h5py")
    contents = contents_of(MODELS / "keras_digits.keras")
    order = [str(part.config["name"]) for part in contents.model.parts if part.weights]
    assert [layer.name for layer in contents.layers] == order
    assert order[0] == "edges"
    for layer, part in zip(
        contents.layers, (part for part in contents.model.parts if part.weights), strict=True
    ):
        for array, found in zip(part.weights, part_from(layer).weights, strict=True):
            np.testing.assert_array_equal(array, found)


def test_layers_of_safetensors_are_in_the_order_of_their_numbers(tmp_path):
    header, data = {}, b""
    for name in ("10.weight", "2.weight", "0.weight"):
        header[name] = {"dtype": "F32", "shape": [1, 1], "data_offsets": [len(data), len(data) + 4]}
        data += b"\0" * 4
    text = json.dumps(header).encode()
    (tmp_path / "a.safetensors").write_bytes(len(text).to_bytes(8, "little") + text + data)

    assert names(tmp_path / "a.safetensors") == ["0", "2", "10"]


def test_a_kernel_of_onnx_has_its_bias_whatever_their_names(tmp_path):
    path = onnx_file(tmp_path / "a.onnx", [CONV], ARRAYS)

    (layer,) = contents_of(path).layers

    part = part_from(layer)
    np.testing.assert_array_equal(part.weights[0], ARRAYS["onnx::Conv_9"].transpose(2, 3, 1, 0))
    assert part.weights[1].tolist() == [5, 6, 7]


def test_a_kernel_of_onnx_has_its_bias_also_in_a_model_that_cannot_be_taken_over(tmp_path):
    path = onnx_file(tmp_path / "a.onnx", [CONV, ("Erf", "h", (), "y")], ARRAYS)
    contents = contents_of(path)

    (layer,) = contents.layers

    assert contents.model.unsupported
    assert [entry.name for entry in layer.entries] == list(ARRAYS)
    assert part_from(layer).weights[1].tolist() == [5, 6, 7]


def test_one_layer_of_such_a_model_is_taken_by_name_with_its_bias(tmp_path):
    branch = [CONV, ("Conv", "x", ("onnx::Conv_11", "onnx::Conv_10"), "side"), ("Add", "h", ("side",), "y")]
    path = onnx_file(tmp_path / "a.onnx", branch, {**ARRAYS, "onnx::Conv_11": ARRAYS["onnx::Conv_9"] + 1})

    part = import_layer(path, "side/Op")

    assert part.weights[0][0, 0, 0, 0] == 1
    assert part.weights[1].tolist() == [5, 6, 7]
