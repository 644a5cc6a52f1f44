"""What lights up when the mouse is over a cell or a weight."""

from convstudio.engine.geometry import Box, Geometry
from convstudio.model.links import MOST_BOXES, links_of_input_cell, links_of_map_cell, links_of_weight


def test_a_map_cell_lights_up_its_window_and_all_weights():
    links = links_of_map_cell(Geometry.build((8, 8), (3, 3)), 2, 2)
    assert links.inputs == (Box(2, 5, 2, 5),)
    assert len(links.taps) == 9


def test_a_dilated_window_lights_up_only_the_cells_that_it_uses():
    links = links_of_map_cell(Geometry.build((8, 8), (2, 2), dilation=(3, 3)), 0, 0)
    assert links.inputs == (Box(0, 1, 0, 1), Box(0, 1, 3, 4), Box(3, 4, 0, 1), Box(3, 4, 3, 4))


def test_an_input_cell_lights_up_every_map_cell_that_uses_it():
    geometry = Geometry.build((8, 8), (3, 3))
    corner, middle = links_of_input_cell(geometry, 0, 0), links_of_input_cell(geometry, 4, 4)
    assert corner.outputs == (((0, 0), (0, 0)),)
    assert len(middle.outputs) == 9
    assert ((4, 4), (0, 0)) in middle.outputs


def test_a_weight_meets_a_block_of_cells_or_with_stride_single_ones():
    assert links_of_weight(Geometry.build((8, 8), (3, 3)), 0, 1).inputs == (Box(0, 6, 1, 7),)
    strided = links_of_weight(Geometry.build((8, 8), (2, 2), strides=(3, 3)), 0, 0).inputs
    assert strided[:2] == (Box(0, 1, 0, 1), Box(0, 1, 3, 4))


def test_too_many_single_cells_become_one_block():
    geometry = Geometry.build((400, 400), (2, 2), strides=(2, 2))
    assert MOST_BOXES < 200 * 200
    assert links_of_weight(geometry, 0, 0).inputs == (Box(0, 399, 0, 399),)
