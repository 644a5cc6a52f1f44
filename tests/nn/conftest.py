"""Every kind of layer in one step of training, for those who explain it."""

import numpy as np
import pytest

from convstudio.nn import LAYERS, layer_from
from convstudio.nn.losses import MeanSquaredError
from convstudio.nn.training_pass import run_pass

LINE, GRID = (9, 4), (7, 8, 4)
CASES = {
    "Conv1D": [
        {"filters": 4, "kernel_size": 3, "padding": "causal", "dilation_rate": 2},
        {"filters": 3, "kernel_size": 3, "activation": "softmax"},
    ],
    "Conv2D": [
        {"filters": 4, "kernel_size": (3, 2), "groups": 2, "padding": "same", "activation": "relu"},
        {"filters": 2, "kernel_size": 3, "strides": 2, "padding": ((1, 0), (2, 1)), "border": "circular"},
        {"filters": 2, "kernel_size": 2, "strides": 3, "flip": True, "activation": "tanh"},
        {"filters": 2, "kernel_size": 3, "padding": "full", "border": "reflect", "dilation_rate": 2},
        {"filters": 2, "kernel_size": 3, "padding": "same", "border": "replicate", "use_bias": False},
        {"filters": 2, "kernel_size": 3, "padding": "same", "border": "symmetric", "activation": "gelu"},
    ],
    "DepthwiseConv1D": [{"kernel_size": 3, "depth_multiplier": 2}],
    "DepthwiseConv2D": [{"kernel_size": 3, "strides": 2, "padding": "same", "activation": "leaky_relu"}],
    "SeparableConv1D": [{"filters": 4, "kernel_size": 3}],
    "SeparableConv2D": [
        {"filters": 3, "kernel_size": 3, "depth_multiplier": 2, "activation": "relu6", "flip": True}
    ],
    "Conv1DTranspose": [{"filters": 4, "kernel_size": 3, "strides": 2, "padding": "same"}],
    "Conv2DTranspose": [
        {"filters": 2, "kernel_size": 3, "strides": 2, "activation": "sigmoid"},
        {"filters": 2, "kernel_size": 3, "flip": True, "padding": ((1, 0), (1, 1)), "border": "circular"},
    ],
    "MaxPooling2D": [{}, {"pool_size": 3, "strides": 2, "padding": "same"}],
    "AveragePooling2D": [{}, {"pool_size": 3, "strides": 2, "padding": "same"}],
    "UpSampling2D": [{}, {"size": (2, 3), "interpolation": "bilinear"}],
    "ZeroPadding2D": [{"padding": ((1, 0), (2, 3))}],
    "Cropping2D": [{"cropping": ((1, 0), (2, 3))}],
    "Reshape": [{"target_shape": (4, -1, 2)}],
    "Permute": [{"dims": (3, 1, 2)}],
    "Dense": [{"units": 3}, {"units": 3, "activation": "softmax"}],
    "Activation": [{"activation": "glu"}, {"activation": "softplus"}, {"activation": "softmax"}],
    "Dropout": [{"rate": 0.5}],
    "ELU": [{"alpha": 0.7}],
    "ReLU": [{}, {"max_value": 1.0, "negative_slope": 0.1, "threshold": 0.2}],
    "PReLU": [
        {"alpha_initializer": "random_normal"},
        {"alpha_initializer": "ones", "shared_axes": [1, 2]},
        {"alpha_initializer": "ones", "shared_axes": [1]},
    ],
    "Softmax": [{}, {"axis": [1, 2]}],
    "BatchNormalization": [{}, {"axis": 1, "scale": False}],
}
EVERY = [(kind, words) for kind in LAYERS for words in CASES.get(kind, [{}])]


def one_layer(kind, words, dtype="float64"):
    """A layer with random weights, a batch of two and targets, and one step of training of it."""
    layer = layer_from(kind, {**words, "dtype": dtype})
    shape = LINE if "1D" in kind else GRID
    layer.build((None, *shape))
    random = np.random.default_rng(0)
    layer.set_weights([random.normal(size=w.shape) for w in layer.get_weights()])
    x = random.normal(size=(2, *shape)).astype(dtype)
    y = random.normal(size=(2, *layer.output_shape_for(shape))).astype(dtype)
    return run_pass([layer], x, y, MeanSquaredError())


@pytest.fixture(params=EVERY, ids=[f"{kind}-{words}" for kind, words in EVERY])
def every_layer(request):
    """One step of training of each kind of layer with its options, in float64."""
    return one_layer(*request.param)


@pytest.fixture
def step_of():
    return one_layer
