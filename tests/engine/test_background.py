"""Threads of the background go after that of the window."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from convstudio.engine.background import NICENESS, step_back
from convstudio.engine.tiles import _pool

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="only there a thread has a niceness")


def niceness():
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@only_linux
def test_a_thread_that_steps_back_leaves_the_others_as_they_are():
    before = niceness()
    with ThreadPoolExecutor(1, initializer=step_back) as threads:
        assert threads.submit(niceness).result() == NICENESS
    assert niceness() == before


@only_linux
def test_tiles_are_computed_by_threads_that_step_back():
    assert _pool(2).submit(niceness).result() == NICENESS
