"""The project's commands, for machines with nothing but Python 3: python3 tools/dev.py COMMAND [ARGUMENTS]

run     start the program; without a display, do its main job as text and pictures under out/
test    run the tests; further arguments go to pytest
lint    style, format and types
bench   measure, side by side with others
shots   draw the README's pictures of the window anew
clean   remove what the other commands made
help    print this

Everything is installed into .venv in this folder. Missing system packages are installed where that needs no
password; otherwise one line says which, and nothing is done.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older Python is told by
    sys.exit(f"Convolution Studio needs Python 3.11 or newer; this is Python {sys.version.split()[0]}.")

import dev_environment
import dev_system

from convstudio import preflight

INVISIBLE = ("offscreen", "minimal")
EXAMPLE = "resources/examples/vertical-line.convstudio"
CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".coverage")
MADE = (".venv", "out", "dist", "build", *CACHES)


def run(arguments: Sequence[str]) -> int:
    """Starts the program; further arguments are its own."""
    for_window = dev_system.packages_for_display(preflight.platforms(os.environ))
    python = _ready("", [*dev_system.packages_for_qt(), *for_window])
    problem = _display_problem()
    if problem and not arguments:
        return _work_without_display(python, problem)
    return _call([python, "-m", "convstudio", *arguments])


def test(arguments: Sequence[str]) -> int:
    """Runs the tests, offscreen but for those that start an X server of their own."""
    wanted = dev_system.packages_for_window_tests()
    without = "The tests in a real window will be skipped."
    python = _ready("test", dev_system.packages_for_qt(), wanted, without)
    return _call([python, "-m", "pytest", *arguments], platform="offscreen")


def lint(arguments: Sequence[str]) -> int:
    """Checks style, format and types; all three, even when the first finds something."""
    python = _ready("lint")
    checks = (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"])
    return max(_call([python, "-m", *check]) for check in checks)


def bench(arguments: Sequence[str]) -> int:
    """Measures offscreen; further arguments go to `benchmarks`."""
    python = _ready("bench", dev_system.packages_for_qt())
    return _call([python, "-m", "benchmarks", *arguments], platform="offscreen")


def shots(arguments: Sequence[str]) -> int:
    """Draws docs/images anew from the project files in resources/examples."""
    python = _ready("", dev_system.packages_for_qt())
    return _call([python, "tools/shots.py", *arguments], platform="offscreen")


def clean(arguments: Sequence[str]) -> int:
    """Removes what these commands made, and nothing else."""
    made = [ROOT / name for name in MADE]
    for path in [*made, *(p for p in ROOT.rglob("__pycache__") if ROOT / ".venv" not in p.parents)]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return 0


def show_help(arguments: Sequence[str] = ()) -> int:
    """Prints the list of commands."""
    print(__doc__)
    return 0


def _ready(extra: str, needed: Sequence[str] = (), wanted: Sequence[str] = (), without: str = "") -> str:
    """The environment's Python with this extra, after the Debian packages that it takes are there."""
    dev_system.provide([*needed, *dev_environment.packages(extra)], wanted, without)
    return dev_environment.ready(extra)


def _display_problem() -> str | None:
    platforms = preflight.platforms(os.environ)
    if platforms and platforms[-1] in INVISIBLE:
        return f"QT_QPA_PLATFORM={os.environ['QT_QPA_PLATFORM']} shows no windows"
    return preflight.display_problem()


def _work_without_display(python: str, problem: str) -> int:
    """The main job as far as it goes without a window: the walk as text, pictures of it under out/."""
    print(f"No window can open here: {problem}.\nThe example without one, step by step:\n", flush=True)
    (ROOT / "out").mkdir(exist_ok=True)
    pictures = ("out/window.png", "out/walk.gif")
    jobs = [["walk", EXAMPLE], *(["render", EXAMPLE, "-o", picture] for picture in pictures)]
    code = max(_call([python, "-m", "convstudio", *job], platform="offscreen") for job in jobs)
    if code == 0:
        print(f"\nWritten: {pictures[0]} (the window), {pictures[1]} (the walk as an animation).")
    return code


def _call(command: Sequence[str], platform: str = "") -> int:
    environment = {**os.environ, "QT_QPA_PLATFORM": platform} if platform else None
    try:
        return subprocess.run(command, cwd=ROOT, env=environment).returncode
    except KeyboardInterrupt:  # the person stopped the program, which has heard it too
        return 130


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "run": run,
    "test": test,
    "lint": lint,
    "bench": bench,
    "shots": shots,
    "clean": clean,
    "help": show_help,
}


def main(arguments: Sequence[str]) -> int:
    """Runs one command; returns its exit code, 2 for one that does not exist."""
    name = arguments[0] if arguments else "help"
    if name not in COMMANDS:
        print(f"There is no command {name!r}; there are: {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    return COMMANDS[name](arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
