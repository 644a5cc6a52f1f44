"""What the operating system has to have: libraries that Qt loads, a font, an X server for the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from convstudio import preflight

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
FONT_ENDINGS = (".ttf", ".otf", ".ttc", ".pfb")


def packages_for_qt() -> list[str]:
    """Debian packages without which nothing can be drawn, not even without a display."""
    if sys.platform != "linux":
        return []
    missing = list(preflight.missing_libraries(preflight.QT_LIBRARIES).values())
    return missing if any(_fonts()) else [*missing, "fonts-dejavu-core"]


def packages_for_display(platforms: Sequence[str]) -> list[str]:
    """Debian packages missing for the platform that Qt falls back to last: one that works is enough."""
    if sys.platform != "linux" or not platforms:
        return []
    return list(preflight.missing_libraries(preflight.PLATFORM_LIBRARIES.get(platforms[-1], {})).values())


def packages_for_window_tests() -> list[str]:
    """Debian packages missing for the tests that open a real window; such tests exist on Linux only."""
    if sys.platform != "linux":
        return []
    missing = packages_for_display(["xcb"])
    return missing if shutil.which("Xvfb") else [*missing, "xvfb"]


def provide(needed: Sequence[str], wanted: Sequence[str] = (), without: str = "") -> None:
    """Installs what is missing, or prints the one line that does.

    Args:
        needed: packages that nothing works without.
        wanted: packages that are only missed.
        without: what happens without the wanted ones, for the person to read.

    Raises:
        SystemExit: needed ones are still missing.
    """
    missing = [*needed, *wanted]
    if not missing or install(missing):
        return
    line = f"On Debian and Ubuntu this installs them:\n  {preflight.apt_line(missing)}"
    if needed and not (wanted and install(needed)):
        sys.exit(f"System packages are missing. {line}")
    print(f"Some system packages are missing. {without} {line}", flush=True)


def install(packages: Sequence[str]) -> bool:
    """Installs Debian packages where this may be done without asking; tells whether they are there now."""
    prefix = _as_root()
    if prefix is None or not shutil.which("apt-get"):
        return False
    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    command = [*apt, "install", "-y", "--no-install-recommends", *packages]
    if _succeeds(command, quiet=True):
        return True
    # A fresh machine has no package lists yet, and old lists name packages that are gone.
    return _succeeds([*apt, "update"]) and _succeeds(command)


def _as_root() -> list[str] | None:
    """What goes before a command that needs root: nothing for root, None where it would have to ask."""
    if not hasattr(os, "geteuid"):
        return None
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if shutil.which("sudo") and _succeeds(["sudo", "-n", "true"], quiet=True) else None


def _succeeds(command: Sequence[str], quiet: bool = False) -> bool:
    output = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output).returncode == 0


def _fonts() -> Iterator[str]:
    for folder in FONT_FOLDERS:
        for _, _, names in os.walk(Path(folder).expanduser()):
            yield from (name for name in names if name.lower().endswith(FONT_ENDINGS))
