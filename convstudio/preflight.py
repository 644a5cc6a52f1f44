"""What must be there before Qt is imported, looked at in plain Python.

Where a library or the display is missing, Qt aborts the whole process (exit code 134) and often names the
wrong library. Here the same is asked first, and answered in one line. Only Linux needs it: elsewhere the
wheels of Qt bring everything along.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

# Library as the loader knows it -> the Debian and Ubuntu package that has it.
QT_LIBRARIES: Mapping[str, str] = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}
PLATFORM_LIBRARIES: Mapping[str, Mapping[str, str]] = {
    "xcb": {
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-shape.so.0": "libxcb-shape0",
    },
    "wayland": {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
    },
}


def missing_libraries(
    libraries: Mapping[str, str], load: Callable[[str], object] = ctypes.CDLL
) -> dict[str, str]:
    """The part of `libraries` that the loader cannot load, in the same order."""
    missing = {}
    for name, package in libraries.items():
        try:
            load(name)
        except OSError:
            missing[name] = package
    return missing


def apt_line(packages: Iterable[str]) -> str:
    """The command that installs these Debian packages."""
    return f"sudo apt-get install {' '.join(dict.fromkeys(packages))}"


def platforms(environment: Mapping[str, str]) -> list[str]:
    """Qt's platform plugins in the order in which Qt tries them; empty where nothing names a display."""
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen:
        return [name.partition(":")[0] for name in chosen.split(";")]
    displays = {"wayland": "WAYLAND_DISPLAY", "xcb": "DISPLAY"}
    return [name for name, variable in displays.items() if environment.get(variable)]


def library_problem(libraries: Mapping[str, str]) -> str | None:
    """One line with what is missing of `libraries` and how to install it, or None."""
    missing = missing_libraries(libraries) if sys.platform == "linux" else {}
    if not missing:
        return None
    verb = "is" if len(missing) == 1 else "are"
    return f"{', '.join(missing)} {verb} missing; on Debian and Ubuntu: {apt_line(missing.values())}"


def display_problem(environment: Mapping[str, str] = os.environ) -> str | None:
    """One line with what stands between Qt and a display, or None. One working platform is enough for Qt."""
    if sys.platform != "linux":
        return None
    names = platforms(environment)
    if not names:
        return (
            "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set); "
            f"a virtual one: {apt_line(['xvfb'])}, then xvfb-run -a convstudio"
        )
    problems = [_platform_problem(name, environment) for name in names]
    return problems[-1] if all(problems) else None


def window_problem(environment: Mapping[str, str] = os.environ) -> str | None:
    """One line that says why no window can open here and what to do about it, or None."""
    return library_problem(QT_LIBRARIES) or display_problem(environment)


def require_window() -> None:
    """Leaves the program with exit code 1 and one line on stderr where no window can open.

    Raises:
        SystemExit: a library or the display is missing.
    """
    problem = window_problem()
    if problem:
        sys.exit(f"Convolution Studio cannot open its window: {problem}")


def _platform_problem(name: str, environment: Mapping[str, str]) -> str | None:
    problem = library_problem(PLATFORM_LIBRARIES.get(name, {}))
    if problem:
        return problem
    if name == "xcb" and not _x_server_answers(environment.get("DISPLAY", "")):
        return f"the X display {environment.get('DISPLAY', '')!r} (DISPLAY) does not answer"
    if name == "wayland" and not _wayland_answers(environment):
        name = environment.get("WAYLAND_DISPLAY", "")
        return f"the Wayland display {name!r} (WAYLAND_DISPLAY) does not answer"
    return None


def _x_server_answers(display: str) -> bool:
    """Asks as Qt will ask, authorization included."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    error: int = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return error == 0


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY") or "wayland-0"
    path = Path(environment.get("XDG_RUNTIME_DIR", "/run")) / name
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True
