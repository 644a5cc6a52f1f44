"""Convolution Studio: see, try and understand convolutional layers."""

__version__ = "0.1.0"
