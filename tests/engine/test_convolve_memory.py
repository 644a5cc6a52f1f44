import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from convstudio.engine.convolve import convolve
from convstudio.engine.geometry import Geometry


@pytest.mark.parametrize(
    ("shape", "kernel", "words"),
    [
        ((1024, 1024, 1), (3, 3, 1, 8), {}),
        ((1024, 1024, 1), (31, 31, 1, 1), {}),
        ((512, 512, 3), (7, 7, 3, 16), {"strides": (2, 2)}),
        ((128, 128, 64), (3, 3, 64, 64), {}),
        ((128, 128, 64), (3, 3, 64, 64), {"dilation": (2, 2)}),
        ((512, 512, 16), (3, 3, 1, 16), {}),
        ((1, 1_000_000, 1), (1, 9, 1, 8), {}),
    ],
)
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_a_full_pass_needs_half_of_input_and_output_and_64_mib_more(shape, kernel, words, padding):
    x, kernel = np.ones((1, *shape), np.float32), np.ones(kernel, np.float32)
    geometry = Geometry.build(shape[:2], kernel.shape[:2], padding=padding, **words)
    with ThreadPoolExecutor(1) as fresh:  # a thread that has no working memory yet
        tracemalloc.start()
        maps = fresh.submit(convolve, x, kernel, None, geometry).result()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert x.nbytes + peak <= 1.5 * (x.nbytes + maps.nbytes) + 64 * 2**20


def test_working_memory_is_used_again():
    x, kernel = np.ones((1, 512, 512, 1), np.float32), np.ones((3, 3, 1, 8), np.float32)
    geometry = Geometry.build((512, 512), (3, 3))
    out = convolve(x, kernel, None, geometry)
    tracemalloc.start()
    convolve(x, kernel, None, geometry, out=out)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**16
