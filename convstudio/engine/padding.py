"""Sizes and padding along one axis: how many windows there are, and what stands beyond the edge."""

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.box import Pair

BORDERS = ("zeros", "reflect", "symmetric", "replicate", "circular")
NAMED_PADDINGS = ("valid", "same", "full", "causal")

Padding = str | tuple[Pair, Pair]


def output_length(length: int, kernel: int, stride: int = 1, dilation: int = 1, pad: Pair = (0, 0)) -> int:
    """Number of places a window can stand along one axis.

    Args:
        length: cells along the axis, >= 1.
        kernel: cells of the window, >= 1.
        stride: cells from one place to the next, >= 1.
        dilation: cells from one cell of the window to the next, >= 1.
        pad: cells added before and after, >= 0.

    Raises:
        ValueError: a number is out of its range, or the window spans more cells than the padded axis has.

    Source: Dumoulin and Visin (2016), relationships 6 and 15.
    """
    for name, value in (("length", length), ("kernel", kernel), ("stride", stride), ("dilation", dilation)):
        if value < 1:
            raise ValueError(f"{name} must be at least 1. Received: {name}={value}")
    if min(pad) < 0:
        raise ValueError(f"padding must not be negative. Received: pad={pad}")
    span = (kernel - 1) * dilation + 1
    padded = length + sum(pad)
    if span > padded:
        raise ValueError(
            "The window must not span more cells than the padded input has. Received: a window of "
            f"{span} (kernel {kernel}, dilation {dilation}) on {padded} (input {length}, padding {pad})"
        )
    return (padded - span) // stride + 1


def pad_amount(padding: str | Pair, length: int, kernel: int, stride: int = 1, dilation: int = 1) -> Pair:
    """Cells added before and after one axis; an explicit pair passes through.

    "same" is TensorFlow's rule: as many outputs as length / stride rounded up, the odd cell after the input.
    "full" lets every window stand that touches the input, "causal" lets none see a later cell.

    Raises:
        ValueError: the name is not one of NAMED_PADDINGS.
    """
    if not isinstance(padding, str):
        return padding
    reach = (kernel - 1) * dilation
    if padding == "same":
        total = max(0, reach - (length - 1) % stride)
        return total // 2, total - total // 2
    if padding not in NAMED_PADDINGS:
        raise ValueError(f"padding must be one of {NAMED_PADDINGS} or pairs. Received: {padding!r}")
    return {"valid": (0, 0), "full": (reach, reach), "causal": (reach, 0)}[padding]


def source_indices(length: int, pad: Pair, border: str) -> NDArray[np.intp]:
    """Input index that stands at each padded position, -1 where a zero stands.

    Padding longer than the input reflects or wraps again and again, as in `numpy.pad`.

    Raises:
        ValueError: `border` is not one of BORDERS.
    """
    return resolve(np.arange(-pad[0], length + pad[1]), length, border)


def resolve(positions: NDArray[np.intp], length: int, border: str) -> NDArray[np.intp]:
    """Input index that stands at each position, also beyond the edges; -1 where a zero stands."""
    if border == "zeros":
        return np.where((positions >= 0) & (positions < length), positions, -1)
    if border == "replicate":
        return np.clip(positions, 0, length - 1)
    if border == "circular":
        return positions % length
    if border == "symmetric":
        mirrored = positions % (2 * length)
        return np.minimum(mirrored, 2 * length - 1 - mirrored)
    if border == "reflect":
        period = max(1, 2 * (length - 1))
        mirrored = positions % period
        return np.minimum(mirrored, period - mirrored) if length > 1 else mirrored
    raise ValueError(f"border must be one of {BORDERS}. Received: {border!r}")
