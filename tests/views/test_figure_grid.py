import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from convstudio.views.colors import weight_scale
from convstudio.views.figure_grid import TITLE_HEIGHT, cell_side, draw_grid, scaled_grid


@pytest.mark.parametrize(("cells", "side"), [(8, 36), (6, 48), (3, 48), (100, 2), (576, 0.5)])
def test_cells_fill_the_room_but_do_not_become_huge(cells, side):
    assert cell_side(cells, cells, 288) == side


def test_a_block_of_cells_stands_below_the_title():
    values = np.eye(4)
    grid = scaled_grid("Input", "4 × 4", values, weight_scale(values), 10)
    box = grid.rect(QPointF(5, 7), 1, 2, 3, 1)
    assert (box.x(), box.y(), box.width(), box.height()) == (25, 7 + TITLE_HEIGHT + 10, 10, 30)


def test_a_drawn_cell_has_the_colour_of_its_value(qapp):
    values = np.array([[1.0, -1.0]])
    scale = weight_scale(values)
    grid = scaled_grid("", "", values, scale, 10)
    image = QImage(40, 60, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    draw_grid(painter, grid, QPointF(0, 0))
    painter.end()
    colors = [image.pixel(x, int(TITLE_HEIGHT) + 5) for x in (5, 15)]
    assert colors == scale.colors(values)[0].tolist()
