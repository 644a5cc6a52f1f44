"""Layers and stacks of layers, with the words of Keras."""
