"""Threads that let the thread of a window go first."""

import os
import sys
import threading

NICENESS = 10  # of 0…19; one core's share is then about a tenth of that of a thread at 0


def step_back() -> None:
    """Run the thread that calls this only where nobody else wants to; nothing where a system has no such way.

    On Linux alone each thread has a niceness of its own. Source: setpriority(2).
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
