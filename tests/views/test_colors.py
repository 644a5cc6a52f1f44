"""Colours say what values are: zero has its place, nothing negative is black, text can be read."""

import math

import numpy as np
import pytest

from convstudio.model.overview import value_range
from convstudio.views.colors import (
    DIVERGING,
    SEQUENTIAL,
    Scale,
    contrast,
    input_scale,
    luminance,
    map_scale,
    palettes,
    weight_scale,
)
from convstudio.views.theme import DARK, LIGHT

LINEAR, RELU = (-math.inf, math.inf), (0.0, math.inf)


def test_zero_is_the_middle_of_a_scale_with_negative_values():
    scale = map_scale(-1.0, 3.0, LINEAR)
    middle = scale.colors(np.array([0.0]))[0]
    assert scale.palette.kind == DIVERGING
    assert (scale.low, scale.high) == (-3.0, 3.0)
    assert luminance(middle) > 0.85


def test_the_activation_not_the_data_picks_the_kind_of_palette():
    assert map_scale(0.0, 3.0, LINEAR).palette.kind == DIVERGING
    assert map_scale(0.0, 3.0, RELU).palette.kind == SEQUENTIAL
    assert map_scale(0.0, 3.0, RELU).low == 0.0


def test_negative_values_are_never_painted_black():
    values = np.linspace(-2, 2, 401)
    for scale in (map_scale(-2, 2, LINEAR), weight_scale(values), input_scale(values, "drawn")):
        assert luminance(scale.colors(values[values < 0])).min() > 0.05


def test_a_drawn_one_is_dark_on_paper_and_a_photographed_one_is_bright():
    one = np.array([1.0])
    assert luminance(input_scale(one, "drawn").colors(one))[0] < 0.1
    assert luminance(input_scale(one, "photo").colors(one))[0] > 0.9


def test_a_map_of_zeros_has_a_scale():
    assert map_scale(0.0, 0.0, RELU).high == 1.0
    assert map_scale(0.0, 0.0, LINEAR).low == -1.0


def test_values_beyond_the_scale_and_only_those_are_told():
    scale = map_scale(0.0, 2.0, RELU)
    beyond = scale.beyond(np.array([-0.5, 0.0, 2.0, 2.5, math.nan]))
    assert beyond.tolist() == [True, False, False, True, False]


def test_what_is_no_number_does_not_spoil_the_range():
    assert value_range(np.array([1.0, math.nan, -2.0, math.inf])) == (-2.0, 1.0)
    assert value_range(np.array([math.nan])) == (0.0, 0.0)


def test_every_colour_of_every_palette_carries_text_that_can_be_read():
    for palette in palettes().values():
        light = luminance(palette.table)
        ratios = np.where(palette.dark, 1.05 / (light + 0.05), (light + 0.05) / 0.05)
        assert ratios.min() >= 4.5, palette.id


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_texts_of_the_themes_can_be_read(theme):
    for ground in (theme.ground, theme.card, theme.field):
        for ink in (theme.text, theme.quiet, theme.good, theme.bad):
            assert contrast(ink, ground) >= 4.5, (ink, ground)
    assert contrast(theme.accent_text, theme.accent) >= 4.5


def test_what_is_no_number_has_the_middle_colour_and_infinity_the_last():
    scale = Scale(0, 1, palettes()["viridis"])
    values = np.array([[math.nan, math.inf, -math.inf], [0.0, 1.0, 0.5]], np.float32)
    assert scale.entries(values).tolist() == [[128, 255, 0], [0, 255, 128]]
    assert np.isnan(values[0, 0])
