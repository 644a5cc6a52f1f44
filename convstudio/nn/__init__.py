"""Layers and stacks of layers, with the words of Keras."""

from convstudio.nn.activations import ELU, Activation, LeakyReLU, ReLU
from convstudio.nn.conv import Conv1D, Conv2D
from convstudio.nn.dense import Dense
from convstudio.nn.depthwise import DepthwiseConv1D, DepthwiseConv2D
from convstudio.nn.dropout import Dropout
from convstudio.nn.layer import Layer
from convstudio.nn.normalization import BatchNormalization
from convstudio.nn.pooling import (
    AveragePooling1D,
    AveragePooling2D,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    MaxPooling1D,
    MaxPooling2D,
)
from convstudio.nn.prelu import PReLU
from convstudio.nn.registry import LAYERS, layer_from
from convstudio.nn.reshaping import Flatten, Permute, Reshape
from convstudio.nn.resizing import (
    Cropping1D,
    Cropping2D,
    UpSampling1D,
    UpSampling2D,
    ZeroPadding1D,
    ZeroPadding2D,
)
from convstudio.nn.separable import SeparableConv1D, SeparableConv2D
from convstudio.nn.sequential import Input, Sequential
from convstudio.nn.softmax import Softmax
from convstudio.nn.transpose import Conv1DTranspose, Conv2DTranspose

__all__ = [
    "ELU",
    "LAYERS",
    "Activation",
    "AveragePooling1D",
    "AveragePooling2D",
    "BatchNormalization",
    "Conv1D",
    "Conv1DTranspose",
    "Conv2D",
    "Conv2DTranspose",
    "Cropping1D",
    "Cropping2D",
    "Dense",
    "DepthwiseConv1D",
    "DepthwiseConv2D",
    "Dropout",
    "Flatten",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "Input",
    "Layer",
    "LeakyReLU",
    "MaxPooling1D",
    "MaxPooling2D",
    "PReLU",
    "Permute",
    "ReLU",
    "Reshape",
    "SeparableConv1D",
    "SeparableConv2D",
    "Sequential",
    "Softmax",
    "UpSampling1D",
    "UpSampling2D",
    "ZeroPadding1D",
    "ZeroPadding2D",
    "layer_from",
]
