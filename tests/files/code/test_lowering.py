"""Layers taken apart into operations."""

import numpy as np
import pytest

from convstudio.files.code.lowering import lowered
from convstudio.nn.registry import LAYERS, layer_from

PICTURE = (6, 7, 4)


def operations(kind, shape=PICTURE, **words):
    return lowered(layer_from(kind, words), shape)


def names(kind, shape=PICTURE, **words):
    return [operation.name for operation in operations(kind, shape, **words)]


@pytest.mark.parametrize(
    ("kind", "words", "found"),
    [
        ("Conv2D", {"filters": 1, "kernel_size": 3, "activation": "relu"}, ["conv", "activation"]),
        ("Conv2D", {"filters": 1, "kernel_size": 3, "border": "reflect"}, ["conv"]),
        (
            "Conv2D",
            {"filters": 1, "kernel_size": 3, "padding": "same", "border": "reflect"},
            ["border", "conv"],
        ),
        ("SeparableConv2D", {"filters": 1, "kernel_size": 3}, ["conv", "conv"]),
        ("Conv2DTranspose", {"filters": 1, "kernel_size": 3}, ["spread"]),
        (
            "Conv2DTranspose",
            {"filters": 1, "kernel_size": 3, "padding": "same", "border": "circular"},
            ["spread", "fold", "add_bias"],
        ),
        ("AveragePooling2D", {}, ["mean_pool"]),
        ("GlobalMaxPooling2D", {}, ["global_max"]),
        ("Flatten", {}, ["reshape"]),
        ("ReLU", {}, ["activation"]),
        ("ReLU", {"max_value": 6.0}, ["relu"]),
        ("Softmax", {"axis": -1}, ["activation"]),
        ("Softmax", {"axis": 1}, ["softmax"]),
        ("Activation", {"activation": "linear"}, []),
        ("Dropout", {"rate": 0.5}, []),
    ],
)
def test_each_layer_becomes_a_few_operations(kind, words, found):
    assert names(kind, **words) == found


def test_every_kind_of_layer_can_be_taken_apart(cases_of_a_kind):
    for name, project in cases_of_a_kind:
        part, shape = project.layers[0], project.input.shape
        layer = layer_from(part.kind, dict(part.config))
        for operation in lowered(layer, shape):
            assert operation.shape == shape, name
            shape = operation.after
        assert shape == layer.output_shape_for(project.input.shape), name
        assert part.kind in LAYERS


def test_same_padding_is_written_in_numbers():
    (conv,) = operations("Conv2D", filters=1, kernel_size=3, padding="same", strides=2)
    assert conv.words["pads"] == ((0, 1), (1, 1))


def test_a_flipped_kernel_of_each_channel_is_turned_and_regrouped():
    (conv,) = operations("DepthwiseConv2D", kernel_size=(2, 1), depth_multiplier=3, flip=True, use_bias=False)
    kernel = conv.operands["kernel"]
    assert (kernel.given, kernel.shape, kernel.turned) == ((2, 1, 4, 3), (2, 1, 1, 12), 2)
    weights = np.arange(24).reshape(2, 1, 4, 3)
    assert kernel.of({"kernel": weights})[0, 0, 0].tolist() == list(range(12, 24))


def test_a_layer_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="must not span more cells"):
        operations("Conv2D", filters=1, kernel_size=9)
