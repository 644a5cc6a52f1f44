"""The map of one filter as every library makes it, each computed by the engine under that library's rule."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from convstudio.engine.activation import activate
from convstudio.engine.convolve import convolve
from convstudio.engine.geometry import Geometry
from convstudio.engine.tiles import never
from convstudio.files.project import LayerPart
from convstudio.files.resources import resource_dir
from convstudio.files.truth.asked import Asked, Pairs, asked_of
from convstudio.files.truth.peers import PEERS, Seen
from convstudio.nn.filtering import Filtering
from convstudio.nn.layer import Array
from convstudio.nn.shapes import planar_shape

TOLERANCE = 1e-5  # of values up to 1; for larger ones a part of the largest that goes in


@dataclass(frozen=True, eq=False)
class View:
    """One library's view of a filter.

    Attributes:
        name: as in `resources/peers.json`.
        title: for people.
        seen: what it does; its call has no open fields.
        border: what it calls what stands in the padding.
        layout: the order of axes that it wants.
        map: what it gives, (rows, cols); None where it cannot.
        differs: where that is not the same as here, of the cells that both maps have; None without a map.
    """

    name: str
    title: str
    seen: Seen
    border: str
    layout: str
    map: Array | None
    differs: Array | None

    @property
    def count(self) -> int:
        """How many cells differ."""
        return 0 if self.differs is None else int(self.differs.sum())

    @property
    def first(self) -> tuple[int, int] | None:
        """The first cell that differs, row by row."""
        if self.differs is None or not self.differs.any():
            return None
        row, col = np.unravel_index(int(self.differs.argmax()), self.differs.shape)
        return int(row), int(col)


@dataclass(frozen=True, eq=False)
class Truth:
    """What came out.

    Attributes:
        ours: the map of the filter here, (rows, cols).
        views: one for each library.
        activation: what was applied everywhere; "linear" also where it looks at other filters, too.
    """

    ours: Array
    views: tuple[View, ...]
    activation: str


def truth_of(part: LayerPart, x: Array, filter: int, cancelled: Callable[[], bool] = never) -> Truth | None:
    """Compare a filter, from 0, with what the libraries make of it.

    Args:
        part: the layer with its weights.
        x: what reaches it, Keras' shape without batch.
        filter: which one.
        cancelled: asked between two libraries; None is returned once it says yes.

    Raises:
        ValueError: it is no layer with filters that slide, or does not fit.
    """
    layer = part.build(x.shape)
    if not isinstance(layer, Filtering):
        raise ValueError(f"{part.kind} has no filters that slide over the input")
    asked = asked_of(layer, x.shape, filter)
    planes = x.reshape(planar_shape(x.shape)).astype(layer.dtype, copy=False)
    planes = planes[..., asked.seen.start : asked.seen.stop]
    slack = TOLERANCE * max(1.0, _largest(planes))
    ours = _map(asked, planes, Seen("", asked.pads, asked.border, asked.flip))
    views = []
    for name, rule in PEERS.items():
        if cancelled():
            return None
        seen = rule(asked)
        theirs = None if seen.pads is None else _map(asked, planes, seen)
        views.append(_view(name, seen, theirs, ours, slack))
    return Truth(ours, tuple(views), asked.activation)


def _map(asked: Asked, planes: Array, seen: Seen) -> Array:
    """The map (rows, cols) that a rule gives."""
    assert seen.pads is not None
    rows, cols = asked.axes
    kernel = asked.kernel[::-1, ::-1] if seen.flips else asked.kernel
    steps, gaps = (rows.stride, cols.stride), (rows.dilation, cols.dilation)
    sizes, border = (rows.kernel, cols.kernel), seen.border
    geometry = Geometry.build((rows.length, cols.length), sizes, steps, gaps, seen.pads, border)
    bias = np.array([asked.bias or 0.0], planes.dtype)
    sums = convolve(planes[None], np.ascontiguousarray(kernel)[..., None], bias, geometry)
    if seen.clamps:
        sums = np.clip(sums, 0, 1)
    values: Array = activate(asked.activation, sums)[0, :, :, 0]
    return values


def _view(name: str, seen: Seen, theirs: Array | None, ours: Array, slack: float) -> View:
    words = _peers()[name]
    border = words["borders"].get(seen.border, seen.border) if _pads(seen) else "—"
    call = seen.call.format(border=_as_written(name, words["borders"].get(seen.border, seen.border)))
    known = Seen(call, seen.pads, seen.border, seen.flips, seen.note, seen.clamps)
    differs = None if theirs is None else _differs(ours, theirs, slack)
    return View(name, words["title"], known, border, words["layout"], theirs, differs)


def _as_written(name: str, border: str) -> str:
    return {"opencv": f"cv2.{border}", "gimp": border}.get(name, f'"{border}"')


def _pads(seen: Seen) -> bool:
    pads: Pairs = seen.pads or ((0, 0), (0, 0))
    return bool(np.any(pads))


def _differs(ours: Array, theirs: Array, slack: float) -> Array:
    """Of the cells that both have."""
    rows, cols = min(ours.shape[0], theirs.shape[0]), min(ours.shape[1], theirs.shape[1])
    one, other = ours[:rows, :cols], theirs[:rows, :cols]
    with np.errstate(all="ignore"):
        return ~np.isclose(one, other, rtol=TOLERANCE, atol=slack, equal_nan=True)


def _largest(values: Array) -> float:
    with np.errstate(all="ignore"):
        largest = float(max(abs(values.min()), abs(values.max())))
    return largest if np.isfinite(largest) else 1.0


@cache
def _peers() -> Mapping[str, Any]:
    """Names of borders and layouts of the libraries."""
    text = (resource_dir() / "peers.json").read_text(encoding="utf-8")
    peers: Mapping[str, Any] = json.loads(text)
    return peers
