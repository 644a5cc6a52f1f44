"""Which colour a value has: palettes, scales, and text that can be read on them."""

import json
import math
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from convstudio.files.resources import resource_dir
from convstudio.model.overview import value_range

ENTRIES = 256
SEQUENTIAL, DIVERGING, DRAWING, DRAWING_SIGNED, PHOTO = (
    "sequential",
    "diverging",
    "drawing",
    "drawing-signed",
    "photo",
)


@dataclass(frozen=True)
class Palette:
    """A row of colours, evenly spaced from the lowest to the highest value of a scale."""

    id: str
    title: str
    kind: str
    colors: tuple[str, ...]
    source: str

    @cached_property
    def table(self) -> NDArray[np.uint32]:
        """256 colours as 0xffRRGGBB, the format of QImage.Format_RGB32."""
        anchors = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in self.colors], float)
        places = np.linspace(0, len(anchors) - 1, ENTRIES)
        red, green, blue = (
            np.interp(places, range(len(anchors)), anchors[:, i]).round().astype(np.uint32) for i in range(3)
        )
        return opaque(np.stack([red, green, blue], axis=-1))

    @cached_property
    def dark(self) -> NDArray[np.bool_]:
        """For each of the 256 colours: whether white text on it reads better than black."""
        return luminance(self.table) < 0.179


@dataclass(frozen=True)
class Scale:
    """From a value to a colour: `low` has the first colour of the palette, `high` the last.

    Values beyond the scale take its end colour (views mark them); those that are not numbers take the middle
    one (views hatch them).
    """

    low: float
    high: float
    palette: Palette

    def entries(self, values: NDArray[np.floating]) -> NDArray[np.uint8]:
        """The index 0…255 into the palette of each value; any shape."""
        span = self.high - self.low
        if not span > 0:
            return np.full(values.shape, 0 if self.palette.kind == SEQUENTIAL else ENTRIES // 2, np.uint8)
        with np.errstate(invalid="ignore", over="ignore"):
            places = np.asarray((values - self.low) * ((ENTRIES - 1) / span))
        if places.size and math.isnan(places.min()):  # nan_to_num would look three times
            places[np.isnan(places)] = ENTRIES / 2
        np.clip(places, 0, ENTRIES - 1, out=places)
        return np.asarray(np.rint(places, out=places), np.uint8)

    def colors(self, values: NDArray[np.floating]) -> NDArray[np.uint32]:
        """The colour 0xffRRGGBB of each value; any shape."""
        return self.palette.table[self.entries(values)]

    def beyond(self, values: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Where the scale does not reach the value (with half a colour of tolerance)."""
        slack = (self.high - self.low) / ENTRIES / 2
        with np.errstate(invalid="ignore"):
            return (values < self.low - slack) | (values > self.high + slack)


def opaque(levels: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Red, green and blue levels 0…255 on the last axis as colours 0xffRRGGBB."""
    mixed: NDArray[np.uint32] = levels[..., 2] | np.uint32(0xFF000000)
    mixed |= levels[..., 1] << np.uint32(8)
    mixed |= levels[..., 0] << np.uint32(16)
    return mixed


def luminance(colors: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Relative luminance 0…1 of 0xffRRGGBB colours. Source: WCAG 2.1."""
    channels = np.stack([(colors >> np.uint32(s)) & np.uint32(255) for s in (16, 8, 0)], axis=-1) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(first: str, second: str) -> float:
    """Contrast 1…21 of two '#rrggbb' colours. Source: WCAG 2.1."""
    bright, dim = sorted(
        (float(luminance(np.array(int(c[1:], 16), np.uint32))) for c in (first, second)), reverse=True
    )
    return (bright + 0.05) / (dim + 0.05)


@cache
def palettes() -> dict[str, Palette]:
    """Every palette of the resources, by its id."""
    rows = json.loads((resource_dir() / "palettes" / "palettes.json").read_text(encoding="utf-8"))
    return {row["id"]: Palette(**{**row, "colors": tuple(row["colors"])}) for row in rows}


def map_scale(
    low: float,
    high: float,
    output_range: tuple[float, float],
    sequential: str = "viridis",
    diverging: str = "red-blue",
) -> Scale:
    """The scale of a feature map whose values lie in low…high.

    The range of the activation, not the data, decides: where it has negative values the palette diverges and
    zero is its middle, else it starts at zero.
    """
    if output_range[0] < 0:
        reach = max(abs(low), abs(high)) or 1.0
        return Scale(-reach, reach, palettes()[diverging])
    return Scale(0.0, max(high, 0.0) or 1.0, palettes()[sequential])


def weight_scale(weights: NDArray[np.floating], diverging: str = "red-blue") -> Scale:
    """The scale of weights: zero in the middle, the largest magnitude at the end."""
    finite = np.abs(weights[np.isfinite(weights)])
    reach = float(finite.max(initial=0.0)) or 1.0
    return Scale(-reach, reach, palettes()[diverging])


def input_scale(values: NDArray[np.floating], look: str) -> Scale:
    """The scale of an input: ink on paper for a drawing, as photographed for a picture; 0…1 at least."""
    low, high = value_range(values)
    low, high = min(low, 0.0), max(high, 1.0)
    if low < 0:
        reach = max(-low, high)
        return Scale(-reach, reach, palettes()["signed-paper"])
    return Scale(0.0, high, palettes()["photo" if look == "photo" else "paper"])
