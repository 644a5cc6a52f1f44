"""`convstudio export` as a person types it; every file is opened again."""

import io
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from PySide6.QtSvg import QSvgRenderer

from convstudio import cli
from convstudio.commands.export import KINDS
from convstudio.files.computed import compute
from convstudio.files.drawing.encoding import PIXELS
from convstudio.files.grid import parse_grid
from convstudio.files.resources import load_example, resource_dir
from convstudio.views import exporting

LINE = str(resource_dir() / "examples" / "vertical-line.convstudio")
CROSS = str(resource_dir() / "examples" / "cross.convstudio")
BUMP = str(resource_dir() / "examples" / "bump.convstudio")
LENET = str(resource_dir() / "networks" / "lenet.convstudio")
FIGURES = [what for what in KINDS if what != "walk"]

pytestmark = pytest.mark.usefixtures("qapp")


def run(capsys, *arguments):
    """Exit code, stdout and stderr of a command."""
    code = cli.main(["export", *(str(argument) for argument in arguments)])
    return (code, *capsys.readouterr())


def test_the_command_knows_everything_that_can_be_written():
    assert (*exporting.FIGURES, exporting.WALK) == KINDS


@pytest.mark.parametrize("what", FIGURES)
def test_a_figure_is_written_as_pixels_svg_pdf_and_tikz(capsys, tmp_path, what):
    for suffix in (".png", ".svg", ".pdf", ".tikz"):
        assert run(capsys, CROSS, "--what", what, "-o", tmp_path / f"a{suffix}") == (0, "", "")
    with Image.open(tmp_path / "a.png") as image:
        width, height = image.size
    root = ElementTree.fromstring((tmp_path / "a.svg").read_bytes())
    assert QSvgRenderer(str(tmp_path / "a.svg")).isValid()
    assert abs(2 * float(root.get("width")) - width) <= 1
    assert abs(2 * float(root.get("height")) - height) <= 1
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "a.tikz").read_text(encoding="utf-8").endswith("\\end{document}\n")


@pytest.mark.parametrize("suffix", PIXELS)
def test_every_format_of_pixels_is_written(capsys, tmp_path, suffix):
    run(capsys, LINE, "-o", tmp_path / f"a{suffix}", "--scale", "1")
    with Image.open(tmp_path / f"a{suffix}") as image:
        assert image.size == (948, 400)


