"""Small pictures of maps follow edits of a few cells."""

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from convstudio.engine.geometry import Box
from convstudio.views.colors import map_scale
from convstudio.views.map_pictures import MOST_STALE, MapPictures

AREA = QRect(0, 0, 60, 60)


@pytest.fixture
def maps(qapp):
    return np.linspace(-1, 1, 20 * 20 * 2, dtype=np.float32).reshape(20, 20, 2).copy()


def pictures(maps, reach=lambda: 2.0):
    made = MapPictures(lambda number: map_scale(-reach(), reach(), (-np.inf, np.inf)))
    made.show(maps)
    return made


def painted(made, number=0):
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    made.paint(painter, number, AREA)
    painter.end()
    return image


def test_a_few_other_cells_look_as_if_all_were_painted_anew(maps):
    made = pictures(maps)
    before = painted(made)
    maps[2:4, 5:9, 0] = 2
    maps[19, 19, 0] = -2
    made.renew(maps, [0], [Box(2, 4, 5, 9), Box(19, 20, 19, 20), Box(3, 3, 0, 4)])
    assert painted(made) == painted(pictures(maps)) != before


def test_another_scale_paints_the_whole_map(maps):
    reach = [2.0]
    made = pictures(maps, lambda: reach[0])
    painted(made)
    reach[0] = 9.0
    made.renew(maps, [0], [])
    assert painted(made) == painted(pictures(maps, lambda: 9.0))


def test_other_maps_keep_their_pictures(maps):
    made = pictures(maps)
    before = painted(made, 1)
    maps[...] = 0
    made.renew(maps, [0], [Box(0, 20, 0, 20)])
    assert painted(made, 1) == before


def test_without_blocks_everything_is_another(maps):
    made = pictures(maps)
    painted(made)
    maps[...] = -maps
    made.renew(maps, [0, 1])
    assert painted(made, 1) == painted(pictures(maps), 1)


def test_a_map_that_becomes_empty_says_so(maps):
    made = pictures(maps)
    painted(made)
    maps[..., 0] = 0
    made.renew(maps, [0], [Box(0, 20, 0, 20)])
    assert painted(made) == painted(pictures(maps))


def test_what_is_long_out_of_sight_is_painted_anew(maps):
    made = pictures(maps)
    painted(made)
    for number in range(2 * MOST_STALE):
        maps[number % 20, number // 20, 0] = 2
        made.renew(maps, [0], [Box(number % 20, number % 20 + 1, number // 20, number // 20 + 1)])
    assert painted(made) == painted(pictures(maps))
