"""Layers and stacks of layers, with the words of Keras."""

from convstudio.nn.conv import Conv1D, Conv2D
from convstudio.nn.layer import Layer
from convstudio.nn.registry import LAYERS, layer_from
from convstudio.nn.sequential import Input, Sequential

__all__ = ["LAYERS", "Conv1D", "Conv2D", "Input", "Layer", "Sequential", "layer_from"]
