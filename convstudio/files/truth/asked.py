"""What a layer asks of another library, for one of its filters."""

from dataclasses import dataclass

import numpy as np

from convstudio.engine.explain import group_channels
from convstudio.engine.geometry import Axis, Pair
from convstudio.nn.filtering import Filtering
from convstudio.nn.layer import Array
from convstudio.nn.shapes import Shape, as_pair

Pairs = tuple[Pair, Pair]


@dataclass(frozen=True, eq=False)
class Asked:
    """One filter of a layer, on planes (rows, cols, channels); a line is one row.

    Attributes:
        kind: class of the layer.
        axes: how the window slides over the rows and over the columns.
        padding: "valid", "same", "full", "causal", or "" where the layer has numbers.
        border: what stands in the padding.
        flip: whether the kernel is turned around first.
        is_line: whether there is one dimension.
        channels: of the input.
        filters: of the layer.
        groups: parts of the channels.
        kernel: of the filter as it is stored, (rows, cols, channels that it sees).
        seen: which channels it sees.
        bias: of the filter; None without.
        activation: what follows; "linear" where it looks at other filters, too.
    """

    kind: str
    axes: tuple[Axis, Axis]
    padding: str
    border: str
    flip: bool
    is_line: bool
    channels: int
    filters: int
    groups: int
    kernel: Array
    seen: range
    bias: float | None
    activation: str

    @property
    def pads(self) -> Pairs:
        """Cells before and after, along rows and columns."""
        return self.axes[0].pad, self.axes[1].pad

    @property
    def strides(self) -> Pair:
        """Along rows and columns."""
        return self.axes[0].stride, self.axes[1].stride

    @property
    def spans(self) -> Pair:
        """Cells from the first to the last under the window, along rows and columns."""
        return self.axes[0].span, self.axes[1].span

    @property
    def has_padding(self) -> bool:
        """Whether any cell is added."""
        return bool(np.any(self.pads))


def asked_of(layer: Filtering, shape: Shape, filter: int) -> Asked:
    """What a built layer asks for one of its filters, from 0, on inputs of a shape without batch."""
    geometry, kernel = layer.geometry(shape), layer.grouped_kernel()
    channels = shape[-1]
    return Asked(
        kind=type(layer).__name__,
        axes=(geometry.rows, geometry.cols),
        padding=layer.padding if isinstance(layer.padding, str) else "",
        border=layer.border,
        flip=layer.flip,
        is_line=layer.rank == 1,
        channels=channels,
        filters=layer.output_channels(channels),
        groups=channels // layer.channels_seen(channels),
        kernel=kernel[..., filter],
        seen=group_channels(filter, channels, kernel),
        bias=None if layer.bias is None else float(layer.bias[filter]),
        activation=layer.activation if layer.filters_are_apart else "linear",
    )


def shown_sizes(asked: Asked, sizes: tuple[object, object]) -> str:
    """Sizes along rows and columns as arguments: one number where both are the same, or in a line."""
    first, second = sizes
    return str(second) if asked.is_line or first == second else f"({first}, {second})"


def kernel_size(asked: Asked) -> Pair:
    """Rows and columns of the kernel."""
    return as_pair(asked.kernel.shape[:2])
