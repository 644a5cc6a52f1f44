"""Films as files: opened again by Pillow, and compared frame by frame."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from convstudio.files.films import mp4
from convstudio.files.films.film import Clock
from convstudio.files.films.writing import FORMATS, encoded, estimated_bytes, film_format, write_film

NAMES = ["walk.gif", "walk.apng", "walk.png", "walk.webp"]


@pytest.mark.parametrize("name", NAMES)
def test_every_frame_comes_out_as_it_was_drawn(tmp_path, walk, decoded, name):
    assert write_film(walk, tmp_path / name, 25)
    frames = decoded(tmp_path / name)
    assert len(frames) == 12
    assert np.array_equal(frames, walk.frames)


@pytest.mark.parametrize("name", NAMES)
def test_it_plays_for_ever_at_the_given_speed(tmp_path, walk, name):
    write_film(walk, tmp_path / name, 8)
    with Image.open(tmp_path / name) as image:
        lengths = []
        for number in range(image.n_frames):
            image.seek(number)
            image.load()
            lengths.append(image.info["duration"])
        assert image.info["loop"] == 0
    assert sum(lengths) == 12 * 1000 / 8
    assert all(abs(length - 125) <= 10 for length in lengths)


@pytest.mark.parametrize("name", NAMES)
def test_frames_that_are_alike_stay_frames(tmp_path, array_film, walk, decoded, name):
    film = array_film([walk.frames[0]] * 3 + [walk.frames[1]])
    write_film(film, tmp_path / name, 10)
    assert np.array_equal(decoded(tmp_path / name), film.frames)


@pytest.mark.parametrize("name", NAMES)
def test_a_film_may_be_a_single_pixel(tmp_path, array_film, decoded, name):
    film = array_film([np.full((1, 1, 3), level, np.uint8) for level in (0, 255, 7)])
    write_film(film, tmp_path / name, 10)
    assert np.array_equal(decoded(tmp_path / name), film.frames)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 23), st.integers(1, 23), st.integers(0, 2**32 - 1), st.sampled_from(NAMES))
def test_whatever_changes_is_seen(tmp_path_factory, rows, cols, seed, name):
    """Blocks at random places; decoded by Pillow's own readers."""
    random = np.random.default_rng(seed)
    frame, frames = random.integers(0, 6, (rows, cols, 3)).astype(np.uint8) * 51, []
    for _ in range(5):
        top, left = random.integers(0, rows), random.integers(0, cols)
        frame = frame.copy()
        block = frame[top : top + random.integers(0, 9), left : left + random.integers(0, 9)]
        block[...] = random.integers(0, 6, 3) * 51
        frames.append(frame)
    film = _Film(frames)
    path = tmp_path_factory.mktemp("film") / name
    write_film(film, path, 20)
    with Image.open(path) as image:
        for number, drawn in enumerate(frames):
            image.seek(number)
            assert np.array_equal(np.array(image.convert("RGB")), drawn)


class _Film:
    def __init__(self, frames):
        self.frames, self.size = frames, frames[0].shape[:2]

    def __len__(self):
        return len(self.frames)

    def frame(self, number):
        return self.frames[number]


def test_a_gif_of_many_colours_takes_the_nearest_of_255(tmp_path, array_film, decoded):
    noise = np.random.default_rng(0).integers(0, 256, (2, 40, 40, 3), np.uint8)
    write_film(array_film(noise), tmp_path / "a.gif", 10)
    frames = np.array(decoded(tmp_path / "a.gif"))
    assert len(np.unique(frames.reshape(-1, 3), axis=0)) <= 255
    assert np.abs(frames.astype(int) - noise).mean() < 20


@pytest.mark.parametrize("name", ["a.apng", "a.webp"])
def test_the_others_keep_every_colour(tmp_path, array_film, decoded, name):
    noise = np.random.default_rng(0).integers(0, 256, (2, 40, 40, 3), np.uint8)
    write_film(array_film(noise), tmp_path / name, 10)
    assert np.array_equal(decoded(tmp_path / name), noise)


