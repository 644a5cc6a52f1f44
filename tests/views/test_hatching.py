import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsScene

from convstudio.views.hatching import HatchItem, merged
from convstudio.views.theme import LIGHT


@pytest.mark.parametrize(
    ("cells", "boxes"),
    [
        ([[0, 0], [0, 1], [1, 0], [1, 1]], [(0, 2, 0, 2)]),
        ([[0, 0], [0, 2], [2, 0], [2, 2]], [(0, 1, 0, 1), (0, 1, 2, 3), (2, 3, 0, 1), (2, 3, 2, 3)]),
        ([[-1, 3], [0, 3], [0, 4]], [(-1, 0, 3, 4), (0, 1, 3, 5)]),
        ([[5, 5], [5, 5]], [(5, 6, 5, 6)]),
    ],
)
def test_cells_that_lie_together_are_one_block(cells, boxes):
    assert sorted(merged(np.array(cells))) == boxes


def test_no_cells_are_no_blocks():
    assert merged(np.zeros((0, 2), np.intp)) == []


def painted(item):
    """Which of 4 x 4 cells, 10 pixels each, anything was painted on."""
    scene = QGraphicsScene(0, 0, 4, 4)
    scene.addItem(item)
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    scene.render(painter)
    painter.end()
    scene.removeItem(item)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(40, 40) != 0xFFFFFFFF
    return pixels.reshape(4, 10, 4, 10).any(axis=(1, 3))


def test_flagged_cells_are_hatched_and_no_others(dressed):
    item, flags = HatchItem(LIGHT), np.eye(4, dtype=bool)
    flags[0, 1] = True
    item.set_flags(flags)
    np.testing.assert_array_equal(painted(item), flags)
    item.set_flags(None)
    assert not painted(item).any()
