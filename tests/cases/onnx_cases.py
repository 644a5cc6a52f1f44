"""Operators of ONNX: automatic and lopsided padding, strides together with dilation, dilated pooling."""

import itertools

import numpy as np
import onnxruntime
from exact_numbers import eighths
from onnx import TensorProto, helper


def cases():
    """All cases, each (settings, arrays)."""
    for kernel, stride, dilation, (pads, words) in itertools.product(
        ((2, 3), (3, 3)), (1, 2), (1, 2), paddings()
    ):
        name = f"{kernel}{stride}{dilation}{pads}"
        common = {"kernel_shape": kernel, "strides": [stride] * 2, "dilations": [dilation] * 2, **words}
        settings = {"strides": stride, "dilation": dilation, "padding": pads}
        if words.get("auto_pad") and dilation > 1:
            continue
        x, w, b = eighths((1, 4, 6, 7), name), eighths((4, 2, *kernel), f"w{name}"), eighths(4, "bias")
        y = run("Conv", {"x": x, "w": w, "b": b}, {"group": 2, **common})
        yield {"kind": "conv", "border": "zeros", **settings}, last(x, y, w=w.transpose(2, 3, 1, 0), b=b)
        if pads == ((1, 1), (0, 2)) or pads == "valid":
            top = run("MaxPool", {"x": x}, common)
            yield {"kind": "max", "pool_size": kernel, **settings}, last(x, top)
            mean = run("AveragePool", {"x": x}, {"count_include_pad": 0, **common})
            yield {"kind": "average", "pool_size": kernel, **settings}, last(x, mean)


def paddings():
    yield "valid", {}
    yield "same", {"auto_pad": "SAME_UPPER"}
    yield ((1, 1), (0, 2)), {"pads": [1, 0, 1, 2]}


def run(operator, arrays, attributes):
    inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, a.shape) for name, a in arrays.items()]
    output = helper.make_tensor_value_info("y", TensorProto.FLOAT, [None] * 4)
    graph = helper.make_graph(
        [helper.make_node(operator, [*arrays], ["y"], **attributes)], "one", inputs, [output]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)], ir_version=9)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, arrays)[0]


def last(x, y, **weights):
    return {"x": np.moveaxis(x, 1, -1), "y": np.moveaxis(y, 1, -1), **weights}
