"""Small ONNX models, each against the reference evaluator of the package onnx."""

import numpy as np
import pytest

from convstudio.files.model_import import import_model

onnx = pytest.importorskip("onnx", reason="ONNX files need onnx")
reference = pytest.importorskip("onnx.reference", reason="ONNX files need onnx")
helper = onnx.helper
RANDOM = np.random.default_rng(0)


def numbers(*shape):
    return RANDOM.uniform(0.2, 1, shape).astype(np.float32) * RANDOM.choice([-1, 1], shape).astype(np.float32)


class Chain:
    """Operations, each on what the one before gives."""

    def __init__(self, *shape, opset=20):
        self.shape, self.opset = shape, opset
        self.nodes, self.arrays = [], []

    def then(self, operator, *arrays, **attributes):
        number = len(self.nodes)
        names = [f"n{number}.{place}" for place in range(len(arrays))]
        self.arrays += [onnx.numpy_helper.from_array(a, name) for a, name in zip(arrays, names, strict=True)]
        inputs = [f"v{number}", *names]
        self.nodes.append(helper.make_node(operator, inputs, [f"v{number + 1}"], f"n{number}", **attributes))
        return self

    def save(self, path):
        value = helper.make_tensor_value_info
        ends = [value("v0", 1, self.shape)], [value(f"v{len(self.nodes)}", 1, None)]
        graph = helper.make_graph(self.nodes, "g", *ends, self.arrays)
        opsets = [helper.make_opsetid("", self.opset)]
        self.model = helper.make_model(graph, opset_imports=opsets, ir_version=9)
        onnx.save_model(self.model, path)
        return path


def image(*shape):
    return Chain(1, *(shape or (2, 6, 5)))


def here(imported, x):
    """What the layers give for an input in the model's own order, turned to channels first."""
    value = x if imported.input_shape == x.shape[1:] else np.moveaxis(x, 1, -1)
    for part in imported.parts:
        value = part.build(value.shape[1:])(value)
    return np.moveaxis(value, -1, 1) if value.ndim > 2 else value


