"""The project's own commands: what they install, and what they say where they may not."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def dev(*arguments):
    command = [sys.executable, str(ROOT / "tools" / "dev.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.fixture
def system(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return importlib.import_module("dev_system")


@pytest.fixture
def environment(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    module = importlib.import_module("dev_environment")
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.touch()
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    monkeypatch.setattr(module, "PYTHON", python)
    monkeypatch.setattr(module, "_has_pip", lambda: True)
    return module


def test_every_command_is_in_the_help():
    text = dev("help").stdout

    assert all(f"\n{name} " in text for name in ("run", "test", "lint", "bench", "shots", "clean", "help"))


def test_a_command_that_does_not_exist_is_refused_with_those_that_do():
    result = dev("frobnicate")

    assert result.returncode == 2
    assert "'frobnicate'" in result.stderr
    assert "run, test, lint" in result.stderr


def test_where_nothing_may_be_installed_one_line_names_everything(system, monkeypatch):
    monkeypatch.setattr(system, "install", lambda packages: False)

    with pytest.raises(SystemExit) as stop:
        system.provide(["libegl1", "libgl1"], ["xvfb"], "Some tests are skipped.")

    assert str(stop.value).endswith("\n  sudo apt-get install libegl1 libgl1 xvfb")


def test_what_is_only_wanted_stops_nothing(system, monkeypatch, capsys):
    monkeypatch.setattr(system, "install", lambda packages: False)

    system.provide([], ["xvfb"], "The tests in a real window will be skipped.")

    said = capsys.readouterr().out
    assert "The tests in a real window will be skipped." in said
    assert said.endswith("\n  sudo apt-get install xvfb\n")


def test_what_is_needed_is_installed_even_where_what_is_wanted_cannot_be_had(system, monkeypatch):
    asked = []
    monkeypatch.setattr(system, "install", lambda packages: asked.append(packages) or "xvfb" not in packages)

    system.provide(["libegl1"], ["xvfb"], "Some tests are skipped.")

    assert asked == [["libegl1", "xvfb"], ["libegl1"]]


def test_nothing_is_installed_where_nothing_is_missing(system, monkeypatch):
    monkeypatch.setattr(system, "install", lambda packages: pytest.fail(f"installs {packages}"))

    assert system.provide([], [], "") is None


def test_a_person_who_is_not_root_and_has_no_sudo_installs_nothing(system, monkeypatch):
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system.shutil, "which", lambda name: None if name == "sudo" else f"/usr/bin/{name}")
    monkeypatch.setattr(system.subprocess, "run", lambda *a, **k: pytest.fail(f"runs {a}"))

    assert system.install(["libegl1"]) is False


def test_a_warm_start_installs_nothing(environment, monkeypatch):
    runs = []
    monkeypatch.setattr(environment, "_runs", lambda command, quiet=False: runs.append(command) or True)

    environment.ready("test")
    environment.ready("test")
    environment.ready()

    assert len(runs) == 1
    assert runs[0][-1] == f"{ROOT}[test]"


def test_changed_requirements_are_installed_again(environment, monkeypatch):
    runs = []
    monkeypatch.setattr(environment, "_runs", lambda command, quiet=False: runs.append(command) or True)
    environment.ready("test")

    monkeypatch.setattr(environment, "_fingerprint", lambda: "of a changed pyproject.toml")
    environment.ready("test")

    assert len(runs) == 2


def test_an_installation_that_failed_is_tried_again(environment, monkeypatch):
    monkeypatch.setattr(environment, "_runs", lambda command, quiet=False: False)

    for _ in range(2):
        with pytest.raises(SystemExit, match="pip could not install"):
            environment.ready("test")
