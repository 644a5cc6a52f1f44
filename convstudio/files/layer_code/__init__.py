"""Layers written as code of Keras or PyTorch, read as data; nothing of it is ever run."""
