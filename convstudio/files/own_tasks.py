"""Tasks with samples of one's own: pictures to tell apart, or maps that somebody drew."""

import math
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from convstudio import nn
from convstudio.files.own_samples import SIZE, read_samples
from convstudio.files.project import LayerPart
from convstudio.files.recipe import Recipe
from convstudio.files.samples import Samples, Targets
from convstudio.files.start_weights import output_shape, without_weights
from convstudio.files.task_data import Own, Wanted
from convstudio.files.tasks import Task
from convstudio.nn.shapes import Shape

SMALL = 8  # cells along an axis; larger maps are pooled
MOST_FILTERS = 32
NAMED = 10  # classes in a text
STEPS = 1500  # of training, about, for samples of one's own
MOST_EPOCHS = 200


def own_task(path: str | os.PathLike[str], size: tuple[int, int] = SIZE) -> Task:
    """Tell one's own samples apart, with a network that fits their shape and their classes.

    Args:
        path: a folder with a subfolder of pictures for each class, or an `.npz`; see `read_samples`.
        size: `(width, height)` to which pictures of a folder are scaled.

    Raises:
        OSError: it cannot be read.
        ValueError: it holds no such samples, or fewer than two classes or samples.
    """
    return task_of(read_samples(path, size), Path(path).name)


def task_of(found: Samples, name: str) -> Task:
    """Tell samples apart that have been read. Raises ValueError as `own_task` does."""
    classes = len(found.classes)
    if min(classes, len(found)) < 2:
        raise ValueError(
            f"{name} must hold at least 2 classes and 2 samples. "
            f"Received: classes={classes}, samples={len(found)}"
        )
    some = ", ".join(found.classes[:NAMED]) + (", …" if classes > NAMED else "")
    recipe = Recipe(learning_rate=0.003, epochs=_epochs(len(found)))
    layers = network_for(found.x.shape[1:], classes)
    return Task(
        "own",
        name,
        f"{len(found)} samples of {classes} classes: {some}.",
        "classify",
        Own(found),
        layers,
        recipe,
    )


def target_task(x: ArrayLike, wanted: ArrayLike, layers: Sequence[LayerPart], title: str = "") -> Task:
    """Find weights of some layers for which inputs give what is wanted.

    Args:
        x: inputs, (samples, rows, cols, channels) or (samples, length, channels).
        wanted: what is to come out of each, (samples, ...).
        layers: the network; only its settings count.
        title: what it is called, for people.

    Raises:
        ValueError: there are no layers, one does not fit, or something else comes out than is wanted.
    """
    found = Targets(np.asarray(x, np.float32), np.asarray(wanted, np.float32))
    comes = output_shape(layers, found.x.shape[1:])
    if found.y.shape[1:] != comes:
        raise ValueError(
            f"What is wanted must have the shape of what comes out, {comes}. Received: {found.y.shape[1:]}"
        )
    text = "The network starts from random weights and has to find some that give what is wanted."
    recipe = Recipe("adam", 0.03, epochs=300, loss="mean_squared_error", metrics=(), validation_split=0)
    return Task("own-target", title, text, "target", Wanted(found), tuple(layers), recipe)


def network_for(shape: Shape, classes: int) -> tuple[LayerPart, ...]:
    """Pairs of convolution and pooling until the maps are small, then one output for each class.

    Args:
        shape: of one sample, (rows, cols, channels) or (length, channels).
        classes: how many there are.
    """
    is_line = len(shape) == 2
    convolution, pooling = (nn.Conv1D, nn.MaxPooling1D) if is_line else (nn.Conv2D, nn.MaxPooling2D)
    grid, filters, layers = shape[:-1], 8, list[nn.Layer]()
    while not layers or max(grid) > SMALL:
        pool = tuple(min(2, cells) for cells in grid)
        layers += [convolution(filters, 3, padding="same", activation="relu"), pooling(pool)]
        grid = tuple(cells // by for cells, by in zip(grid, pool, strict=True))
        filters = min(2 * filters, MOST_FILTERS)
    return without_weights([*layers, nn.Flatten(), nn.Dense(classes, activation="softmax")])


def _epochs(samples: int) -> int:
    """So many that about the same number of steps is taken, however many samples there are."""
    steps = math.ceil(samples * (1 - Recipe().validation_split) / Recipe().batch_size)
    return max(5, min(MOST_EPOCHS, STEPS // steps))