@pytest.mark.parametrize("suffix", [".gif", ".apng", ".png", ".webp"])
def test_the_walk_is_a_film(capsys, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    command = (CROSS, "--what", "walk", "-o", path, "--scale", "0.3", "--steps", "3-12", "--fps", "10")
    assert run(capsys, *command) == (0, "", "")
    with Image.open(path) as image:
        assert image.n_frames == 10
        image.seek(3)
        image.load()
        assert image.info["duration"] == 100


def test_the_walk_goes_over_all_filters_unless_one_is_named(capsys, tmp_path):
    counts = []
    for words in ((), ("--filter", "2")):
        run(capsys, CROSS, "--what", "walk", "-o", tmp_path / "a.gif", "--scale", "0.2", *words)
        with Image.open(tmp_path / "a.gif") as image:
            counts.append(image.n_frames)
    assert counts == [98, 49]


def test_numbers_are_those_of_the_map(capsys, tmp_path):
    values = compute(load_example("vertical-line")).maps[..., 0]
    for suffix in (".csv", ".npy", ".md", ".tex"):
        assert run(capsys, LINE, "--what", "map", "-o", tmp_path / f"a{suffix}") == (0, "", "")
    assert np.array_equal(parse_grid((tmp_path / "a.csv").read_text()), values)
    assert np.array_equal(np.load(tmp_path / "a.npy"), values)
    assert "| **5** | 0 | 0 | 3 | 3 | 0 | 0 |" in (tmp_path / "a.md").read_text()
    assert r"  $0$ & $0$ & $3$ & $3$ & $0$ & $0$ \\" in (tmp_path / "a.tex").read_text()


def test_a_step_is_marked_where_one_is_named(capsys, tmp_path):
    texts = []
    for words in ((), ("--at", "2,2")):
        run(capsys, LINE, "-o", tmp_path / "a.svg", *words)
        texts.append((tmp_path / "a.svg").read_text(encoding="utf-8"))
    assert ["map[2, 2] = 3" in text for text in texts] == [False, True]


def test_in_one_dimension_the_column_will_do(capsys, tmp_path):
    run(capsys, BUMP, "--what", "arithmetic", "--at", "2", "-o", tmp_path / "a.svg")
    assert "map[2]" in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_light_is_for_print_and_dark_can_be_had(capsys, tmp_path):
    brightness = []
    for words in ((), ("--theme", "dark")):
        run(capsys, LINE, "-o", tmp_path / "a.png", *words)
        with Image.open(tmp_path / "a.png") as image:
            brightness.append(image.convert("L").getpixel((3, 3)))
    assert brightness[0] == 255
    assert brightness[1] < 60


def test_the_scale_is_that_of_the_picture(capsys, tmp_path):
    sizes = []
    for words in ((), ("--scale", "3.5")):
        run(capsys, LINE, "-o", tmp_path / "a.png", *words)
        with Image.open(tmp_path / "a.png") as image:
            sizes.append((image.size, round(image.info["dpi"][0])))
    assert sizes == [((1896, 800), 192), ((3318, 1400), 336)]


def test_a_filter_is_named_from_one(capsys, tmp_path):
    run(capsys, LENET, "--what", "filter", "--filter", "6", "-o", tmp_path / "a.svg")
    assert "Filter 6 of 6" in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_a_person_sees_how_far_a_film_is(capsys, monkeypatch, tmp_path):
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", terminal)
    run(capsys, BUMP, "--what", "walk", "-o", tmp_path / "a.gif", "--scale", "0.2")
    bars = terminal.getvalue().split("\r")
    assert len(bars) == 1 + 6
    assert bars[-1] == f"[{'#' * 30}] 6 of 6\n"


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        (["no.convstudio", "-o", "a.png"], "no.convstudio: No such file"),
        ([LINE, "-o", "a.gif"], "'stage' is written as .png, .svg, .pdf, .tikz,"),
        ([LINE, "-o", "a.svg", "--what", "walk"], "'walk' is written as .gif, .apng,"),
        ([LINE, "-o", "a.npy", "--what", "network"], "'network' is written as"),
        ([LINE, "-o", "a.png", "--filter", "2"], "there is only 1 filter; there is no filter 2"),
        ([LINE, "-o", "a.png", "--at", "6,0"], "rows are 0 to 5; there is no row 6"),
        ([LINE, "-o", "a.gif", "--what", "walk", "--steps", "30-40"], "steps are 1 to 36; there are none"),
        ([LINE, "-o", "a.gif", "--what", "walk", "--fps", "90"], "0.1 to 50 frames a second, not 90"),
        ([LINE, "-o", "a.png", "--scale", "1000"], "1 to 100,000,000 pixels"),
        ([LINE, "-o", "no-folder/a.png"], "cannot write"),
    ],
)
def test_what_cannot_be_written_is_said_in_a_line(capsys, monkeypatch, tmp_path, arguments, match):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert match in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        [LINE],
        [LINE, "-o", "a.png", "--what", "everything"],
        [LINE, "-o", "a.png", "--scale", "0"],
        [LINE, "-o", "a.png", "--scale", "nan"],
        [LINE, "-o", "a.gif", "--steps", "0-3"],
        [LINE, "-o", "a.gif", "--steps", "5-3"],
        [LINE, "-o", "a.gif", "--steps", "x"],
        [LINE, "-o", "a.png", "--theme", "blue"],
    ],
)
def test_wrong_words_are_refused(capsys, arguments):
    with pytest.raises(SystemExit, match="2"):
        run(capsys, *arguments)


def test_no_display_is_needed(tmp_path):
    """As a process of its own, in which nobody has made anything ready."""
    command = [sys.executable, "-m", "convstudio", "export", LINE, "-o", str(tmp_path / "a.pdf")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
