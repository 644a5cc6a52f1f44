import numpy as np
import pytest

from convstudio.files.project import Project
from convstudio.files.resources import examples, load_example
from convstudio.views.figure import SHARP, map_image, walk_frames
from convstudio.views.theme import LIGHT
from convstudio.views.walk_gif import pixels

ACCENT = tuple(bytes.fromhex(LIGHT.accent[1:]))

pytestmark = pytest.mark.usefixtures("qapp")


def count(image, color):
    return int((pixels(image) == np.uint8(color)).all(axis=-1).sum())


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.id)
def test_every_example_is_drawn(example):
    image = map_image(load_example(example.id))
    assert not image.isNull()
    assert len(np.unique(pixels(image).reshape(-1, 3), axis=0)) > 10


def test_a_step_is_outlined_in_the_input_and_the_map():
    example = load_example("vertical-line")
    assert count(map_image(example), ACCENT) == 0
    assert count(map_image(example, 0, (2, 2)), ACCENT) > 500


def test_the_values_of_the_map_are_seen_as_colours():
    image = pixels(map_image(load_example("vertical-line")))
    red = (image[..., 0].astype(int) - image[..., 2] > 100).sum()
    assert red > 20_000


def test_other_filters_look_different():
    example = load_example("cross")
    assert map_image(example, 0) != map_image(example, 1)


@pytest.mark.parametrize("filter", [-1, 2])
def test_a_filter_that_is_not_there_is_refused(filter):
    with pytest.raises(ValueError, match=f"filters are 1 to 2; there is no filter {filter + 1}"):
        map_image(load_example("cross"), filter)


def test_a_cell_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="there is no row 9"):
        map_image(load_example("cross"), 0, (9, 0))


def test_the_walk_has_a_frame_for_each_step_and_all_differ():
    frames = list(walk_frames(load_example("bump")))
    assert len(frames) == 6
    assert len({pixels(frame).tobytes() for frame in frames}) == 6


def test_what_lies_ahead_is_pale():
    first, *_, last = (pixels(frame) for frame in walk_frames(load_example("vertical-line")))
    assert first.mean() > last.mean()


def test_a_long_walk_is_told_in_fewer_frames_that_end_at_its_end():
    example = load_example("digit")
    frames = list(walk_frames(example, most=5))
    assert len(frames) == 5
    size = map_image(example).size() / SHARP
    assert abs(frames[-1].width() - size.width()) <= 1


def test_frames_are_all_of_one_size():
    assert len({frame.size().toTuple() for frame in walk_frames(load_example("cross"))}) == 1


def test_a_large_input_stays_a_figure():
    cells = np.random.default_rng(0).random((600, 400, 3)).astype(np.float32)
    image = map_image(Project(cells, load_example("sign").layers, look="photo"))
    assert image.width() < 2000
    assert image.height() < 1000


def test_what_is_no_number_can_be_drawn():
    cells = np.full((5, 5, 1), np.nan, np.float32)
    assert not map_image(Project(cells, load_example("vertical-line").layers)).isNull()
