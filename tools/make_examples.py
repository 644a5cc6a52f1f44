"""Make resources/examples/ anew: python tools/make_examples.py. The same sources give the same bytes."""

import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from convstudio.files.project import SUFFIX, LayerPart, Project, save_project  # noqa: E402
from convstudio.files.resources import filters, resource_dir  # noqa: E402

SHADES = {".": 0.0, "-": 0.3, "+": 0.6, "#": 1.0}
CROSS = """
.........
....#....
....#....
....#....
.#######.
....#....
....#....
....#....
.........
"""
SEVEN = """
................
................
...+#########+..
...+##########..
...........+##..
...........##+..
..........+##...
..........##-...
.........+#+....
........-##.....
......+#####+...
........##-.....
.......+#+......
.......##.......
......+#+.......
................
"""
# Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016): the figure with numbers.
DUMOULIN_INPUT = [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
DUMOULIN_KERNEL = [[0, 1, 2], [2, 2, 0], [0, 1, 2]]


def drawing(text: str) -> Array:
    """The picture that characters draw, (rows, cols, 1)."""
    return np.array([[[SHADES[mark]] for mark in line] for line in text.split()], np.float32)


def vertical_line() -> Array:
    """The tutorial's 8×8 input: columns 3 and 4 are 1."""
    cells = np.zeros((8, 8, 1), np.float32)
    cells[:, 3:5] = 1
    return cells


def sign(size: int = 32, fine: int = 8) -> Array:
    """A traffic sign before the sky: a red ring around white, smooth at its edges; (size, size, 3)."""
    places = (np.arange(size * fine) + 0.5) / (size * fine) * 2 - 1
    distance = np.hypot(places[:, None] + 0.06, places[None, :])
    height = np.broadcast_to(places[:, None], distance.shape)
    cells = np.empty((*distance.shape, 3))
    cells[:] = np.array([0.47, 0.71, 0.93]) + (height[..., None] * np.array([0.12, 0.08, 0.03]))
    cells[(np.abs(places)[None, :] < 0.06) & (height > 0.6)] = 0.45, 0.46, 0.48
    cells[distance < 0.8] = 0.80, 0.09, 0.12
    cells[distance < 0.5] = 0.96, 0.96, 0.94
    means = cells.reshape(size, fine, size, fine, 3).mean(axis=(1, 3))
    return np.asarray(np.rint(means * 255) / 255, np.float32)


def library(name: str) -> Array:
    """A kernel of the library, (rows, cols)."""
    return next(one.kernel for one in filters() if one.id == name)


def stacked(*kernels: Array) -> Array:
    """Kernels of one channel as the weights of as many filters, (rows, cols, 1, filters)."""
    return np.stack(kernels, axis=-1)[:, :, None]


def in_color(kernel: Array, red: float, green: float, blue: float) -> Array:
    """One filter that weighs the colours, (rows, cols, 3)."""
    return kernel[..., None] * np.array([red, green, blue], np.float32)


def conv(weights: Array, **words: object) -> LayerPart:
    """A convolution with these weights and no bias; words are those of Keras."""
    dimensions = weights.ndim - 2
    config = {
        "filters": weights.shape[-1],
        "kernel_size": weights.shape[:-2],
        "strides": (1,) * dimensions,
        "padding": "valid",
        "dilation_rate": (1,) * dimensions,
        "groups": 1,
        "activation": "linear",
        "use_bias": True,
        **words,
    }
    return LayerPart(f"Conv{dimensions}D", config, (weights, np.zeros(weights.shape[-1], np.float32)))


def vertical_line_example() -> Project:
    """The tutorial's detector in two dimensions."""
    return Project(
        vertical_line(),
        (conv(stacked(library("vertical-line"))),),
        title="Vertical line detector 8×8",
        note="The tutorial's example: the map is 3 where the middle of the window is on the line, else 0.",
    )


def horizontal_line_example() -> Project:
    """The other detector on the same input."""
    return Project(
        vertical_line(),
        (conv(stacked(library("horizontal-line"))),),
        title="Horizontal detector on a vertical line",
        note="The wrong detector answers too: it counts the cells of the line in one row, 2 at the most.",
    )


def bump_example() -> Project:
    """The tutorial's detector in one dimension."""
    return Project(
        np.array([0, 0, 0, 1, 1, 0, 0, 0], np.float32)[:, None],
        (conv(library("bump").reshape(3, 1, 1)),),
        title="Bump detector, one dimension",
        note="The tutorial's first example: the map is 1 where the middle of the window is on the bump.",
    )


def cross_example() -> Project:
    """Two filters on one drawing."""
    return Project(
        drawing(CROSS),
        (conv(stacked(library("vertical-line"), library("horizontal-line"))),),
        title="Cross, two filters",
        note="Each filter finds its own bar; Together: maximum, in the gallery, finds the whole cross.",
    )


def digit_example() -> Project:
    """Four filters with ReLU on a drawing with shades."""
    kernels = map(library, ("line-horizontal-only", "diagonal-up", "line-vertical-only", "edge"))
    return Project(
        drawing(SEVEN),
        (conv(stacked(*kernels), padding="same", activation="relu"),),
        title="Handwritten seven 16×16",
        note="Four filters with ReLU: horizontal strokes, the slant, vertical strokes, and the outline.",
    )


def sign_example() -> Project:
    """Filters of three channels on a colour picture."""
    grey = (1 / 3, 1 / 3, 1 / 3)
    kernels = [
        in_color(library("identity"), 1, -0.5, -0.5),
        in_color(library("identity"), -0.5, -0.5, 1),
        in_color(library("sobel-x"), *grey),
        in_color(library("sobel-y"), *grey),
        in_color(library("box-3"), *grey),
    ]
    return Project(
        sign(),
        (conv(np.stack(kernels, axis=-1), padding="same"),),
        title="Traffic sign in colour 32×32",
        note="Filters of three channels: red and blue against the rest, edges both ways, and a grey blur.",
        look="photo",
        value_rule="0–255 divided by 255",
    )


def stride_example() -> Project:
    """Padding and stride, with numbers from a paper."""
    kernel = stacked(np.array(DUMOULIN_KERNEL, np.float32))
    return Project(
        np.array(DUMOULIN_INPUT, np.float32)[..., None],
        (conv(kernel, strides=(2, 2), padding=((1, 1), (1, 1))),),
        title="Padding 1 and stride 2",
        note="The numeric figure of Dumoulin and Visin: the window also stands on zeros, and moves by two.",
    )


# In the order in which the program shows them; it starts with the first.
EXAMPLES = {
    "vertical-line": vertical_line_example,
    "horizontal-line": horizontal_line_example,
    "bump": bump_example,
    "cross": cross_example,
    "digit": digit_example,
    "sign": sign_example,
    "stride": stride_example,
}


def main() -> None:
    """Write them all, and their order."""
    folder = resource_dir() / "examples"
    for name, example in EXAMPLES.items():
        save_project(example(), folder / f"{name}{SUFFIX}")
    (folder / "order.json").write_text(json.dumps(list(EXAMPLES), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
