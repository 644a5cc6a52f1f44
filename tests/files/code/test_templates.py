"""The templates: every piece is Python, every name is there."""

import ast
import json

import pytest

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.geometry import BORDERS
from convstudio.files.code.languages import LANGUAGES
from convstudio.files.code.templates import language, merged
from convstudio.files.resources import resource_dir

FOLDER = resource_dir() / "templates"
PIECES = sorted(FOLDER.glob("*/*.py"))


@pytest.mark.parametrize("path", PIECES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_piece_is_imports_and_one_thing_that_says_what_it_does(path):
    *imports, last = ast.parse(path.read_text(encoding="utf-8")).body
    assert all(isinstance(node, ast.Import | ast.ImportFrom) for node in imports)
    assert ast.get_docstring(last)
    piece = language(path.parent.name).piece(path.stem)
    assert piece.body.startswith(("def ", "class "))
    assert len(piece.imports) == len(imports)


@pytest.mark.parametrize("name", ["numpy", "numpy-loops", "pytorch"])
def test_every_activation_and_every_border_can_be_written(name):
    settings = language(name).settings
    assert set(settings["activations"]) == set(ACTIVATIONS) - {"linear"}
    assert set(settings["borders"]) == set(BORDERS) - {"zeros"}


def test_onnx_has_every_activation():
    assert set(language("onnx").settings["activations"]) == set(ACTIVATIONS) - {"linear"}


def test_every_piece_is_used_and_every_used_one_is_there():
    for name in ("keras", "pytorch", "numpy"):
        text = json.dumps(language(name).settings).replace("${rank}d", "1d") + json.dumps(
            language(name).settings
        ).replace("${rank}d", "2d")
        unused = [path.stem for path in FOLDER.glob(f"{name}/*.py") if f'"{path.stem}"' not in text]
        assert unused == []


def test_loops_share_what_they_do_not_say_otherwise():
    loops = language("numpy-loops")
    assert loops.title == "NumPy, with explicit loops"
    assert "for row in range(down):" in loops.piece("conv2d").body
    assert loops.piece("softmax") == language("numpy").piece("softmax")
    assert loops.line("operations", "dense").pieces == ("dense",)


def test_imports_stand_once_and_in_order():
    given = ["from pathlib import Path", "import numpy as np", "import math", "import numpy as np"]
    assert merged(given) == "import math\nimport numpy as np\nfrom pathlib import Path"


def test_every_language_has_a_title():
    assert {language(name).title for name in LANGUAGES} == {
        "Keras 3",
        "PyTorch",
        "NumPy",
        "NumPy, with explicit loops",
        "ONNX",
    }