SAME = {
    "conv": image().then("Conv", numbers(4, 2, 3, 2), numbers(4), pads=[1, 0, 2, 1], strides=[2, 1]),
    "conv without bias in groups": image().then("Conv", numbers(4, 1, 3, 3), group=2, dilations=[2, 2]),
    "conv, odd cell at the end": image().then(
        "Conv", numbers(3, 2, 4, 2), auto_pad="SAME_UPPER", strides=[2, 2]
    ),
    "conv, valid": image().then("Conv", numbers(3, 2, 2, 2), auto_pad="VALID"),
    "conv of a line": Chain(1, 2, 9).then("Conv", numbers(3, 2, 4), numbers(3), pads=[2, 1]),
    "bias added later": image().then("Conv", numbers(4, 2, 3, 3)).then("Add", numbers(1, 4, 1, 1)),
    "transposed": image().then(
        "ConvTranspose", numbers(2, 3, 3, 3), numbers(3), strides=[2, 2], pads=[1, 0, 0, 1]
    ),
    "transposed, wider": image().then(
        "ConvTranspose", numbers(2, 3, 2, 2), strides=[3, 3], output_padding=[1, 2], pads=[0, 0, 0, 0]
    ),
    "max pool": image().then("MaxPool", kernel_shape=[3, 2], strides=[2, 1], pads=[1, 0, 1, 1]),
    "max pool, rounded up": image(2, 7, 5).then("MaxPool", kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1),
    "mean pool": image().then("AveragePool", kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
    "mean pool with padding": image().then(
        "AveragePool", kernel_shape=[3, 3], pads=[1, 0, 1, 2], count_include_pad=1
    ),
    "global max": image().then("GlobalMaxPool").then("Flatten"),
    "mean of maps": image().then("ReduceMean", np.array([2, 3]), keepdims=0),
    "mean of maps that stay": image()
    .then("ReduceMean", np.array([-1, -2]))
    .then("Squeeze", np.array([2, 3])),
    "mean of maps of old": Chain(1, 2, 6, 5, opset=13).then("ReduceMean", axes=[2, 3], keepdims=0),
    "normalization": image().then("BatchNormalization", *numbers(3, 2), abs(numbers(2)), epsilon=1e-3),
    "one slope for each channel": image().then("PRelu", numbers(2, 1, 1)),
    "one slope for all": image().then("PRelu", numbers(1)),
    "limits": image().then("Clip", np.float32(0), np.float32(0.5)),
    "leaky": image().then("LeakyRelu", alpha=0.2),
    "elu": image().then("Elu", alpha=0.5),
    "gelu": image().then("Gelu"),
    "hard sigmoid": image().then("HardSigmoid", alpha=1 / 6, beta=0.5),
    "softmax along channels": image().then("Softmax", axis=1),
    "zeros around": image().then("Pad", np.array([0, 0, 1, 2, 0, 0, 0, 3])),
    "blocks": image().then(
        "Resize",
        *(np.zeros(0, np.float32), np.array([1, 1, 2, 3], np.float32)),
        coordinate_transformation_mode="asymmetric",
        mode="nearest",
        nearest_mode="floor",
    ),
    "flat, then dense": image().then("Flatten").then("Gemm", numbers(60, 3), numbers(3), alpha=0.5, beta=2.0),
    "flat, activated, then dense": image().then("Flatten").then("Relu").then("MatMul", numbers(60, 3)),
    "flat, and the order matters": image().then("Flatten"),
    "flat, normalized": image().then("Flatten").then("BatchNormalization", *numbers(3, 60), abs(numbers(60))),
    "dense twice": Chain(1, 7).then("Gemm", numbers(4, 7), transB=1).then("Tanh").then("Gemm", numbers(4, 2)),
    "dense, bias added later": Chain(1, 7).then("MatMul", numbers(7, 4)).then("Add", numbers(4)),
    "reshaped": image().then("Reshape", np.array([0, -1])).then("MatMul", numbers(60, 2)),
    "axes moved there and back": image()
    .then("Transpose", perm=[0, 2, 3, 1])
    .then("Relu")
    .then("Transpose", perm=[0, 3, 1, 2])
    .then("Conv", numbers(3, 2, 3, 3)),
    "dense at each place": image()
    .then("Transpose", perm=[0, 2, 3, 1])
    .then("MatMul", numbers(2, 4))
    .then("Transpose", perm=[0, 3, 1, 2]),
    "flat, channels last": image()
    .then("Transpose", perm=[0, 2, 3, 1])
    .then("Flatten")
    .then("MatMul", numbers(60, 3)),
    "a line with its channels last": Chain(1, 9, 2)
    .then("Transpose", perm=[0, 2, 1])
    .then("Conv", numbers(3, 2, 4)),
    "a picture with its channels last": Chain(1, 6, 5, 2)
    .then("Cast", to=1)
    .then("Transpose", perm=[0, 3, 1, 2])
    .then("Conv", numbers(3, 2, 4, 2)),
    "a new axis and away": Chain(1, 2, 9).then("Unsqueeze", np.array([2])).then("Squeeze", np.array([2])),
}


@pytest.mark.parametrize("name", SAME)
def test_the_layers_give_what_the_operations_give(name, tmp_path):
    chain = SAME[name]
    imported = import_model(chain.save(tmp_path / "a.onnx"))
    x = numbers(*chain.shape)
    (wanted,) = reference.ReferenceEvaluator(chain.model).run(None, {"v0": x})

    assert imported.unsupported == ()
    found = here(imported, x)
    assert found.size == wanted.size
    assert np.allclose(found.ravel(), wanted.ravel(), rtol=1e-5, atol=1e-5)


REFUSED = {
    "odd cell at the start": (image().then("Conv", numbers(3, 2, 4, 2), auto_pad="SAME_LOWER"), "SAME_LOWER"),
    "stride and dilation": (
        image().then("Conv", numbers(3, 2, 2, 2), strides=[2, 2], dilations=[2, 2]),
        "cannot both be above 1",
    ),
    "volume": (Chain(1, 2, 5, 5, 5).then("Conv", numbers(3, 2, 2, 2, 2)), "slides over 3 axes"),
    "channels": (image().then("Conv", numbers(3, 4, 2, 2)), "it needs weights of shapes"),
    "transposed groups": (
        image().then("ConvTranspose", numbers(2, 1, 2, 2), group=2),
        "2 groups are not known",
    ),
    "beyond the end": (
        image().then("MaxPool", kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1),
        "ceil_mode",
    ),
    "negative padding": (image().then("MaxPool", kernel_shape=[3, 3], pads=[-1, 0, 0, 0]), "is not possible"),
    "rounding": (image().then("Cast", to=7), "rounds to another kind"),
    "strange operator": (image().then("Einsum", equation="a->a"), "there is no such layer here"),
    "lower limit": (image().then("Clip", np.float32(-1), np.float32(1)), "only 0 is known here"),
    "rows": (image().then("Softmax", axis=2), "does not run along the channels"),
    "no axis": (image().then("Softmax", axis=7), "names an axis 7 that is not there"),
    "tanh": (image().then("Gelu", approximate="tanh"), "approximated"),
    "slope": (image().then("HardSigmoid"), "its alpha is 0.2, and here"),
    "other sum": (image().then("Add", numbers(1, 2, 1, 1)), "something else than the bias"),
    "other pad": (image().then("Pad", np.array([0] * 8), mode="edge"), "something else than zeros"),
    "half size": (
        image().then("Resize", np.zeros(0, np.float32), np.array([1, 1, 0.5, 1], np.float32)),
        "only whole numbers",
    ),
    "dense on maps": (image().then("Gemm", numbers(2, 2)), "no flat value"),
    "short dense": (
        image().then("Flatten").then("Gemm", numbers(59, 2)),
        "it takes 59 values, and 60 reach it",
    ),
    "other shape": (image().then("Reshape", np.array([1, 2, 30])), "more than to flatten"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_give_other_numbers_is_named(name, tmp_path):
    chain, reason = REFUSED[name]

    imported = import_model(chain.save(tmp_path / "a.onnx"))

    assert imported.unsupported[0].startswith("layer 1, " if len(chain.nodes) == 1 else "layer 2, ")
    assert reason in imported.unsupported[0]


def test_several_inputs_are_refused(tmp_path):
    chain = image().then("Relu")
    chain.save(tmp_path / "a.onnx")
    chain.model.graph.input.append(helper.make_tensor_value_info("other", 1, [1]))
    onnx.save_model(chain.model, tmp_path / "a.onnx")

    with pytest.raises(ValueError, match="2 inputs and 1 outputs"):
        import_model(tmp_path / "a.onnx")


def test_an_output_from_the_middle_is_named(tmp_path):
    chain = image().then("Relu").then("Tanh")
    chain.save(tmp_path / "a.onnx")
    chain.model.graph.output[0].name = "v1"
    onnx.save_model(chain.model, tmp_path / "a.onnx")

    assert import_model(tmp_path / "a.onnx").unsupported == (
        "the output: 'v1' is not what the last operation gives",
    )


def test_an_operator_of_somebody_else_is_not_taken_for_that_of_onnx(tmp_path):
    chain = image().then("Relu", domain="com.example")
    chain.model = None

    imported = import_model(chain.save(tmp_path / "a.onnx"))

    assert imported.unsupported == ("layer 1, com.example.Relu 'n0': there is no such layer here",)


def test_a_constant_written_as_an_operation_is_found(tmp_path):
    chain = image().then("Flatten")
    weights = helper.make_node("Constant", [], ["w"], value=onnx.numpy_helper.from_array(numbers(60, 2)))
    chain.nodes += [weights, helper.make_node("MatMul", ["v1", "w"], ["v3"])]

    assert import_model(chain.save(tmp_path / "a.onnx")).unsupported == ()
