"""Films that are there as arrays, and reading a film back."""

import numpy as np
import pytest
from PIL import Image, ImageSequence


class ArrayFilm:
    def __init__(self, frames):
        self.frames = list(frames)
        self.size = self.frames[0].shape[:2] if self.frames else (1, 1)

    def __len__(self):
        return len(self.frames)

    def frame(self, number):
        return self.frames[number]


@pytest.fixture
def array_film():
    return ArrayFilm


@pytest.fixture
def walk():
    """A window of 3×3 cells that walks over a coloured grid, and a map that fills: 12 frames of 30×61."""
    cells = np.random.default_rng(1).choice(np.array([[255, 255, 255], [23, 32, 44], [180, 83, 9]]), (10, 20))
    ground = np.full((30, 61, 3), 243, np.uint8)
    ground[:, :60] = np.kron(cells, np.ones((3, 3, 1), int)).astype(np.uint8)
    frames = []
    for number in range(12):
        ground[20:23, 3 * number : 3 * number + 3] = (68, 1, 84 + number)
        frame = ground.copy()
        frame[3:12, 3 * number : 3 * number + 9] //= 2
        frames.append(frame)
    return ArrayFilm(frames)


@pytest.fixture
def decoded():
    def read(path):
        with Image.open(path) as image:
            return [np.array(frame.convert("RGB")) for frame in ImageSequence.Iterator(image)]

    return read
