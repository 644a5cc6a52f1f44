"""The walk as frames: the same whichever way one comes to them, and as many as were chosen."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from convstudio.files.computed import compute
from convstudio.files.films.writing import write_film
from convstudio.files.project import Project, load_project
from convstudio.files.resources import load_example, resource_dir
from convstudio.views.figure import Figure
from convstudio.views.look import Look
from convstudio.views.theme import DARK, LIGHT
from convstudio.views.walk_film import WalkFilm

pytestmark = pytest.mark.usefixtures("qapp")


def film_of(project, **options):
    return WalkFilm(project, compute(project), **options)


def example(name, **options):
    return film_of(load_example(name), **options)


def shown(frame, area):
    """The pixels inside an area, its edges left out."""
    return frame[int(area.top()) + 3 : int(area.bottom()) - 3, int(area.left()) + 3 : int(area.right()) - 3]


def test_there_is_a_frame_for_each_step_and_all_differ():
    film = example("bump")
    frames = [film.frame(number).tobytes() for number in range(len(film))]
    assert len(frames) == len(set(frames)) == 6


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_frame_is_the_same_whichever_way_one_comes_to_it(qapp, data):
    name = data.draw(st.sampled_from(["cross", "stride", "bump", "vertical-line"]))
    scale = data.draw(st.sampled_from([0.31, 0.5, 1.0, 1.37]))
    project = load_example(name)
    computed = compute(project)
    walking, jumping = (WalkFilm(project, computed, scale=scale) for _ in range(2))
    number = data.draw(st.integers(0, min(60, len(walking) - 1)))
    for before in range(number):
        walking.frame(before)
    jumping.frame(data.draw(st.integers(0, len(jumping) - 1)))
    assert np.array_equal(walking.frame(number), jumping.frame(number))


def test_frames_are_handed_out_for_good():
    film = example("cross")
    first = film.frame(0)
    before = first.copy()
    film.frame(1)
    assert np.array_equal(first, before)


@pytest.mark.parametrize("scale", [0.3, 0.5, 1.1, 2])
def test_sizes_are_even_and_follow_the_scale(scale):
    project = load_example("sign")
    size = Figure(project, compute(project)).size
    rows, cols = film_of(project, scale=scale).size
    assert rows % 2 == cols % 2 == 0
    assert abs(rows - scale * size.height()) <= 2
    assert abs(cols - scale * size.width()) <= 2


@pytest.mark.parametrize(("reveal", "ahead"), [("whole", "as it is"), ("pale", "pale"), ("hidden", "hidden")])
def test_what_lies_ahead_is_as_the_person_chose(reveal, ahead):
    """Row 5 of the map, seen at the first step: its cells are 3, dark red, in columns 2 and 3."""
    project = load_example("vertical-line")
    computed = compute(project)
    area = Figure(project, computed).map_area(5, 2)
    frame = WalkFilm(project, computed, look=Look(reveal=reveal)).frame(0)
    corner = shown(frame, area)[0, 0]
    red = np.array([0xB2, 0x18, 0x2B])
    wanted = {"as it is": red, "pale": 255 - (255 - red) * 0.2, "hidden": np.full(3, 255)}[ahead]
    assert np.abs(corner - wanted).max() < 12


def test_what_was_walked_over_is_seen_whole():
    project = load_example("vertical-line")
    computed = compute(project)
    figure, film = Figure(project, computed), WalkFilm(project, computed)
    last, first = film.frame(len(film) - 1), shown(film.frame(2), figure.map_area(0, 2))
    assert np.array_equal(shown(last, figure.map_area(0, 2))[0, 0], first[0, 0])
    assert not np.array_equal(shown(film.frame(1), figure.map_area(0, 2))[0, 0], first[0, 0])


def test_the_walk_of_one_filter_is_a_part_of_all():
    everything, second = example("cross"), example("cross", filter=1)
    assert (len(everything), len(second)) == (98, 49)
    assert np.array_equal(everything.frame(49 + 7), second.frame(7))


def test_a_range_of_steps_is_that_part():
    everything, some = example("cross"), example("cross", steps=range(45, 53))
    assert len(some) == 8
    assert all(np.array_equal(some.frame(n), everything.frame(45 + n)) for n in (0, 3, 4, 7))


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"filter": 2}, "there is no filter 3"),
        ({"steps": range(99)}, "steps are 1 to 98; there are none from 1 to 99"),
        ({"filter": 0, "steps": range(3, 50)}, "steps are 1 to 49; there are none from 4 to 50"),
        ({"steps": range(5, 5)}, "there are none from 6 to 5"),
        ({"scale": 100}, "a picture has 1 to 100,000,000 pixels"),
    ],
)
def test_what_is_not_there_is_refused(options, match):
    with pytest.raises(ValueError, match=match):
        example("cross", **options)


def test_a_dark_film_is_dark():
    assert example("cross", look=Look(DARK)).frame(0).mean() < example("cross").frame(0).mean() - 40
    assert tuple(example("cross").frame(0)[0, 0]) == tuple(bytes.fromhex(LIGHT.card[1:]))


@pytest.mark.parametrize("layer", range(8))
def test_every_kind_of_layer_can_be_walked(layer):
    """LeNet-5: convolution, pooling, flatten, dense."""
    project = load_project(resource_dir() / "networks" / "lenet.convstudio")
    film = film_of(dataclasses.replace(project, active_layer=layer), scale=0.4, steps=range(2))
    assert not np.array_equal(film.frame(0), film.frame(1))


def test_ten_thousand_steps_can_be_left_at_any_time(tmp_path):
    project = Project(np.random.default_rng(0).random((102, 102, 1)), load_example("vertical-line").layers)
    computed = compute(project)
    film = WalkFilm(project, computed, scale=0.25)
    assert len(film) == computed.steps_of(None) == 10_000
    done = []
    assert not write_film(film, tmp_path / "a.gif", 50, done.append, lambda: len(done) == 40)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.apng", "a.webp"])
def test_a_film_of_a_walk_comes_out_frame_by_frame_as_it_was_drawn(tmp_path, name):
    film = example("cross", scale=0.4)
    write_film(film, tmp_path / name, 20)
    with Image.open(tmp_path / name) as image:
        assert image.n_frames == len(film)
        for number, frame in enumerate(ImageSequence.Iterator(image)):
            assert np.array_equal(np.array(frame.convert("RGB")), film.frame(number))


@pytest.mark.parametrize("name", ["cross", "sign"])
def test_in_a_gif_no_colour_is_far_from_the_drawn_one(tmp_path, name):
    """The sign has thousands of colours, of which a GIF has 255; a step of 16 is hardly seen."""
    film = example(name, scale=0.5, steps=range(90))
    write_film(film, tmp_path / "a.gif", 20)
    with Image.open(tmp_path / "a.gif") as image:
        assert image.n_frames == len(film)
        for number, frame in enumerate(ImageSequence.Iterator(image)):
            apart = np.abs(np.array(frame.convert("RGB")).astype(int) - film.frame(number))
            assert apart.mean() < 0.5
            assert np.quantile(apart, 0.999) < 16
