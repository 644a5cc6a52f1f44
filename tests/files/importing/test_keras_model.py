"""Descriptions as older versions of Keras wrote them."""

import numpy as np
import pytest

from convstudio.files.importing.keras_model import default_name_of, keras_stack
from convstudio.files.weights.entry import Entry
from convstudio.files.weights.keras_files import KerasModel

KERNEL = np.ones((3, 3, 1, 2), np.float32)
ENTRY = Entry("kernel", KERNEL.shape, "float32", lambda: KERNEL)
CONV = {"filters": 2, "kernel_size": [3, 3], "use_bias": False, "name": "conv", "kernel_regularizer": None}


def stack(config, **by_name):
    return keras_stack(KerasModel(config, by_name, {}))


def test_the_first_layer_tells_the_shape_in_keras_2():
    layer = {"class_name": "Conv2D", "config": {**CONV, "batch_input_shape": [None, 5, 5, 1]}}
    found = stack({"class_name": "Sequential", "config": [layer]}, conv=(ENTRY,))

    assert (found.unsupported, found.input_shape, found.shape) == ([], (5, 5, 1), (3, 3, 2))


def test_a_chain_of_the_functional_interface_is_a_stack():
    layers = [
        {
            "class_name": "InputLayer",
            "config": {"name": "in", "batch_input_shape": [None, 5, 5, 1]},
            "inbound_nodes": [],
        },
        {"class_name": "Conv2D", "config": CONV, "inbound_nodes": [[["in", 0, 0, {}]]]},
        {
            "class_name": "LeakyReLU",
            "config": {"name": "leaky", "alpha": 0.1},
            "inbound_nodes": [[["conv", 0, 0, {}]]],
        },
    ]
    found = stack({"class_name": "Functional", "config": {"layers": layers}}, conv=(ENTRY,))

    assert found.unsupported == []
    assert found.parts[1].config["negative_slope"] == 0.1


def test_a_layer_that_skips_another_is_named():
    layers = [
        {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [None, 5, 5, 1]}},
        {"class_name": "ReLU", "config": {"name": "a"}, "inbound_nodes": [[["in", 0, 0, {}]]]},
        {"class_name": "ReLU", "config": {"name": "b"}, "inbound_nodes": [[["in", 0, 0, {}]]]},
    ]
    found = stack({"class_name": "Functional", "config": {"layers": layers}})

    assert found.unsupported == ["layer 3, ReLU 'b': it takes 'in', not just the layer before"]


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"class_name": "Sequential"},
        {"class_name": "Mine", "config": {"layers": []}},
        {"class_name": "Sequential", "config": {"layers": [7]}},
        {"class_name": "Sequential", "config": {"layers": [{"class_name": "ReLU"}]}},
    ],
)
def test_what_is_no_stack_is_refused(config):
    with pytest.raises(ValueError, match=r"models of one layer after the other|one of its layers has no"):
        stack(config)


@pytest.mark.parametrize(
    ("kind", "name"),
    [("Conv2D", "conv2d"), ("MaxPooling2D", "max_pooling2d"), ("ReLU", "re_lu"), ("not a name", "layer")],
)
def test_groups_in_the_file_are_called_like_the_class(kind, name):
    assert default_name_of(kind) == name
