"""The program in a real window: it starts, is closed as a person closes it, and leaves with exit code 0."""

import ctypes
import os
import shutil
import subprocess
import sys
import time
from ctypes import POINTER, byref, c_int, c_long, c_uint, c_ulong, c_void_p

import pytest

from convstudio import preflight

pytestmark = [pytest.mark.xvfb, pytest.mark.timeout(90)]

CLIENT_MESSAGE, IS_VIEWABLE = 33, 2  # as in X11/X.h


class ClientMessage(ctypes.Structure):
    """XClientMessageEvent of Xlib, filled up to the size of an XEvent."""

    _fields_ = (
        ("type", c_int),
        ("serial", c_ulong),
        ("send_event", c_int),
        ("display", c_void_p),
        ("window", c_ulong),
        ("message_type", c_ulong),
        ("format", c_int),
        ("data", c_long * 5),
        ("rest", c_long * 12),
    )


class Attributes(ctypes.Structure):
    """XWindowAttributes of Xlib, named as far as it is read here."""

    _fields_ = (
        ("geometry", c_int * 6),
        ("visual_and_root", c_ulong * 2),
        ("hints", c_int * 4),
        ("planes", c_ulong * 2),
        ("save_under", c_int),
        ("colormap", c_ulong),
        ("map_installed", c_int),
        ("map_state", c_int),
        ("rest", c_long * 12),
    )


class Desktop:
    """An X server seen with Xlib: just enough of a window manager to find a window and ask it to close."""

    def __init__(self, name):
        self.name = name
        self._x = ctypes.CDLL("libX11.so.6")
        self._x.XOpenDisplay.restype = c_void_p
        for function in ("XDefaultRootWindow", "XInternAtom"):
            getattr(self._x, function).restype = c_ulong
        self._display = c_void_p(self._x.XOpenDisplay(name.encode()))

    def close(self):
        self._x.XCloseDisplay(self._display)

    def shown_window(self):
        """A window that is on screen and can be asked to close, or None."""
        windows = map(c_ulong, self._top_level_windows())
        return next((w for w in windows if self._is_shown(w) and self._can_be_asked(w)), None)

    def ask_to_close(self, window):
        """What the cross in a window's corner sends."""
        event = ClientMessage(type=CLIENT_MESSAGE, window=window.value, format=32)
        event.message_type = self._x.XInternAtom(self._display, b"WM_PROTOCOLS", 0)
        event.data[0] = self._x.XInternAtom(self._display, b"WM_DELETE_WINDOW", 0)
        self._x.XSendEvent(self._display, window, 0, c_long(0), byref(event))
        self._x.XFlush(self._display)

    def _top_level_windows(self):
        root, parent, children, count = c_ulong(), c_ulong(), POINTER(c_ulong)(), c_uint()
        start = c_ulong(self._x.XDefaultRootWindow(self._display))
        self._x.XQueryTree(self._display, start, *map(byref, (root, parent, children, count)))
        return children[: count.value]

    def _is_shown(self, window):
        attributes = Attributes()
        self._x.XGetWindowAttributes(self._display, window, byref(attributes))
        return attributes.map_state == IS_VIEWABLE

    def _can_be_asked(self, window):
        protocols, count = POINTER(c_ulong)(), c_int()
        return bool(self._x.XGetWMProtocols(self._display, window, byref(protocols), byref(count)))


@pytest.fixture
def desktop():
    if sys.platform != "linux" or shutil.which("Xvfb") is None:
        pytest.skip("there is no Xvfb here to open a window on")
    problem = preflight.library_problem(preflight.PLATFORM_LIBRARIES["xcb"])
    if problem:
        pytest.skip(problem)
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as answer:
        number = answer.readline().strip()
    desktop = Desktop(f":{number}")
    yield desktop
    desktop.close()
    server.terminate()
    server.wait(10)


@pytest.fixture
def program(desktop, tmp_path):
    hidden = ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment |= {"DISPLAY": desktop.name, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    command = [sys.executable, "-X", "faulthandler", "-m", "convstudio"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def wait_for_window(desktop, program, seconds=45):
    end = time.monotonic() + seconds
    while time.monotonic() < end and program.poll() is None:
        window = desktop.shown_window()
        if window is not None:
            return window
        time.sleep(0.05)
    return None


def test_the_program_starts_in_a_real_window_and_quits_with_exit_code_0(desktop, program):
    window = wait_for_window(desktop, program)
    assert window is not None, (
        program.communicate(timeout=5)[1] if program.poll() is not None else "no window"
    )

    desktop.ask_to_close(window)

    _, said = program.communicate(timeout=30)
    assert (program.returncode, said) == (0, "")


def test_on_a_display_that_answers_nothing_stands_in_the_way_of_a_window(desktop):
    assert preflight.window_problem({"DISPLAY": desktop.name}) is None
