"""One filter on one channel as SciPy, OpenCV and PyTorch see it, each by the call that a person would write.

Run by hand, like `make_cases.py`, with scipy, opencv-python-headless, torch and numpy:

    python tests/cases/truth_cases.py
"""

import itertools
import json
import platform
from importlib.metadata import version
from pathlib import Path

import cv2
import numpy as np
import torch
from exact_numbers import eighths
from scipy import ndimage, signal

MODES = {
    "zeros": "constant",
    "reflect": "mirror",
    "symmetric": "reflect",
    "replicate": "nearest",
    "circular": "wrap",
}
OPENCV = {
    "zeros": cv2.BORDER_CONSTANT,
    "reflect": cv2.BORDER_REFLECT_101,
    "symmetric": cv2.BORDER_REFLECT,
    "replicate": cv2.BORDER_REPLICATE,
}
KERNELS = ((3, 3), (2, 2), (4, 3), (1, 2), (5, 4))
STEPS = ({}, {"strides": 2}, {"dilation_rate": 2})


def spread(kernel, gap):
    """The kernel with zeros between its cells."""
    wide = np.zeros([(size - 1) * gap + 1 for size in kernel.shape], kernel.dtype)
    wide[::gap, ::gap] = kernel
    return wide


def cases():
    """All cases, each (settings, arrays)."""
    for kernel, step, padding in itertools.product(KERNELS, STEPS, ("same", "valid", "full")):
        x, w = eighths((9, 10), f"{kernel}{step}"), eighths(kernel, f"w{kernel}{step}")
        stride, wide = step.get("strides", 1), spread(w, step.get("dilation_rate", 1))
        for name, operation in (("correlate", signal.correlate), ("convolve", signal.convolve)):
            y = operation(x, wide, mode=padding, method="direct")[::stride, ::stride]
            yield (
                {"peer": f"signal.{name}", "padding": padding, "border": "zeros", **step},
                {"x": x, "w": w, "y": y},
            )
    for kernel, step, border in itertools.product(KERNELS, STEPS, MODES):
        x, w = eighths((9, 10), f"{kernel}{step}"), eighths(kernel, f"w{kernel}{step}")
        stride, wide = step.get("strides", 1), spread(w, step.get("dilation_rate", 1))
        settings = {"padding": "same", "border": border, **step}
        for name, operation in (("correlate", ndimage.correlate), ("convolve", ndimage.convolve)):
            y = operation(x, wide, mode=MODES[border])[::stride, ::stride]
            yield {"peer": f"ndimage.{name}", **settings}, {"x": x, "w": w, "y": y}
        if border in OPENCV:
            y = cv2.filter2D(x, cv2.CV_32F, wide, borderType=OPENCV[border])[::stride, ::stride]
            yield {"peer": "opencv", **settings}, {"x": x, "w": w, "y": y}
    yield from torch_cases()


def torch_cases():
    borders = {"zeros": "zeros", "reflect": "reflect", "replicate": "replicate", "circular": "circular"}
    for kernel, step, (border, mode) in itertools.product(KERNELS, STEPS, borders.items()):
        x, w = eighths((9, 10), f"{kernel}{step}"), eighths(kernel, f"w{kernel}{step}")
        stride, dilation = step.get("strides", 1), step.get("dilation_rate", 1)
        padding = "same" if stride == 1 else tuple(((size - 1) * dilation + 1) // 2 for size in kernel)
        layer = torch.nn.Conv2d(
            1, 1, kernel, stride, padding, dilation, bias=False, padding_mode=mode, dtype=torch.float32
        )
        with torch.no_grad():
            layer.weight.copy_(torch.tensor(w)[None, None])
            y = layer(torch.tensor(x)[None, None])[0, 0].numpy()
        yield {"peer": "pytorch", "padding": "same", "border": border, **step}, {"x": x, "w": w, "y": y}


def main():
    arrays, settings = {}, []
    for number, (case, given) in enumerate(cases()):
        settings.append(case)
        arrays.update({f"{number}/{key}": np.asarray(value, np.float32) for key, value in given.items()})
    packages = ("scipy", "opencv-python-headless", "torch", "numpy")
    versions = {"python": platform.python_version(), **{name: version(name) for name in packages}}
    text = json.dumps({"versions": versions, "cases": settings})
    path = Path(__file__).with_name("truth.npz")
    np.savez_compressed(path, settings=np.frombuffer(text.encode(), np.uint8), **arrays)
    print(len(settings), "cases", path.stat().st_size, "bytes", versions)


if __name__ == "__main__":
    main()
