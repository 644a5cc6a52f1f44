"""Numbers that add up exactly."""

import zlib

import numpy as np


def eighths(shape, name):
    """Multiples of 1/8 between -2 and 2, always the same for a name."""
    random = np.random.default_rng(zlib.crc32(str(name).encode()))
    return (random.integers(-16, 17, shape) / 8).astype(np.float32)
