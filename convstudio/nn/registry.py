"""Every layer there is, by the name of its class."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

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
from convstudio.nn.softmax import Softmax
from convstudio.nn.transpose import Conv1DTranspose, Conv2DTranspose

_ALL: tuple[type[Layer], ...] = (
    *(Conv1D, Conv2D, DepthwiseConv1D, DepthwiseConv2D, SeparableConv1D, SeparableConv2D),
    *(Conv1DTranspose, Conv2DTranspose),
    *(MaxPooling1D, MaxPooling2D, AveragePooling1D, AveragePooling2D),
    *(GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalAveragePooling1D, GlobalAveragePooling2D),
    *(ZeroPadding1D, ZeroPadding2D, Cropping1D, Cropping2D, UpSampling1D, UpSampling2D),
    *(Flatten, Reshape, Permute, Dense),
    *(Activation, ReLU, LeakyReLU, PReLU, ELU, Softmax, BatchNormalization, Dropout),
)

LAYERS: Mapping[str, type[Layer]] = MappingProxyType({kind.__name__: kind for kind in _ALL})


def layer_from(kind: str, config: Mapping[str, Any]) -> Layer:
    """A layer of a class, with the settings that `get_config` gave.

    Raises:
        ValueError: there is no such class, or it does not take these settings.
    """
    if kind not in LAYERS:
        raise ValueError(f"There is no layer of this kind. Received: {kind!r}; known: {', '.join(LAYERS)}")
    try:
        return LAYERS[kind].from_config(dict(config))
    except TypeError as error:
        raise ValueError(f"{kind} does not take these settings: {error}") from None
