"""What is told of a file before it is written, and that it is what is written."""

import pytest
from PySide6.QtCore import QSize

from convstudio.files.export_source import ExportSource
from convstudio.files.resources import load_example
from convstudio.views.export_preview import MOST_FRAMES, previews
from convstudio.views.exporting import Order, export

ROOM = QSize(400, 300)

pytestmark = pytest.mark.usefixtures("qapp")


def told(order, suffix, example="cross", cancelled=lambda: False, ratio=1.0):
    source = ExportSource(load_example(example))
    return list(previews(source, order, suffix, ROOM, ratio, cancelled))


@pytest.mark.parametrize("suffix", [".png", ".svg", ".tikz", ".jpg"])
@pytest.mark.parametrize("what", ["stage", "arithmetic", "network"])
def test_the_size_of_a_figure_is_that_of_its_file(tmp_path, what, suffix):
    order = Order(what, 0, (1, 1), scale=2)
    last = told(order, suffix)[-1]
    export(ExportSource(load_example("cross")), order, tmp_path / f"a{suffix}")
    assert last.bytes == (tmp_path / f"a{suffix}").stat().st_size


@pytest.mark.parametrize("suffix", [".csv", ".npy", ".md", ".tex"])
def test_the_size_of_numbers_is_that_of_their_file(tmp_path, suffix):
    (only,) = told(Order("maps"), suffix)
    export(ExportSource(load_example("cross")), Order("maps"), tmp_path / f"a{suffix}")
    assert only.bytes == (tmp_path / f"a{suffix}").stat().st_size


def test_a_picture_fills_the_room_and_no_more():
    image = told(Order("stage"), ".png")[0].pictures[0]
    assert image.width() == 400
    assert image.height() <= 300
    assert told(Order("stage"), ".png", ratio=2)[0].pictures[0].width() == 800


def test_long_texts_are_shown_from_their_beginning():
    text = told(Order("maps"), ".csv", "sign")[0].text
    assert text.startswith("row,col,filter,value\n0,0,1,")
    assert text.endswith("\n…")
    assert len(text) <= 6001


def test_of_a_film_first_a_picture_then_frames_then_the_size():
    first, then, last = told(Order("walk", None, scale=0.5), ".gif")
    assert [len(one.pictures) for one in (first, then, last)] == [1, MOST_FRAMES, MOST_FRAMES]
    assert first.frames == last.frames == 98
    assert first.bytes == 0 < last.bytes


def test_nobody_waits_for_a_preview_that_is_not_wanted():
    assert len(told(Order("walk", None), ".gif", cancelled=lambda: True)) == 1


def test_why_there_can_be_no_file_comes_after_what_can_be_seen():
    source = ExportSource(load_example("cross"))
    parts = previews(source, Order("walk", None, frames_per_second=60), ".gif", ROOM, 1.0, lambda: False)
    assert next(parts).pictures
    with pytest.raises(ValueError, match=r"a GIF has 0\.1 to 50 frames a second, not 60"):
        next(parts)
