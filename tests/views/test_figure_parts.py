import numpy as np
import pytest

from convstudio.files.computed import compute
from convstudio.files.project import Project
from convstudio.files.resources import load_example
from convstudio.views.figure_parts import filter_grids, input_grid, map_grid, map_scale_of


def parts(name):
    project = load_example(name)
    return project, compute(project)


def test_padding_is_drawn_around_the_input():
    grid, top, left = input_grid(*parts("stride"))
    assert (top, left) == (1, 1)
    assert grid.values.shape == (7, 7)
    assert grid.ghosts.sum() == 7 * 7 - 5 * 5
    assert not grid.values[grid.ghosts].any()


def test_without_padding_nothing_stands_around_the_input():
    grid, top, left = input_grid(*parts("vertical-line"))
    assert (top, left) == (0, 0)
    assert not grid.ghosts.any()


def test_a_picture_is_drawn_in_its_colours():
    grid, _, _ = input_grid(*parts("sign"))
    assert grid.values is None
    red, green, blue = (int(grid.colors[16, 4]) >> shift & 255 for shift in (16, 8, 0))
    assert red > 150 > max(green, blue)


def test_padding_of_a_large_picture_is_left_out():
    project = load_example("sign")
    large = Project(np.zeros((100, 100, 3)), project.layers)
    assert input_grid(large, compute(large)).top == 0


def test_filters_of_colours_have_three_slices():
    slices = filter_grids(parts("sign")[1].explain(0, 0, 0), 5)
    assert [(one.title, one.subtitle) for one in slices] == [
        ("Filter 1 of 5", "channel 1"),
        ("", "channel 2"),
        ("", "channel 3"),
    ]


@pytest.mark.parametrize(("name", "low"), [("vertical-line", -3), ("digit", 0)])
def test_the_activation_decides_whether_the_scale_has_two_sides(name, low):
    assert map_scale_of(parts(name)[1], 0).low == low


def test_sizes_are_told_as_keras_has_them():
    _, computed = parts("bump")
    assert input_grid(*parts("bump")).grid.subtitle == "8 × 1"
    assert map_grid(computed, 0, map_scale_of(computed, 0)).subtitle == "6 × 1"
    assert filter_grids(computed.explain(0, 0, 0), 1)[0].subtitle == "3 × 1"
