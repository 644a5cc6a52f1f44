"""What is written as code can be pasted again."""

import ast

import numpy as np

from convstudio.files.code.languages import program
from convstudio.files.code.subject import subject_of
from convstudio.files.layer_code.paste import layers_in
from convstudio.files.project import LayerPart, Project
from convstudio.nn.registry import layer_from


def written_layers(text):
    """The text of the model in a program; "" where the program brings layers of its own along."""
    body = ast.parse(text).body
    if any(isinstance(node, ast.ClassDef | ast.FunctionDef) for node in body):
        return ""
    (model,) = (
        node for node in body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "model"
    )
    value = model.value
    while isinstance(value.func, ast.Attribute) and isinstance(
        value.func.value, ast.Call
    ):  # .eval().double()
        value = value.func.value
    return ast.unparse(value)


def outputs_of(project, layers):
    """What pasted layers give with the weights of the layer of which they were written."""
    weights = list(project.layers[0].weights)
    parts = []
    for kind, words in layers:
        parts.append(LayerPart(kind, words, tuple(weights) if kind == project.layers[0].kind else ()))
    pasted = Project(project.input, tuple(parts))
    return subject_of(pasted, None).computed(pasted.input).expected


def test_layers_written_for_keras_are_the_same_when_pasted(cases_of_a_kind):
    pasted = 0
    for name, project in cases_of_a_kind:
        if project.layers[0].config.get("flip"):
            continue  # the program turns the kernel, not the layer
        text = written_layers(program(subject_of(project, 0), "keras", "a").text)
        if text:
            layers = layers_in(text, project.input.shape).layers
            expected = subject_of(project, 0).computed(project.input).expected
            np.testing.assert_array_equal(outputs_of(project, layers), expected, name)
            pasted += 1
    assert pasted > 0


def test_modules_written_for_pytorch_give_as_much_when_pasted(cases_of_a_kind):
    foreign = (
        "nn.ConstantPad",
        "nn.ReflectionPad",
        "nn.ReplicationPad",
        "nn.CircularPad",
        "nn.Unflatten",
        "dim=-1",
    )
    for name, project in cases_of_a_kind:
        text = written_layers(program(subject_of(project, 0), "pytorch", "a").text)
        if not text or any(module in text for module in foreign) or text == "nn.Sequential()":
            continue
        shape = project.input.shape
        if "Dense" in name or "Softmax" in name or ("dilation" in text and "output_padding" in text):
            continue  # refused here: Linear behind maps, other axes, more cells than a stride
        for layer, words in layers_in(text, shape).layers:
            shape = layer_from(layer, words).output_shape_for(shape)
        assert shape == subject_of(project, 0).after, name
