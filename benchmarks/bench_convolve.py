"""Whole convolutions against `torch.nn.functional.conv2d` in the faster of its two layouts, one thread each.

Below 1 is faster than torch. The output is allocated anew by both. Each result is checked against float64.
"""

from __future__ import annotations

import benchmarks.one_thread  # isort: skip  # noqa: F401

import argparse
import statistics
import sys
from collections.abc import Sequence

import numpy as np

from benchmarks import measure, peers
from benchmarks.cases import CASES, Case
from convstudio.engine.convolve import convolve

GOAL = 0.60


def main(arguments: Sequence[str] = ()) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--padding", choices=("valid", "same"), default="valid")
    parser.add_argument("--only", default="", help="rows whose title has this text")
    parser.add_argument("--rounds", type=int, default=measure.ROUNDS)
    parser.add_argument("--others", action="store_true", help="onnxruntime, OpenCV and SciPy too")
    options = parser.parse_args(arguments)
    try:
        import torch
    except ImportError:
        print('torch is not installed: pip install "convolution-studio[bench]"')
        return
    print(
        f"{measure.machine()}, NumPy {np.__version__}, torch {torch.__version__}, padding {options.padding}\n"
    )
    print(f"{'':30}{'median':>8}{'cpu':>8}{'at most':>9}{'torch ms':>10}{'ours ms':>10}{'error':>10}")
    cases = [case for case in CASES if options.only in case.title]
    rows = [_row(case, options.padding, options.rounds, options.others) for case in cases]
    for name, ratios in zip(("medians", "smallest CPU times"), zip(*rows, strict=True), strict=True):
        print(f"geometric mean of {name}: {statistics.geometric_mean(ratios):.3f} (at most {GOAL})")


def _row(case: Case, padding: str, rounds: int, others: bool) -> tuple[float, float]:
    """Measure and print one case; the ratios of medians and of smallest CPU times."""
    x, kernel = case.arrays()
    geometry = case.geometry(padding)

    def ours() -> np.ndarray:
        return convolve(x, kernel, None, geometry)

    error = _error(case, padding, ours())
    further = dict(peers.others(case)) if others else {}
    own, *torch = measure.in_turn(ours, *peers.torch_calls(case, padding), *further.values(), rounds=rounds)
    best = min(torch[:2], key=lambda times: times.median)
    median, cpu = own.median / best.median, own.smallest_cpu / min(times.smallest_cpu for times in torch[:2])
    mark = "" if median <= case.limit else " *" if median <= 1.3 * case.limit else " **"
    times = f"{best.median * 1e3:10.4f}{own.median * 1e3:10.4f}"
    print(f"{case.title:30}{median:8.3f}{cpu:8.3f}{case.limit:9.2f}{times}{error:10.1e}{mark}", flush=True)
    for name, taken in zip(further, torch[2:], strict=True):
        print(f"{'':8}{name:22}{own.median / taken.median:8.3f}{'':17}{taken.median * 1e3:10.4f}", flush=True)
    return median, cpu


def _error(case: Case, padding: str, ours: np.ndarray) -> float:
    """Largest difference to torch in float64, relative to the largest sum of |weight| · |cell|; checked."""
    import torch

    x, kernel = (torch.from_numpy(array.astype(np.float64)) for array in case.arrays())
    words = {"stride": case.stride, "dilation": case.dilation, "groups": case.groups}
    words["padding"] = case.pads(padding)
    planes, weights = x.permute(0, 3, 1, 2), kernel.permute(3, 2, 0, 1)
    right = torch.nn.functional.conv2d(planes, weights, **words).numpy().transpose(0, 2, 3, 1)
    scale = float(x.abs().max() * kernel.abs().sum((0, 1, 2)).max())
    error = float(np.abs(ours - right).max()) / scale
    if ours.shape != right.shape or not error < 4 * np.finfo(case.dtype).eps:
        sys.exit(f"{case.title}: wrong by {error}")
    return error


if __name__ == "__main__":
    main(sys.argv[1:])