def test_a_frame_holds_only_what_changed(walk):
    """60 frames more, each with another pixel in another colour, take a few bytes each."""
    for form in (film_format(name) for name in ("a.gif", "a.apng", "a.webp")):
        still = len(encoded(walk, form, 10, range(1)))
        film = _Film([walk.frames[0].copy() for _ in range(61)])
        for number, frame in enumerate(film.frames[1:], 1):
            frame[number % 30, number] = 0
        assert len(encoded(film, form, 10, range(61))) < still + 60 * 130


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_left_of_a_film_that_was_cancelled(tmp_path, walk, name):
    (tmp_path / name).write_bytes(b"before")
    done = []
    cancelled = write_film(walk, tmp_path / name, 10, done.append, lambda: len(done) == 5)
    assert not cancelled
    assert done == [1, 2, 3, 4, 5]
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == b"before"


def test_progress_counts_every_frame(tmp_path, walk):
    done = []
    write_film(walk, tmp_path / "a.gif", 10, done.append)
    assert done == list(range(1, 13))


@pytest.mark.parametrize(
    ("name", "speed", "match"),
    [
        ("a.gif", 51, "a GIF has 0.1 to 50 frames a second, not 51"),
        ("a.webp", 0, "a WebP has 0.1 to 60 frames a second, not 0"),
        ("a.apng", float("nan"), "0.1 to 60 frames a second, not nan"),
        ("a.avi", 10, "written as .gif, .apng, .webp or .mp4, not as"),
        ("a", 10, "written as .gif, .apng, .webp or .mp4, not as"),
    ],
)
def test_what_cannot_be_written_is_refused_before_a_frame_is_drawn(tmp_path, array_film, name, speed, match):
    with pytest.raises(ValueError, match=match):
        write_film(_Drawn(), tmp_path / name, speed)
    assert list(tmp_path.iterdir()) == []


class _Drawn:
    size = 10, 10
    count = 3

    def __len__(self):
        return self.count

    def frame(self, number):
        raise AssertionError("a frame was drawn")


def test_a_film_without_a_frame_is_refused(tmp_path, array_film):
    with pytest.raises(ValueError, match="at least one frame"):
        write_film(array_film([]), tmp_path / "a.gif", 10)


def test_a_film_of_more_frames_than_memory_holds_is_refused(tmp_path):
    film = _Drawn()
    film.count = 100_001
    with pytest.raises(ValueError, match="a film has at most 100,000 frames, not 100,001: take fewer steps"):
        write_film(film, tmp_path / "a.gif", 10)


def test_a_film_too_large_for_its_format_is_refused(tmp_path):
    film = _Drawn()
    film.size = 10, 20_000
    with pytest.raises(ValueError, match="a WebP has at most 16,383 pixels along a side, not 20,000"):
        write_film(film, tmp_path / "a.webp", 10)


@pytest.mark.parametrize("form", [form for form in FORMATS if form.title != "MP4"], ids=lambda f: f.title)
def test_the_size_is_told_before(array_film, form):
    """Of 200 frames of one kind, told from 24 of them."""
    ground = np.full((40, 200, 3), 255, np.uint8)
    frames = []
    for number in range(200):
        frame = ground.copy()
        frame[:, number] = 0
        frames.append(frame)
    film = array_film(frames)
    size = len(encoded(film, form, 10, range(200)))
    assert abs(estimated_bytes(film, form, 10) - size) < size / 5


def test_an_estimate_can_be_cancelled(walk):
    assert estimated_bytes(walk, FORMATS[0], 10, lambda: True) == 0


def test_lengths_of_frames_never_drift():
    clock = Clock(100)
    ticks = [clock.ticks(1 / 30) for _ in range(300)]
    assert set(ticks) == {3, 4}
    assert sum(ticks) == 1000


def test_mp4_is_offered_only_where_there_is_ffmpeg(tmp_path, monkeypatch, walk):
    form = film_format("a.mp4")
    monkeypatch.setattr(mp4.shutil, "which", lambda name: None)
    assert form.problem() == "MP4 needs the program ffmpeg, which was not found"
    with pytest.raises(OSError, match="needs the program ffmpeg"):
        write_film(walk, tmp_path / "a.mp4", 10)
    monkeypatch.setattr(mp4.shutil, "which", lambda name: "/usr/bin/ffmpeg")
    assert form.problem() == ""
