"""One layer of a file into the active one: its weights as they are meant there, or a reason."""

from pathlib import Path

import numpy as np
import pytest

from convstudio.files.importing.single import FoundLayer, layers_in
from convstudio.files.project import LayerPart, Project
from convstudio.files.weights.entry import Entry, WeightFile
from convstudio.model.document import Document
from convstudio.model.fitting import with_weights
from convstudio.model.importing import take_layer


def document(kind, channels=4, **words):
    part = LayerPart(kind, words)
    return Document(with_weights(Project(np.ones((5, 5, channels), np.float32), (part,))))


def torch_layer(**arrays) -> FoundLayer:
    entries = {
        f"a.{role}": Entry(f"a.{role}", array.shape, "float32", lambda array=array: array)
        for role, array in arrays.items()
    }
    (layer,) = layers_in(WeightFile(Path("a.pt"), "PyTorch", "torch", entries))
    return layer


def numbers(*shape):
    return np.arange(np.prod(shape), dtype=np.float32).reshape(shape)


def test_a_transposed_layer_takes_the_kernel_of_one_in_pytorch():
    studied = document("Conv2DTranspose", filters=2, kernel_size=(3, 3))
    kernel = numbers(4, 2, 3, 3)

    take_layer(studied, torch_layer(weight=kernel, bias=numbers(2)))

    np.testing.assert_array_equal(studied.layer.weights[0], kernel.transpose(2, 3, 1, 0))
    assert studied.layer.weights[1].tolist() == [0, 1]


def test_a_depthwise_layer_takes_a_convolution_with_a_group_for_each_channel():
    studied = document("DepthwiseConv2D", kernel_size=(3, 3), depth_multiplier=2)
    kernel = numbers(8, 1, 3, 3)

    take_layer(studied, torch_layer(weight=kernel, bias=numbers(8)))

    found = studied.layer.weights[0]
    assert found.shape == (3, 3, 4, 2)
    np.testing.assert_array_equal(found[:, :, 2, 1], kernel[5, 0])


def test_batch_normalization_of_pytorch_brings_its_epsilon():
    studied = document("BatchNormalization")
    arrays = {name: numbers(4) + 1 for name in ("weight", "bias", "running_mean", "running_var")}

    take_layer(studied, torch_layer(**arrays))

    assert studied.layer.config["epsilon"] == 1e-5


@pytest.mark.parametrize(
    ("kind", "words", "arrays", "message"),
    [
        (
            "Dense",
            {"units": 2},
            {"weight": numbers(2, 9), "bias": numbers(2)},
            r"4 channels .*\(4, 2\).*\(9, 2\)",
        ),
        (
            "Conv2DTranspose",
            {"filters": 2, "kernel_size": (3, 3)},
            {"weight": numbers(9, 2, 3, 3), "bias": numbers(2)},
            r"4 channels reach the layer, .* weights of shapes \(3, 3, 2, 4\).*not \(3, 3, 2, 9\)",
        ),
        (
            "BatchNormalization",
            {},
            {name: numbers(9) for name in ("weight", "bias", "running_mean", "running_var")},
            r"4 channels .*\(4,\).* not \(9,\)",
        ),
    ],
)
def test_weights_for_other_channels_are_refused_with_both_numbers(kind, words, arrays, message):
    studied = document(kind, **words)
    before = studied.project

    with pytest.raises(ValueError, match=message):
        take_layer(studied, torch_layer(**arrays))

    assert studied.project == before
