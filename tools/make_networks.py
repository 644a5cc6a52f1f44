"""Make resources/networks/ anew: python tools/make_networks.py. The same sources give the same bytes."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from make_examples import CROSS, Array, drawing, library, sign, stacked  # noqa: E402

from convstudio import nn  # noqa: E402
from convstudio.files.project import SUFFIX, LayerPart, Project, save_project  # noqa: E402
from convstudio.files.resources import resource_dir  # noqa: E402

FIVE = """
............................
............................
............................
............................
............................
..........-+#########+......
.........-############......
.........+##+++++++++-......
.........###................
........-##+................
........+##-................
........###.................
.......-##+.................
.......+######+-............
.......##########-..........
.......-++--+####+..........
...............+##+.........
................###.........
................-##-........
................-##-........
................+##.........
.......-.......-##+.........
......-##-....-###-.........
......+####++####-..........
.......+########-...........
........-++##+-.............
............................
............................
"""
SQUARE = """
..............
..............
..............
...########...
...########...
...########...
...########...
...########...
...########...
...########...
...########...
..............
..............
..............
"""


def stack(shape: tuple[int, ...], layers: Sequence[nn.Layer]) -> list[LayerPart]:
    """The layers for inputs of a shape, with names of their own and the weights that they start with."""
    model = nn.Sequential([nn.Input(shape), *layers])
    return [part(layer, *layer.get_weights()) for layer in model.layers]


def part(layer: nn.Layer, *weights: Array) -> LayerPart:
    """A layer with these weights."""
    return LayerPart(type(layer).__name__, layer.get_config(), weights)


def lines_network() -> Project:
    """The tutorial's two detectors, and what a second layer makes of them."""
    detectors = part(
        nn.Conv2D(2, 3, name="lines"),
        stacked(library("vertical-line"), library("horizontal-line")),
        np.zeros(2, np.float32),
    )
    sums = np.ones((1, 1, 2, 2), np.float32)
    combined = nn.Conv2D(2, 1, activation="relu", name="combination")
    return Project(
        drawing(CROSS),
        (detectors, part(combined, sums, np.array([0, -5], np.float32))),
        active_layer=1,
        title="Line detectors and their combination",
        note="Layer 2 adds both maps: filter 1 shows all lines; the bias -5 leaves filter 2 the crossing.",
    )


def corners_network() -> Project:
    """Four edges with ReLU, then four corners made of two edges each."""
    left: Array = np.array([[-1, 0, 1]] * 3, np.float32) / np.float32(3)
    edges = stacked(left, -left, left.T, -left.T)
    corners = np.zeros((3, 3, 4, 4), np.float32)
    for number, (side, top) in enumerate(((0, 2), (1, 2), (0, 3), (1, 3))):
        down = slice(1, 3) if top == 2 else slice(0, 2)
        right = slice(1, 3) if side == 0 else slice(0, 2)
        corners[down, 1, side, number] = 1
        corners[1, right, top, number] = 1
    return Project(
        drawing(SQUARE),
        (
            part(nn.Conv2D(4, 3, activation="relu", name="edges"), edges, np.zeros(4, np.float32)),
            part(nn.Conv2D(4, 3, activation="relu", name="corners"), corners, np.full(4, -2.5, np.float32)),
        ),
        active_layer=1,
        title="Edge → corner",
        note="Layer 1 finds the four kinds of edges; layer 2 is above 0 only where two of them meet.",
    )


def lenet_network() -> Project:
    """LeCun et al. (1998), with ReLU and largest values as it is taught today."""
    layers = [
        nn.Conv2D(6, 5, padding="same", activation="relu", seed=1),
        nn.MaxPooling2D(2),
        nn.Conv2D(16, 5, activation="relu", seed=2),
        nn.MaxPooling2D(2),
        nn.Flatten(),
        nn.Dense(120, activation="relu", seed=3),
        nn.Dense(84, activation="relu", seed=4),
        nn.Dense(10, activation="softmax", seed=5),
    ]
    return Project(
        drawing(FIVE),
        tuple(stack((28, 28, 1), layers)),
        title="LeNet-5 28×28",
        note="Weights at random (Glorot): the shapes of a network that reads digits, before any training.",
    )


