"""Starts the program: `convstudio`, `convstudio-gui` and `python -m convstudio`."""

from __future__ import annotations

import faulthandler
import os
import sys


def main() -> int:
    """Runs the command line and returns the exit code of the process."""
    _leave_tiling_to_the_engine()
    if sys.stderr is not None:  # a program without a console has none
        faulthandler.enable()

    from convstudio.cli import main as run

    return run(sys.argv[1:])


def _leave_tiling_to_the_engine() -> None:
    """One BLAS thread: the engine cuts its work into tiles itself. Counts only before numpy is imported."""
    for library in ("OPENBLAS", "MKL", "OMP"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")


if __name__ == "__main__":
    sys.exit(main())
