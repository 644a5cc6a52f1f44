"""The same convolution in the libraries that are installed, each in the memory layout that it likes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.cases import Case

Call = Callable[[], object]


def torch_calls(case: Case, padding: str) -> list[Call]:
    """`torch.nn.functional.conv2d` with the input planar, and with it channels-last."""
    import torch

    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    x, kernel = case.arrays()
    planes, weights = (_tensor(array) for array in (x.transpose(0, 3, 1, 2), kernel.transpose(3, 2, 0, 1)))
    words = {"stride": case.stride, "dilation": case.dilation, "groups": case.groups}
    words["padding"] = case.pads(padding)

    def call(layout: torch.memory_format) -> Call:
        arrays = planes.to(memory_format=layout), weights.to(memory_format=layout)
        return lambda: torch.nn.functional.conv2d(*arrays, **words)

    return [call(torch.contiguous_format), call(torch.channels_last)]


def _tensor(array: np.ndarray) -> object:
    """A planar tensor of torch's own: it would keep NumPy's strides of axes of length 1, and slow down."""
    import torch

    source = torch.from_numpy(np.ascontiguousarray(array))
    return torch.empty(array.shape, dtype=source.dtype).copy_(source)


def others(case: Case) -> Iterator[tuple[str, Call]]:
    """(name, call) of the further libraries that are installed and know the case; no padding."""
    for name, make in (("onnxruntime", _onnxruntime), ("OpenCV", _opencv), ("SciPy", _scipy)):
        with contextlib.suppress(ImportError):
            if call := make(case):
                yield name, call


def _opencv(case: Case) -> Call | None:
    import cv2

    if case.shape[2] != 1 or case.filters != 1 or case.dilation != 1:
        return None
    cv2.setNumThreads(1)
    x, kernel = (array.squeeze() for array in case.arrays())
    return lambda: cv2.filter2D(x, -1, kernel)


def _scipy(case: Case) -> Call | None:
    from scipy import ndimage, signal

    if case.shape[2] != 1 or case.filters != 1 or case.dilation != 1:
        return None
    x, kernel = (array.squeeze() for array in case.arrays())
    if case.size[0] > 7:
        return lambda: signal.oaconvolve(x, kernel[::-1, ::-1], mode="valid")
    return lambda: ndimage.correlate(x, kernel)


def _onnxruntime(case: Case) -> Call | None:
    import onnxruntime

    from benchmarks.onnx_model import convolution_model

    x, kernel = case.arrays()
    if case.dtype != "float32":
        return None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    weights = np.ascontiguousarray(kernel.transpose(3, 2, 0, 1))
    model = convolution_model(weights, case.stride, case.dilation, case.groups)
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    planes = np.ascontiguousarray(x.transpose(0, 3, 1, 2))
    return lambda: session.run(None, {"x": planes})