def vgg_network() -> Project:
    """Simonyan and Zisserman (2014): pairs of 3×3 convolutions between poolings."""
    layers: list[nn.Layer] = []
    for filters in (8, 16):
        for _ in range(2):
            layers.append(nn.Conv2D(filters, 3, padding="same", activation="relu", seed=len(layers) + 1))
        layers.append(nn.MaxPooling2D(2))
    layers += [
        nn.Flatten(),
        nn.Dense(32, activation="relu", seed=7),
        nn.Dense(10, activation="softmax", seed=8),
    ]
    return Project(
        sign(),
        tuple(stack((32, 32, 3), layers)),
        title="Small VGG 32×32",
        note="Two 3×3 convolutions see 5×5 with fewer weights than one of 5×5; pooling halves the maps.",
        look="photo",
        value_rule="0–255 divided by 255",
    )


def separable_network() -> Project:
    """Howard et al. (2017): the block of MobileNet."""
    layers = [
        nn.DepthwiseConv2D(3, padding="same", use_bias=False, seed=1),
        nn.BatchNormalization(),
        nn.ReLU(),
        nn.Conv2D(8, 1, use_bias=False, seed=2, name="pointwise"),
        nn.BatchNormalization(),
        nn.ReLU(),
    ]
    return Project(
        sign(),
        tuple(stack((32, 32, 3), layers)),
        title="Depthwise-separable block",
        note="A window for each channel, then a mixture at each place: 51 weights, where a Conv2D needs 216.",
        look="photo",
        value_rule="0–255 divided by 255",
    )


def causal_network() -> Project:
    """van den Oord et al. (2016): dilations that double."""
    line = np.zeros((32, 1), np.float32)
    line[4] = 1
    layers = [nn.Conv1D(1, 2, padding="causal", dilation_rate=rate, use_bias=False) for rate in (1, 2, 4, 8)]
    parts = stack((32, 1), layers)
    return Project(
        line,
        tuple(LayerPart(one.kind, one.config, (np.ones((2, 1, 1), np.float32),)) for one in parts),
        active_layer=3,
        title="Causal stack with dilations 1, 2, 4, 8",
        note="One bump reaches 16 later cells and no earlier one: each layer doubles the receptive field.",
    )


def upsampling_network() -> Project:
    """Odena et al. (2016): where windows overlap unevenly."""
    layers = [
        nn.Conv2DTranspose(1, 3, strides=2, use_bias=False),
        nn.UpSampling2D(2),
        nn.Conv2D(1, 3, padding="same", border="replicate", use_bias=False),
    ]
    spread, repeat, smooth = stack((8, 8, 1), layers)
    ones = np.ones((3, 3, 1, 1), np.float32)
    return Project(
        np.ones((8, 8, 1), np.float32),
        (
            LayerPart(spread.kind, spread.config, (ones,)),
            LayerPart(repeat.kind, repeat.config, (), enabled=False),
            LayerPart(smooth.kind, smooth.config, (ones / 9,), enabled=False),
        ),
        title="Upsampling and its checkerboard",
        note="An even input becomes 1, 2 and 4: windows of 3 overlap at steps of 2. "
        "Disable layer 1 and enable the others: it stays even.",
    )


# In the order in which the program shows them.
NETWORKS = {
    "lines": lines_network,
    "corners": corners_network,
    "lenet": lenet_network,
    "vgg": vgg_network,
    "separable": separable_network,
    "causal": causal_network,
    "upsampling": upsampling_network,
}


def main() -> None:
    """Write them all, and their order."""
    folder = resource_dir() / "networks"
    folder.mkdir(exist_ok=True)
    for name, network in NETWORKS.items():
        save_project(network(), folder / f"{name}{SUFFIX}")
    (folder / "order.json").write_text(json.dumps(list(NETWORKS), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
