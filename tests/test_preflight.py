"""What is missing is said in one line, before Qt is imported."""

import ctypes
import os
import subprocess
import sys

import pytest

from convstudio import preflight

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt brings its libraries along")


def loader_without(*names):
    """A loader on a machine that has every library but these."""

    def load(name):
        if name in names:
            raise OSError(f"{name}: cannot open shared object file")

    return load


def test_libraries_that_load_are_not_missing():
    assert preflight.missing_libraries(preflight.QT_LIBRARIES, loader_without()) == {}


def test_a_missing_library_is_named_with_its_package():
    missing = preflight.missing_libraries(
        preflight.PLATFORM_LIBRARIES["xcb"], loader_without("libxcb-cursor.so.0", "libxcb-shape.so.0")
    )

    assert missing == {"libxcb-cursor.so.0": "libxcb-cursor0", "libxcb-shape.so.0": "libxcb-shape0"}


def test_the_line_says_how_to_install_what_is_missing(monkeypatch):
    monkeypatch.setattr(preflight, "QT_LIBRARIES", {"libnowhere.so.7": "libnowhere7"})

    assert preflight.window_problem({"QT_QPA_PLATFORM": "offscreen"}) == (
        "libnowhere.so.7 is missing; on Debian and Ubuntu: sudo apt-get install libnowhere7"
    )


def test_one_package_is_asked_for_once():
    assert preflight.apt_line(["libglib2.0-0", "libegl1", "libglib2.0-0"]) == (
        "sudo apt-get install libglib2.0-0 libegl1"
    )


@pytest.mark.parametrize(
    ("environment", "platforms"),
    [
        ({}, []),
        ({"DISPLAY": ":0"}, ["xcb"]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, ["wayland"]),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, ["wayland", "xcb"]),
        ({"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0"}, ["offscreen"]),
        ({"QT_QPA_PLATFORM": "wayland;xcb:opengl"}, ["wayland", "xcb"]),
    ],
)
def test_platforms_are_those_that_qt_will_try(environment, platforms):
    assert preflight.platforms(environment) == platforms


def test_without_a_display_the_variables_are_named():
    assert "neither DISPLAY nor WAYLAND_DISPLAY is set" in preflight.display_problem({})


def test_a_display_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setattr(preflight, "PLATFORM_LIBRARIES", {})

    assert preflight.display_problem({"DISPLAY": ":7654"}) == (
        "the X display ':7654' (DISPLAY) does not answer"
    )


def test_a_wayland_display_that_does_not_answer_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(preflight, "PLATFORM_LIBRARIES", {})
    environment = {"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": str(tmp_path)}

    assert preflight.display_problem(environment) == (
        "the Wayland display 'wayland-9' (WAYLAND_DISPLAY) does not answer"
    )


def test_one_platform_that_works_is_enough(monkeypatch):
    monkeypatch.setattr(preflight, "PLATFORM_LIBRARIES", {"wayland": {"libnowhere.so.7": "libnowhere7"}})

    assert preflight.display_problem({"QT_QPA_PLATFORM": "wayland;offscreen"}) is None


def test_offscreen_needs_no_display():
    assert preflight.display_problem({"QT_QPA_PLATFORM": "offscreen"}) is None


def test_every_library_of_the_lists_is_one_that_the_loader_knows_here():
    try:
        ctypes.CDLL("libxcb-cursor.so.0")
    except OSError:
        pytest.skip("the libraries for X are not installed here")
    libraries = {**preflight.QT_LIBRARIES, **preflight.PLATFORM_LIBRARIES["xcb"]}

    assert preflight.missing_libraries(libraries) == {}


def python(code, environment=None):
    """Runs the code in a process of its own, without a display unless the environment names one."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**kept, **(environment or {})}
    )


def test_without_a_display_the_program_stops_with_one_line_instead_of_aborting():
    result = python("import sys; sys.argv[1:] = []; from convstudio.__main__ import main; sys.exit(main())")

    assert result.returncode == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("Convolution Studio cannot open its window: there is no display")


def test_the_check_runs_before_the_first_import_of_qt():
    result = python(
        "import sys; import convstudio.__main__, convstudio.cli, convstudio.preflight\n"
        "print([name for name in sys.modules if name.startswith(('PySide6', 'pyqtgraph'))])"
    )

    assert (result.stdout, result.stderr) == ("[]\n", "")


def test_the_program_asks_for_one_blas_thread_unless_told_otherwise():
    code = (
        "import os, sys; from convstudio.__main__ import _leave_tiling_to_the_engine as leave; leave()\n"
        "print(os.environ['OPENBLAS_NUM_THREADS'], os.environ['OMP_NUM_THREADS'], 'numpy' in sys.modules)"
    )

    assert python(code, {"OPENBLAS_NUM_THREADS": "3", "OMP_NUM_THREADS": "1"}).stdout == "3 1 False\n"
