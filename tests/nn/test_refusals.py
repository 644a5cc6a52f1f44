"""What Keras refuses is refused, before any work, with the rule and the value that came."""

import numpy as np
import pytest

from convstudio.nn import LAYERS, layer_from


@pytest.mark.parametrize(
    ("kind", "words", "rule"),
    [
        ("DepthwiseConv2D", {"kernel_size": 3, "depth_multiplier": 0}, "Received: depth_multiplier=0"),
        ("DepthwiseConv1D", {"kernel_size": 3, "padding": "causal"}, "Received: padding='causal'"),
        ("DepthwiseConv2D", {"kernel_size": (3,)}, "`kernel_size` must be 2 whole numbers"),
        (
            "SeparableConv1D",
            {"filters": 2, "kernel_size": 3, "padding": "causal"},
            "Received: padding='causal'",
        ),
        ("SeparableConv2D", {"filters": -1, "kernel_size": 3}, "Received: filters=-1"),
        ("SeparableConv2D", {"filters": 1, "kernel_size": 3, "pointwise_initializer": "x"}, "pointwise_init"),
        ("Conv2DTranspose", {"filters": 0, "kernel_size": 3}, "Received: filters=0"),
        (
            "Conv2DTranspose",
            {"filters": 1, "kernel_size": 3, "strides": 2, "output_padding": 2},
            "`output_padding` must be below `strides`",
        ),
        (
            "Conv2DTranspose",
            {"filters": 1, "kernel_size": 3, "strides": 2, "dilation_rate": 2},
            "Stride and dilation cannot both be above 1",
        ),
        ("Conv1DTranspose", {"filters": 1, "kernel_size": 3, "padding": "causal"}, "padding='causal'"),
        ("Conv1DTranspose", {"filters": 1, "kernel_size": 3, "output_padding": -1}, "output_padding=-1"),
        ("MaxPooling2D", {"pool_size": 0}, "Received: pool_size=0"),
        ("MaxPooling2D", {"strides": (1, 0)}, "Received: strides=(1, 0)"),
        ("AveragePooling2D", {"padding": "causal"}, "Received: padding='causal'"),
        ("AveragePooling1D", {"padding": "full"}, "every window sees a cell"),
        ("AveragePooling1D", {"pool_size": 2, "padding": (2, 0)}, "pairs below the pool size"),
        ("GlobalMaxPooling1D", {"keepdims": 1}, "Received: keepdims=1"),
        ("GlobalAveragePooling2D", {"data_format": "channels_first"}, "data_format='channels_first'"),
        ("ZeroPadding1D", {"padding": (1, 2, 3)}, "Received: padding=(1, 2, 3)"),
        ("ZeroPadding2D", {"padding": (1, 2, 3)}, "two numbers or two pairs"),
        ("ZeroPadding2D", {"padding": ((1, -1), (0, 0))}, "Received: padding=(1, -1)"),
        ("Cropping1D", {"cropping": -1}, "Received: cropping=-1"),
        ("Cropping2D", {"cropping": "all"}, "Received: cropping='all'"),
        ("UpSampling1D", {"size": 0}, "Received: size=0"),
        ("UpSampling2D", {"size": (2, 0)}, "Received: size=(2, 0)"),
        (
            "UpSampling2D",
            {"interpolation": "bicubic"},
            "nearest, bilinear. Received: interpolation='bicubic'",
        ),
        ("Reshape", {"target_shape": (0, 3)}, "Received: target_shape=(0, 3)"),
        ("Reshape", {"target_shape": 3}, "Received: target_shape=3"),
        ("Reshape", {"target_shape": (-1, -1)}, "may have one -1"),
        ("Permute", {"dims": (0, 1)}, "Received: dims=(0, 1)"),
        ("Permute", {"dims": (1, 1)}, "Received: dims=(1, 1)"),
        ("Permute", {"dims": ()}, "Received: dims=()"),
        ("Dense", {"units": 0}, "Received: units=0"),
        ("Dense", {"units": 2.0}, "Received: units=2.0"),
        ("Dense", {"units": 2, "activation": "glu"}, "must keep the number of channels"),
        ("Activation", {"activation": "threshold"}, "Received: activation='threshold'"),
        ("ReLU", {"max_value": -1}, "Received: max_value=-1"),
        ("ReLU", {"negative_slope": None}, "Received: negative_slope=None"),
        ("ReLU", {"threshold": -0.5}, "Received: threshold=-0.5"),
        ("LeakyReLU", {"negative_slope": -0.1}, "Received: negative_slope=-0.1"),
        ("ELU", {"alpha": "1"}, "Received: alpha='1'"),
        ("PReLU", {"shared_axes": 0}, "Received: shared_axes=0"),
        ("PReLU", {"alpha_initializer": "sevens"}, "Received: alpha_initializer='sevens'"),
        ("Softmax", {"axis": 0}, "Received: axis=0"),
        ("Softmax", {"axis": "channels"}, "Received: axis='channels'"),
        ("BatchNormalization", {"axis": 0}, "Received: axis=0"),
        ("BatchNormalization", {"epsilon": -1}, "Received: epsilon=-1"),
        ("BatchNormalization", {"center": None}, "Received: center=None"),
        ("Dropout", {"rate": 1.5}, "Received: rate=1.5"),
        ("Dropout", {"rate": -0.1}, "Received: rate=-0.1"),
    ],
)
def test_a_wrong_word_is_refused(kind, words, rule):
    with pytest.raises(ValueError, match="Received") as error:
        layer_from(kind, words)
    assert rule in str(error.value)


