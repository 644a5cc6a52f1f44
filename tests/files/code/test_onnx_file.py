"""ONNX files, read back by the package onnx where it is installed."""

import numpy as np
import pytest

from convstudio.files.code import onnx_file
from convstudio.files.code.onnx_file import OnnxGraph


def read(data):
    return pytest.importorskip("onnx", reason="the package onnx is not installed").ModelProto.FromString(data)


def test_nodes_numbers_and_attributes_come_back():
    graph = OnnxGraph("A model")
    table = graph.number([[1.5, -2.0]], "table")
    places = graph.number([3, -4])
    current = graph.add(
        "Gemm", ["x", table, places], {"alpha": 0.5, "transB": 1, "pads": (1, 2), "mode": "linear"}
    )
    model = read(graph.finish((2,), current, (1,)))
    (node, last) = model.graph.node
    assert (node.op_type, list(node.input)) == ("Gemm", ["x", "table", places])
    attributes = {one.name: one for one in node.attribute}
    assert (attributes["alpha"].f, attributes["transB"].i) == (0.5, 1)
    assert (list(attributes["pads"].ints), attributes["mode"].s) == ([1, 2], b"linear")
    assert (last.op_type, list(last.output)) == ("Identity", ["y"])
    floats, wholes = model.graph.initializer
    assert np.frombuffer(floats.raw_data, "<f4").tolist() == [1.5, -2.0]
    assert (list(floats.dims), np.frombuffer(wholes.raw_data, "<i8").tolist()) == ([1, 2], [3, -4])
    assert model.doc_string == "A model"
    assert (model.ir_version, model.opset_import[0].version) == (8, 17)


def test_no_two_values_have_the_same_name():
    graph = OnnxGraph("")
    names = [graph.number([1.0], name) for name in ("a", "a", "x", "y", "")]
    assert len({*names, "x", "y"}) == 7


def test_a_file_that_would_be_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(onnx_file, "MAX_BYTES", 100)
    graph = OnnxGraph("")
    graph.number(np.zeros(100, np.float32))
    with pytest.raises(ValueError, match="an ONNX file has at most 100 bytes, and this one needs"):
        graph.finish((1,), "x", (1,))
