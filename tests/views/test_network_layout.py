"""Where maps and cells of a network stand."""

import itertools

from PySide6.QtCore import QPointF

from convstudio.engine.geometry import Box
from convstudio.views.network_layout import BETWEEN, LEAST, PICTURE, bounds, lay_out


def test_levels_stand_side_by_side_with_room_for_the_bands():
    places = lay_out([(8, 8, 1), (6, 6, 8), (6, 6, 16)], [50.0, 50.0, 50.0], in_colour=False)
    for left, right in itertools.pairwise(places):
        assert right.left - left.bounds.right() == BETWEEN
    assert [place.columns for place in places] == [1, 2, 4]
    assert bounds(places).contains(places[2].bounds)


def test_a_cell_is_found_where_it_stands():
    (place,) = lay_out([(5, 7, 6)], [0.0], in_colour=False)
    for number in range(6):
        for row, col in ((0, 0), (4, 6), (2, 3)):
            centre = place.box_rect(number, Box(row, row + 1, col, col + 1)).center()
            assert place.at(centre) == (row, col, number)


def test_between_maps_there_is_no_cell():
    (place,) = lay_out([(5, 5, 4)], [0.0], in_colour=False)
    gap = place.map_rect(0).topRight() + QPointF(4, 4)
    assert place.at(gap) is None
    assert place.at(QPointF(-5, 0)) is None


def test_a_colour_picture_stands_above_its_channels():
    (place,) = lay_out([(32, 32, 3)], [0.0], in_colour=True)
    assert place.picture.width() == PICTURE
    assert place.at(place.picture.center()) == (16, 16, None)
    assert place.map_rect(0).top() > place.picture.bottom()
    assert place.at(place.map_rect(2).center())[2] == 2


def test_a_line_is_no_mere_line_and_a_unit_can_be_hit():
    line, units = lay_out([(1, 200, 2), (1, 1, 120)], [0.0, 0.0], in_colour=False)
    assert line.map_rect(0).height() == LEAST
    assert units.are_units
    assert units.columns == 6
    assert units.at(units.map_rect(119).center()) == (0, 0, 119)


def test_only_maps_in_sight_are_named():
    (place,) = lay_out([(8, 8, 512)], [0.0], in_colour=False)
    area = place.map_rect(240).adjusted(1, 1, -1, -1)
    seen = place.visible(area)
    assert 240 in seen
    assert len(seen) <= 3 * place.columns
    assert place.visible(area.translated(1e5, 0)) == []


def test_a_level_is_as_wide_as_its_text():
    (place,) = lay_out([(8, 8, 1)], [400.0], in_colour=False)
    assert place.bounds.width() == 400
