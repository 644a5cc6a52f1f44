"""Keeps Python's collector in the thread of the window.

It runs in whichever thread happens to allocate, and would delete Qt objects there, which Qt does not survive.
So it rests while another thread works. Everything here is called in the window's thread alone.
"""

import gc
from typing import ClassVar


class Collector:
    """How many threads are at work beside the window's."""

    _holds: ClassVar[int] = 0
    _was_on: ClassVar[bool] = True

    @classmethod
    def hold(cls) -> None:
        """Another thread begins to work."""
        if cls._holds == 0:
            cls._was_on = gc.isenabled()
            gc.disable()
        cls._holds += 1

    @classmethod
    def release(cls, holds: int = 1) -> None:
        """So many pieces of work have ended."""
        cls._holds -= holds
        if cls._holds == 0 and holds and cls._was_on:
            gc.enable()
