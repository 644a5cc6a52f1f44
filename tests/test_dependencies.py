"""The libraries that the program runs on: allowed, free of the fault that is shunned, loaded when needed."""

import importlib.metadata
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

LATER = (
    *("PIL", "pyqtgraph", "convstudio.files.importing", "convstudio.files.weights"),
    *(
        f"convstudio.views.{name}"
        for name in ("figure", "help_dialog", "network_view", "summary_dialog", "walk_gif")
    ),
)
ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize("line", PROJECT["dependencies"])
def test_the_installed_libraries_are_those_that_the_project_allows(line):
    requirement = Requirement(line)

    assert importlib.metadata.version(requirement.name) in requirement.specifier


@pytest.mark.parametrize(
    ("version", "allowed"),
    [
        ("6.10.0", False),
        ("6.10.1", True),
        ("6.11.3", True),
        ("6.12.0", False),
        ("6.12.1", True),
        ("7.0", False),
    ],
)
def test_the_releases_of_qt_with_known_faults_are_shut_out(version, allowed):
    (qt,) = [line for line in PROJECT["dependencies"] if line.startswith("PySide6")]

    assert Requirement(qt).specifier.contains(version) is allowed


def test_processing_events_keeps_the_references_to_none(qapp):
    """PySide6 6.12.0 on CPython 3.11 lost one with every call, until the process aborted."""
    qapp.processEvents()
    before = sys.getrefcount(None)

    for _ in range(200):
        qapp.processEvents()

    assert abs(sys.getrefcount(None) - before) < 100


def test_a_start_does_not_wait_for_what_only_some_ever_use():
    code = f"import sys, convstudio.app; print(*[name for name in {LATER} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.split() == []