def test_a_size_of_another_type_is_a_type_error_as_in_keras():
    with pytest.raises(TypeError, match=r"Received: size=2.0"):
        LAYERS["UpSampling1D"](2.0)


@pytest.mark.parametrize(
    ("kind", "words", "shape", "rule"),
    [
        ("MaxPooling2D", {"pool_size": 4}, (3, 3, 1), "must not span more cells"),
        (
            "Conv2DTranspose",
            {"filters": 1, "kernel_size": 3, "padding": "full"},
            (2, 2, 1),
            "A cell must come out",
        ),
        ("Cropping1D", {"cropping": (2, 2)}, (4, 1), "must leave a cell"),
        ("Cropping2D", {"cropping": ((0, 0), (1, 2))}, (4, 3, 1), "must leave a cell"),
        ("Reshape", {"target_shape": (5, 2)}, (3, 3, 1), "must hold the 9 values"),
        ("Reshape", {"target_shape": (-1, 2)}, (3, 3, 1), "must hold the 9 values"),
        ("Permute", {"dims": (2, 1)}, (3, 3, 1), "must name every axis"),
        ("Activation", {"activation": "glu"}, (3, 3, 1), "even number of channels"),
        ("PReLU", {"shared_axes": (4,)}, (3, 3, 1), "must be axes of the input"),
        ("Softmax", {"axis": 4}, (3, 3, 1), "must be an axis of"),
        ("BatchNormalization", {"axis": 4}, (3, 3, 1), "must be an axis of"),
        ("Dense", {"units": 1}, (), r"takes inputs (batch, ..., channels)"),
        ("GlobalMaxPooling1D", {}, (3, 3, 1), "takes inputs with 3 axes"),
        ("UpSampling2D", {}, (3, 1), "takes inputs with 4 axes"),
    ],
)
def test_an_input_that_does_not_fit_is_refused(kind, words, shape, rule):
    layer = layer_from(kind, words)
    with pytest.raises(ValueError, match="Received") as error:
        layer.build((None, *shape))
    assert rule in str(error.value)
    assert not layer.built
    with pytest.raises(ValueError, match="Received"):
        layer(np.ones((1, *shape)))


@pytest.mark.parametrize("kind", LAYERS)
def test_words_that_nobody_knows_are_refused(kind):
    with pytest.raises(ValueError, match="does not take these settings"):
        layer_from(kind, {"sharpness": 2})
