import numpy as np
import pytest
from PIL import Image, ImageSequence

from convstudio.files.animation import MOST_COLORS, shared_palette, write_gif

PALETTE = np.array([[0, 0, 0], [255, 255, 255], [180, 83, 9], [68, 1, 84]], np.uint8)


def frames(count, shape=(20, 30)):
    random = np.random.default_rng(3)
    return [PALETTE[random.integers(0, len(PALETTE), shape)] for _ in range(count)]


def decoded(path):
    with Image.open(path) as image:
        return [np.array(frame.convert("RGB")) for frame in ImageSequence.Iterator(image)]


def color_tables(data):
    """Bytes of the GIF that announce a table of colours: that of the file, and those of single frames."""
    frames = data.split(b"\x00\x2c")[1:]
    return bool(data[10] & 0x80), [bool(frame[8] & 0x80) for frame in frames]


def test_every_frame_comes_out_as_it_was_drawn(tmp_path):
    drawn = frames(12)
    write_gif(tmp_path / "a.gif", drawn, 0.25, PALETTE)
    assert np.array_equal(decoded(tmp_path / "a.gif"), drawn)


def test_frames_that_differ_in_a_cell_come_out_as_they_were_drawn(tmp_path):
    drawn = frames(1) * 5
    for number, frame in enumerate(drawn := [frame.copy() for frame in drawn]):
        frame[number, number] = PALETTE[(number + 1) % 4]
    write_gif(tmp_path / "a.gif", drawn, 0.25, PALETTE)
    assert np.array_equal(decoded(tmp_path / "a.gif"), drawn)


def test_all_frames_share_one_palette(tmp_path):
    write_gif(tmp_path / "a.gif", frames(5), 0.25, PALETTE)
    of_file, of_frames = color_tables((tmp_path / "a.gif").read_bytes())
    assert of_file
    assert not any(of_frames)


def test_it_plays_for_ever_at_the_given_pace(tmp_path):
    write_gif(tmp_path / "a.gif", frames(3), 0.5, PALETTE)
    with Image.open(tmp_path / "a.gif") as image:
        assert (image.info["duration"], image.info["loop"]) == (500, 0)


def test_hundreds_of_frames_are_taken_one_by_one(tmp_path):
    taken = iter(frames(300, (8, 8)))
    write_gif(tmp_path / "a.gif", taken, 0.02, PALETTE)
    with Image.open(tmp_path / "a.gif") as image:
        assert image.n_frames == 300


def test_a_pixel_takes_the_nearest_colour(tmp_path):
    frame = np.full((4, 4, 3), (170, 90, 20), np.uint8)
    write_gif(tmp_path / "a.gif", [frame], 1, PALETTE)
    assert np.array_equal(decoded(tmp_path / "a.gif")[0][0, 0], PALETTE[2])


def test_few_colours_are_all_chosen():
    assert {tuple(color) for color in shared_palette(frames(2)).tolist()} == {*map(tuple, PALETTE.tolist())}


def test_many_colours_are_reduced():
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    palette = shared_palette([noise])
    assert palette.shape == (MOST_COLORS, 3)
    assert len(np.unique(palette, axis=0)) == MOST_COLORS


@pytest.mark.parametrize(
    ("drawn", "seconds", "palette", "match"),
    [
        ([], 0.1, PALETTE, "at least one frame"),
        (frames(1), 0.001, PALETTE, "seconds_per_frame"),
        (frames(1), float("nan"), PALETTE, "seconds_per_frame"),
        (frames(1), 0.1, np.zeros((256, 3), np.uint8), "palette"),
        (frames(1), 0.1, np.zeros((4, 4), np.uint8), "palette"),
        ([np.zeros((4, 4, 3))], 0.1, PALETTE, "uint8"),
        ([np.zeros((4, 4), np.uint8)], 0.1, PALETTE, r"\(rows, cols, 3\)"),
        ([*frames(1), *frames(1, (5, 5))], 0.1, PALETTE, "of one shape"),
    ],
)
def test_what_cannot_be_animated_is_refused_and_nothing_is_written(tmp_path, drawn, seconds, palette, match):
    with pytest.raises(ValueError, match=match):
        write_gif(tmp_path / "a.gif", drawn, seconds, palette)
    assert list(tmp_path.iterdir()) == []
