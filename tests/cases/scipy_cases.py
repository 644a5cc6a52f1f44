"""Borders of SciPy, whose names are others: its reflect is symmetric here, its mirror is reflect."""

import itertools

from exact_numbers import eighths
from scipy import ndimage, signal

BORDERS = {
    "zeros": "constant",
    "reflect": "mirror",
    "symmetric": "reflect",
    "replicate": "nearest",
    "circular": "wrap",
}


def cases():
    """All cases, each (settings, arrays)."""
    for (border, mode), kernel in itertools.product(BORDERS.items(), ((3, 3), (1, 5), (5, 3))):
        x, w = eighths((7, 8), f"{border}{kernel}"), eighths(kernel, f"w{border}{kernel}")
        for flip, operation in ((False, ndimage.correlate), (True, ndimage.convolve)):
            yield (
                {"kind": "filter", "border": border, "padding": "same", "flip": flip},
                {
                    "x": x,
                    "w": w,
                    "y": operation(x, w, mode=mode),
                },
            )
        full = signal.convolve2d(x, w, mode="full")
        yield (
            {"kind": "filter", "border": "zeros", "padding": "full", "flip": True},
            {"x": x, "w": w, "y": full},
        )
