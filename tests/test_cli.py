"""The command line as a person uses it: what it prints, what it writes, how it fails."""

import io
import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from convstudio import __version__, cli
from convstudio.files.computed import compute
from convstudio.files.project import Project, save_project
from convstudio.files.resources import load_example, resource_dir
from convstudio.files.step_text import FORMATS, as_text

LINE = str(resource_dir() / "examples" / "vertical-line.convstudio")
BUMP = str(resource_dir() / "examples" / "bump.convstudio")
SIGN = str(resource_dir() / "examples" / "sign.convstudio")


def run(capsys, *arguments):
    """Exit code, stdout and stderr of a command."""
    code = cli.main([str(argument) for argument in arguments])
    return (code, *capsys.readouterr())


def picture(path, size=(12, 10)):
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (*size, 3), np.uint8)).save(path)
    return path


@pytest.mark.parametrize("notation", FORMATS)
def test_explain_prints_what_the_copy_button_copies(capsys, notation):
    code, out, _ = run(capsys, "explain", LINE, "--at", "2,2", "--as", notation)
    assert code == 0
    assert out == FORMATS[notation](compute(load_example("vertical-line")).explain(2, 2, 0)) + "\n"


def test_explain_takes_filters_from_one(capsys):
    code, out, _ = run(capsys, "explain", SIGN, "--at", "3,4", "--filter", "5")
    assert code == 0
    assert out.startswith("Filter 5, window at rows 2–4, columns 3–5 → map[3, 4]")


def test_in_one_dimension_the_column_will_do(capsys):
    assert run(capsys, "explain", BUMP, "--at", "2") == run(capsys, "explain", BUMP, "--at", "0,2")


def test_walk_prints_every_step_and_the_map(capsys):
    code, out, _ = run(capsys, "walk", LINE)
    assert code == 0
    assert out.count("\nStep ") == 36
    assert as_text(compute(load_example("vertical-line")).explain(5, 5, 0)) in out
    assert out.endswith("Feature map 1\n" + "[0, 0, 3, 3, 0, 0]\n" * 6)


@pytest.mark.parametrize(
    ("name", "start"),
    [("map.png", b"\x89PNG"), ("walk.gif", b"GIF89a"), ("window.png", b"\x89PNG"), ("window.svg", b"<?xml")],
)
def test_render_draws_what_the_name_says(capsys, qapp, tmp_path, name, start):
    code, _, err = run(capsys, "render", LINE, "-o", tmp_path / name)
    assert (code, err) == (0, "")
    assert (tmp_path / name).read_bytes().startswith(start)


def test_the_walk_has_a_frame_for_each_step(capsys, qapp, tmp_path):
    run(capsys, "render", LINE, "-o", tmp_path / "any.gif", "--seconds", "0.1")
    with Image.open(tmp_path / "any.gif") as image:
        assert (image.n_frames, image.info["duration"]) == (36, 100)


def test_render_takes_the_kind_from_an_option_too(capsys, qapp, tmp_path):
    assert run(capsys, "render", LINE, "-o", tmp_path / "window.png", "--what", "map", "--at", "1,2")[0] == 0
    run(capsys, "render", LINE, "-o", tmp_path / "map.png", "--at", "1,2")
    assert (tmp_path / "window.png").read_bytes() == (tmp_path / "map.png").read_bytes()


def test_apply_writes_the_maps_of_every_picture(capsys, qapp, tmp_path):
    paths = [picture(tmp_path / "a.png"), picture(tmp_path / "b.png", (20, 30))]
    code, out, err = run(capsys, "apply", SIGN, *paths, "-o", tmp_path / "maps")
    assert (code, err) == (0, "")
    assert out == f"2 of 2 written to {tmp_path / 'maps'}\n"
    assert np.load(tmp_path / "maps" / "b.npy").shape == (20, 30, 5)
    assert sorted(path.name for path in (tmp_path / "maps").iterdir()) == ["a.npy", "a.png", "b.npy", "b.png"]


def test_apply_names_what_fails_and_does_the_rest(capsys, qapp, tmp_path):
    (tmp_path / "bad.png").write_bytes(b"no picture")
    good = picture(tmp_path / "good.png")
    code, out, err = run(capsys, "apply", LINE, tmp_path / "bad.png", good, "no.png", "-o", tmp_path / "maps")
    assert code == 1
    assert out.startswith("1 of 3 written")
    assert [line.split(" is left out")[0] for line in err.splitlines()] == [
        str(tmp_path / "bad.png"),
        "no.png",
    ]
    assert (tmp_path / "maps" / "good.npy").exists()


def test_pictures_of_one_name_do_not_overwrite_each_other(capsys, qapp, tmp_path):
    (tmp_path / "other").mkdir()
    paths = [picture(tmp_path / "a.png"), picture(tmp_path / "other" / "a.png")]
    run(capsys, "apply", LINE, *paths, "-o", tmp_path / "maps")
    assert sorted(path.name for path in (tmp_path / "maps").glob("*.npy")) == ["a-2.npy", "a.npy"]


