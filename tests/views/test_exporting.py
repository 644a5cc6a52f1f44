"""What can be exported, in which formats, and what is refused before anything is computed."""

import pytest
from PIL import Image

from convstudio.files.export_source import ExportSource
from convstudio.files.project import Project
from convstudio.files.resources import load_example
from convstudio.views.export_choices import figures, format_title
from convstudio.views.exporting import FILMS, KINDS, Order, check_format, export, suffixes
from convstudio.views.look import Look
from convstudio.views.theme import DARK

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def source():
    return ExportSource(load_example("cross"))


@pytest.mark.parametrize("what", KINDS)
def test_everything_has_formats_and_each_a_title(what):
    assert len(suffixes(what)) >= 5
    offered = {choice.id: choice for choice in figures(has_training=True)}[what]
    assert all(format_title(suffix, offered.is_film) for suffix in offered.suffixes)
    assert set(offered.suffixes) <= set(suffixes(what))


def test_a_film_of_a_training_is_offered_where_there_was_one():
    without, with_one = ({choice.id for choice in figures(trained)} for trained in (False, True))
    assert with_one - without == {"training"}


@pytest.mark.parametrize(
    ("what", "name", "match"),
    [
        ("stage", "a.gif", "'stage' is written as .*, not as 'a.gif'"),
        ("walk", "a.pdf", "'walk' is written as"),
        ("training", "a.csv", "'training' is written as"),
        ("everything", "a.png", "what is written is one of stage, input,"),
    ],
)
def test_another_format_is_refused(what, name, match):
    with pytest.raises(ValueError, match=match):
        check_format(what, name)


def test_the_format_is_refused_before_anything_is_computed(tmp_path):
    broken = ExportSource(Project(load_example("cross").input, ()))
    with pytest.raises(ValueError, match="is written as"):
        export(broken, Order("stage"), tmp_path / "a.gif")
    with pytest.raises(ValueError, match="the project has no layer"):
        export(broken, Order("stage"), tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []


def test_a_training_that_never_was_is_no_film(tmp_path, source):
    with pytest.raises(ValueError, match="nothing has been trained yet"):
        export(source, Order("training"), tmp_path / "a.gif")


def test_what_is_ordered_is_written(tmp_path, source):
    order = Order("walk", 1, None, Look(DARK), 0.3, range(5, 9), 20)
    done = []
    assert export(source, order, tmp_path / "a.gif", lambda *told: done.append(told))
    assert done == [(1, 4), (2, 4), (3, 4), (4, 4)]
    with Image.open(tmp_path / "a.gif") as image:
        assert (image.n_frames, image.info["duration"]) == (4, 50)
        assert image.convert("L").getpixel((1, 1)) < 60


def test_a_cancelled_film_is_not_written(tmp_path, source):
    assert not export(source, Order("walk", scale=0.2), tmp_path / "a.gif", is_cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []


def test_films_are_those_that_move():
    assert [choice.id for choice in figures(True) if choice.is_film] == list(FILMS)
