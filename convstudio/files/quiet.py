"""Keeps back what libraries that decode pictures print: libpng writes past Qt to the process's own stderr."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import RLock

STDERR = 2  # the number that every process knows it by
DECODERS = (b"libpng ", b"qt.gui.imageio", b"qt.imageformats")  # how the lines begin that are kept back
_one_at_a_time = RLock()  # stderr belongs to the whole process


@contextmanager
def quiet_decoders() -> Iterator[None]:
    """Keep back the lines of decoders; what others print meanwhile, in any thread, comes when it is over.

    A process without a stderr, or without room for a temporary file, goes on as if this were not there.
    """
    with _one_at_a_time, ExitStack() as ends:
        with suppress(OSError):
            ends.enter_context(_stderr_in_a_file())
        yield


@contextmanager
def _stderr_in_a_file() -> Iterator[None]:
    original = os.dup(STDERR)
    try:
        with tempfile.TemporaryFile() as kept:
            os.dup2(kept.fileno(), STDERR)
            try:
                yield
            finally:
                os.dup2(original, STDERR)
                kept.seek(0)
                others = b"".join(line for line in kept if not line.startswith(DECODERS))
                with suppress(OSError):
                    os.write(original, others)
    finally:
        os.close(original)
