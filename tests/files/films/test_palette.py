"""The few colours of a GIF."""

import numpy as np
import pytest

from convstudio.files.films.palette import MOST_COLORS, Palette, few_colors, packed, unpacked

BLACK, WHITE, BROWN = (0, 0, 0), (255, 255, 255), (180, 83, 9)


def test_few_colours_are_kept_as_they_are():
    frame = np.array([[BLACK, WHITE], [BROWN, BLACK]], np.uint8)
    assert few_colors([frame]).tolist() == [list(BLACK), list(BROWN), list(WHITE)]


def test_many_are_reduced_to_255_that_differ():
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    assert len(np.unique(few_colors([noise]), axis=0)) == MOST_COLORS


def test_each_pixel_takes_the_nearest_colour():
    palette = Palette(np.array([BLACK, WHITE, BROWN], np.uint8))
    pixels = np.array([[(170, 90, 20), (200, 200, 200), (9, 9, 9)]], np.uint8)
    assert palette.colors[palette.numbers(pixels)].tolist() == [[list(BROWN), list(WHITE), list(BLACK)]]
    assert len(palette.colors) == 3


def test_a_palette_that_grows_takes_in_new_colours_until_it_is_full():
    palette = Palette(np.array([BLACK], np.uint8), may_grow=True)
    greys = np.repeat(np.arange(254, dtype=np.uint8)[:, None], 3, axis=1)[None]
    numbers = palette.numbers(greys)
    assert np.array_equal(palette.colors[numbers], greys)
    green, red = palette.numbers(np.array([[(0, 255, 0), (255, 0, 0)]], np.uint8))[0]
    assert len(palette.colors) == MOST_COLORS
    assert palette.colors[green].tolist() == [0, 255, 0]
    assert palette.colors[red].tolist() != [255, 0, 0]


def test_numbers_given_before_stay_true():
    palette = Palette(np.array([WHITE, BLACK], np.uint8), may_grow=True)
    before = palette.numbers(np.array([[WHITE, BLACK]], np.uint8))
    palette.numbers(np.array([[BROWN]], np.uint8))
    assert palette.colors[before].tolist() == [[list(WHITE), list(BLACK)]]


def test_packing_loses_nothing():
    pixels = np.random.default_rng(0).integers(0, 256, (4, 5, 3), np.uint8)
    assert packed(np.array([[BROWN]], np.uint8)).item() == 0xB45309
    assert np.array_equal(unpacked(packed(pixels)), pixels)


@pytest.mark.parametrize("shape", [(0, 3), (256, 3), (4, 4), (3,)])
def test_what_is_no_palette_is_refused(shape):
    with pytest.raises(ValueError, match=r"palette has the shape \(1 to 255, 3\), not"):
        Palette(np.zeros(shape, np.uint8))


def test_what_is_small_but_has_to_be_seen_keeps_its_colour():
    """The frame of a window, 40 pixels of brown, on a picture of 4,096 colours."""
    picture = np.stack(np.meshgrid(np.arange(64) * 4, np.arange(64) * 4, [128]), axis=-1)[:, :, 0]
    frame = np.kron(picture, np.ones((3, 3, 1), int)).astype(np.uint8)
    frame[10:20, 10:14] = BROWN
    assert list(BROWN) in few_colors([frame]).tolist()
