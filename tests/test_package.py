"""What is shipped: one version, and a wheel with the code and the data."""

import importlib.util
import re
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import convstudio

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling, which builds the wheel, is not installed (it comes with the extra `test`)")
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


def test_the_version_stands_in_one_place():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    sources = [path.read_text("utf-8") for path in (ROOT / "convstudio").rglob("*.py")]

    assert project["project"]["dynamic"] == ["version"]
    assert [bool(re.search(r"^__version__ = ", text, re.M)) for text in sources].count(True) == 1


def test_the_wheel_has_that_version_and_the_name(wheel):
    (metadata,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    headers = Parser().parsestr(wheel.read(metadata).decode())

    assert (headers["Name"], headers["Version"]) == ("convolution-studio", convstudio.__version__)


def test_the_wheel_has_every_module_and_every_resource(wheel):
    modules = {str(p.relative_to(ROOT)) for p in (ROOT / "convstudio").rglob("*.py")}
    resources = {f"convstudio/{p.relative_to(ROOT)}" for p in (ROOT / "resources").rglob("*") if p.is_file()}

    assert modules | resources | {"convstudio/py.typed"} <= set(wheel.namelist())


def test_the_wheel_has_the_licence_and_nothing_but_the_package(wheel):
    tops = {name.split("/")[0] for name in wheel.namelist()}

    assert tops == {"convstudio", f"convolution_studio-{convstudio.__version__}.dist-info"}
    assert any(name.endswith("/licenses/LICENSE") for name in wheel.namelist())


def test_the_wheel_starts_the_program_under_both_names(wheel):
    (entries,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]

    assert wheel.read(entries).decode().split() == [
        *("[console_scripts]", "convstudio", "=", "convstudio.__main__:main"),
        *("[gui_scripts]", "convstudio-gui", "=", "convstudio.__main__:main"),
    ]