def test_apply_takes_arrays_that_do_not_fit_in_memory(capsys, monkeypatch, qapp, tmp_path):
    monkeypatch.setattr("convstudio.files.large.sources.LARGE", 100)
    np.save(tmp_path / "large.npy", np.tile([0, 0, 0, 1, 1, 0, 0, 0], (20, 2)))
    code, out, err = run(
        capsys, "apply", LINE, tmp_path / "large.npy", "-o", tmp_path / "maps", "--threads", 2
    )
    assert (code, out, err) == (0, f"1 of 1 written to {tmp_path / 'maps'}\n", "")
    maps = np.load(tmp_path / "maps" / "large.npy")
    assert maps.shape == (18, 14, 1)
    assert maps[7, :, 0].tolist() == [0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0]


def test_a_cluster_does_not_share_one_file(capsys, tmp_path):
    pytest.importorskip("distributed")
    np.save(tmp_path / "a.npy", np.zeros((5, 5)))
    words = "--scheduler", "tcp://127.0.0.1:1", "--format", "npy"
    code, _, err = run(capsys, "apply", LINE, tmp_path / "a.npy", "-o", tmp_path / "maps", *words)
    assert (code, err) == (
        2,
        "convstudio: machines of a cluster cannot share one .npy file: use --format zarr\n",
    )


def test_a_person_sees_a_progress_bar(capsys, monkeypatch, qapp, tmp_path):
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", terminal)
    run(capsys, "apply", LINE, picture(tmp_path / "a.png"), "no.png", "-o", tmp_path / "maps")
    assert terminal.getvalue().split("\r") == [
        "",
        f"[{'.' * 30}] 0 of 2",
        f"[{'#' * 15}{'.' * 15}] 1 of 2",
        "\033[Kno.png is left out: no.png: No such file or directory\n",
        f"[{'#' * 30}] 2 of 2\n",
    ]


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        (["explain", "no.convstudio", "--at", "1,1"], "no.convstudio: No such file"),
        (["explain", LINE, "--at", "6,0"], "rows are 0 to 5; there is no row 6"),
        (["explain", LINE, "--at", "0,0", "--filter", "3"], "there is only 1 filter; there is no filter 3"),
        (["walk", __file__], "cannot be opened as a project"),
        (["render", LINE, "-o", "map.xyz"], "map.xyz"),
        (["render", LINE, "-o", "map.png", "--filter", "4"], "there is no filter 4"),
        (["render", LINE, "-o", "no-folder/map.png"], "cannot write"),
        (["render", LINE, "-o", "walk.gif", "--seconds", "0"], "seconds_per_frame"),
    ],
)
def test_an_error_is_one_line_and_exit_code_2(capsys, monkeypatch, qapp, tmp_path, arguments, match):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("convstudio: ")
    assert match in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", LINE],
        ["explain", LINE, "--at", "1,2,3"],
        ["explain", LINE, "--at", "x"],
        ["explain", LINE, "--at", "1,1", "--filter", "0"],
        ["explain", LINE, "--at", "1,1", "--as", "word"],
        ["render", LINE],
        ["a", "b"],
    ],
)
def test_wrong_arguments_are_explained_with_exit_code_2(capsys, arguments):
    with pytest.raises(SystemExit, match="2"):
        cli.main(arguments)
    assert "usage: convstudio" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--version"], ["walk", "--version"]])
def test_the_version_is_told(capsys, arguments):
    with pytest.raises(SystemExit, match="0"):
        cli.main(arguments)
    assert capsys.readouterr().out == f"Convolution Studio {__version__}\n"


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--help"])
    out = capsys.readouterr().out
    assert all(f"convstudio {name} " in out for name in cli.COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "file"), [([], None), (["a.png"], "a.png"), (["-v", "a.png"], "a.png")]
)
def test_without_a_command_the_window_opens(arguments, file):
    options = cli.parse(arguments)
    assert (options.command, options.file) == ("window", file)


@pytest.mark.parametrize("arguments", [["-v", "walk", "f"], ["walk", "-v", "f"], ["walk", "f", "--verbose"]])
def test_more_is_said_wherever_it_is_asked_for(arguments):
    assert cli.parse(arguments).verbose


def test_a_missing_library_is_one_line_with_the_cure(capsys, monkeypatch):
    monkeypatch.setattr("convstudio.preflight.library_problem", lambda libraries: "libEGL.so.1 is missing")
    assert run(capsys, "walk", LINE) == (2, "", "convstudio: libEGL.so.1 is missing\n")


def test_a_layer_that_does_not_fit_is_said(capsys, tmp_path):
    example = load_example("vertical-line")
    save_project(Project(np.zeros((2, 2, 1)), example.layers), tmp_path / "small.convstudio")
    code, _, err = run(capsys, "walk", tmp_path / "small.convstudio")
    assert code == 2
    assert "layer 1 does not fit" in err


def test_a_reader_that_stops_early_is_no_error():
    command = f"{sys.executable} -m convstudio walk {SIGN} | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Traffic sign in colour 32×32\n", "")


def test_nothing_of_qt_is_imported_to_tell_the_version():
    program = (
        "import sys; from convstudio import cli; cli.parse(['a.png']); sys.exit('PySide6' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=60).returncode == 0


def test_a_terminal_without_arrows_is_no_error():
    command = [sys.executable, "-X", "utf8=0", "-m", "convstudio", "explain", BUMP, "--at", "2"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, env=environment, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, b"Filter 1, window at cells 2?4 ? map[2]")


def test_a_person_who_stops_it_is_told_nothing(capsys, monkeypatch):
    def stop(options):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.COMMANDS["walk"], "run", stop)
    assert run(capsys, "walk", LINE) == (130, "", "")
