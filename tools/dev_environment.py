"""The virtual environment `.venv` of the checkout: made once, filled again when what it needs changes."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def ready(extra: str = "") -> str:
    """The environment's Python, after installing the project with this extra unless that is done already.

    Raises:
        SystemExit: the environment cannot be made, or pip failed (its own words stand above).
    """
    if not _is_installed(extra):
        _make()
        _install(extra)
    return str(PYTHON)


def packages(extra: str = "") -> list[str]:
    """Debian packages missing before `ready(extra)` can work: Debian keeps ensurepip in one of its own."""
    at_hand = any(map(importlib.util.find_spec, ("ensurepip", "pip")))
    return [] if at_hand or _is_installed(extra) or _has_pip() else [f"python3.{sys.version_info.minor}-venv"]


def _stamp(extra: str) -> Path:
    return FOLDER / f"convstudio-installed{extra and '-'}{extra}"


def _fingerprint() -> str:
    """Changes with the requirements, the checkout's place and the Python behind the environment."""
    places = f"{ROOT}\n{os.path.realpath(PYTHON)}\n"
    return hashlib.sha256(os.fsencode(places) + (ROOT / "pyproject.toml").read_bytes()).hexdigest()


def _is_installed(extra: str) -> bool:
    # Every extra includes the program itself: for the program alone any stamp will do.
    stamps = [_stamp(extra)] if extra else list(FOLDER.glob("convstudio-installed*"))
    return PYTHON.exists() and any(s.exists() and s.read_text() == _fingerprint() for s in stamps)


def _install(extra: str) -> None:
    print(f"Installing Convolution Studio{extra and f' with what `{extra}` needs'} into .venv", flush=True)
    target = f"{ROOT}[{extra}]" if extra else str(ROOT)
    if not _runs([PYTHON, "-m", "pip", *_pip_install(), "-e", target]):
        sys.exit("pip could not install the project: see above.")
    _stamp(extra).write_text(_fingerprint())


def _make() -> None:
    """An environment with pip in it, whatever this Python was shipped without."""
    if _has_pip():
        return
    if not _make_with_ensurepip() and not _make_with_own_pip():
        sys.exit(f"No virtual environment with pip could be made in {FOLDER}.")


def _has_pip() -> bool:
    return PYTHON.exists() and _runs([PYTHON, "-m", "pip", "--version"], quiet=True)


def _make_with_ensurepip() -> bool:
    importlib.invalidate_caches()  # it may have been installed a moment ago
    if importlib.util.find_spec("ensurepip") is None:
        return False
    print("Making the virtual environment .venv", flush=True)
    return _runs([sys.executable, "-m", "venv", "--clear", FOLDER])


def _make_with_own_pip() -> bool:
    """Debian's python3-pip can fill an environment that has no pip."""
    if importlib.util.find_spec("pip") is None:
        return False
    print("Making the virtual environment .venv with this Python's own pip", flush=True)
    empty: list[str | Path] = [sys.executable, "-m", "venv", "--clear", "--without-pip", FOLDER]
    fill: list[str | Path] = [sys.executable, "-m", "pip", "--python", PYTHON, *_pip_install(), "pip"]
    return _runs(empty) and _runs(fill)


def _pip_install() -> list[str]:
    quiet = [] if sys.stdout.isatty() else ["-q"]  # a progress bar is for people
    return ["install", "--disable-pip-version-check", *quiet]


def _runs(command: Sequence[str | Path], quiet: bool = False) -> bool:
    output = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, stdout=output, stderr=output).returncode == 0
