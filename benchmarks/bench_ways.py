"""What each way of convolution is worth: the row of the table where it wins most, against the next best way.

A way stays only where it is faster by at least a fifth.
"""

from __future__ import annotations

import benchmarks.one_thread  # isort: skip  # noqa: F401

from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks import measure
from benchmarks.cases import CASES, Case
from convstudio.engine import convolve as module
from convstudio.engine.convolve_choice import Way
from convstudio.engine.convolve_depthwise import Depthwise
from convstudio.engine.convolve_fourier import Fourier
from convstudio.engine.convolve_patches import Patches
from convstudio.engine.convolve_rows import Rows
from convstudio.engine.convolve_separable import Separable, column_and_row
from convstudio.engine.convolve_winograd import Winograd
from convstudio.engine.geometry import Geometry

Make = Callable[[np.ndarray, Geometry], list[Way]]
LEAST = 1.2


def main() -> None:
    """Print the table."""
    print(f"{'':30}{'way':12}{'ms':>9}   {'instead':12}{'ms':>9}{'times':>8}")
    for title, name, make, other_name, other in PAIRS:
        case = next(case for case in CASES if case.title == title)
        ours, instead = measure.in_turn(partial(_by, make, case), partial(_by, other, case))
        gain = instead.smallest_cpu / ours.smallest_cpu
        mark = "" if gain >= LEAST else " *"
        times = ours.smallest_cpu * 1e3, instead.smallest_cpu * 1e3
        print(
            f"{title:30}{name:12}{times[0]:9.4f}   {other_name:12}{times[1]:9.4f}{gain:8.2f}{mark}",
            flush=True,
        )


def _by(make: Make | None, case: Case) -> np.ndarray:
    """Convolve by one way; None: as the engine chooses."""
    x, kernel, geometry = _given(case)
    chosen = module.choose, module._small
    if make is not None:
        module.choose, module._small = (lambda *_: make(kernel, geometry)), (lambda *_: None)
    try:
        return module.convolve(x, kernel, None, geometry)
    finally:
        module.choose, module._small = chosen


def _given(case: Case, made: dict[str, tuple[np.ndarray, np.ndarray, Geometry]] = {}) -> tuple:  # noqa: B006
    if case.title not in made:
        made[case.title] = (*case.arrays(), case.geometry())
    return made[case.title]


def _one(way: Callable[[np.ndarray, Geometry], Way]) -> Make:
    return lambda kernel, geometry: [way(kernel, geometry)]


def _each(way: Callable[[np.ndarray, Geometry], Way]) -> Make:
    """The channels one by one."""
    return lambda kernel, geometry: [
        way(kernel[..., one : one + 1], geometry) for one in range(kernel.shape[3])
    ]


def _separable(kernel: np.ndarray, geometry: Geometry) -> list[Way]:
    factors = column_and_row(kernel[:, :, 0, 0])
    assert factors is not None
    return [Separable(kernel, geometry, *factors)]


PAIRS: tuple[tuple[str, str, Make | None, str, Make], ...] = (
    ("8×8×1 k3 f1", "Small", None, "Rows", _one(Rows)),
    ("28×28×1 k3 f8", "Small", None, "Rows", _one(Rows)),
    ("1024×1024×1 k3 f32", "Rows", _one(Rows), "Patches", _one(Patches)),
    ("512×512×1 k3 f1", "Rows", _one(Rows), "Patches", _one(Patches)),
    ("224×224×3 k3 f32", "Rows", _one(Rows), "Patches", _one(Patches)),
    ("56×56×64 k3 f64", "Winograd", _one(Winograd), "Patches", _one(Patches)),
    ("28×28×128 k3 f128", "Winograd", _one(Winograd), "Patches", _one(Patches)),
    ("14×14×256 k3 f256", "Winograd", _one(Winograd), "Patches", _one(Patches)),
    ("112×112×64 depthwise k3", "Depthwise", _one(Depthwise), "Rows", _each(Rows)),
    ("1024×1024×1 k31 dense", "Fourier", _one(Fourier), "Rows", _one(Rows)),
    ("1024×1024×1 k31 Gaussian", "Separable", _separable, "Fourier", _one(Fourier)),
)


if __name__ == "__main__":
    main()
