"""One network, many inputs: the feature maps of pictures that are not in the project."""

import dataclasses
import os

import numpy as np
from numpy.typing import NDArray

from convstudio.files.computed import Computed, compute
from convstudio.files.inputs import read_input
from convstudio.files.project import Project

LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601


def apply(project: Project, path: str | os.PathLike[str]) -> Computed:
    """Feature maps of the active layer for another input.

    Grey is made from colour by the weights of ITU-R BT.601 where the network takes one channel; where it
    takes three, a grey input is repeated.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no input, or does not fit the network.
    """
    x = read_input(path).array
    if project.is_1d != (x.ndim == 2):
        wanted, received = ("one dimension", "two") if project.is_1d else ("two dimensions", "one")
        raise ValueError(f"the network takes inputs of {wanted}, but this one has {received}")
    fitted = with_channels(x, project.input.shape[-1])
    return compute(dataclasses.replace(project, input=fitted))


def with_channels(x: NDArray[np.float32], channels: int) -> NDArray[np.float32]:
    """Make grey of colour or repeat grey, if that is what is wanted.

    Raises:
        ValueError: the numbers of channels differ otherwise.
    """
    received = x.shape[-1]
    if received == channels:
        return x
    if (received, channels) == (3, 1):
        return x @ LUMA[:, None]
    if (received, channels) == (1, 3):
        return np.repeat(x, 3, axis=-1)
    raise ValueError(f"the network takes {channels} channels, but this input has {received}")
