"""The house rules that can be read off the source: which way imports run, and what never is a global."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "convstudio"
ORDER = ("engine", "nn", "files", "model", "views")
COMMON = ("__version__", "preflight")
OTHERS = {
    "engine": ("numpy",),
    "nn": ("numpy",),
    "files": ("numpy", "PIL", "PySide6.QtCore", "PySide6.QtGui"),
    "model": ("numpy", "PySide6.QtCore", "PySide6.QtGui"),
    "views": ("numpy", "PySide6", "pyqtgraph"),
}
QT_VALUES = (
    *("QByteArray", "QColor", "QKeySequence", "QMargins", "QModelIndex"),
    *("QPoint", "QPointF", "QRect", "QRectF", "QSize"),
)

FILES = sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    """engine, nn, …, or the module's own name where it lies in the package itself."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> list[str]:
    """Every imported name with its module, those inside functions too; relative ones keep their dots."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            found += [f"{module}.{alias.name}" for alias in node.names]
    return found


def within(name: str, modules: tuple[str, ...]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)


def wrong_imports(part: str, source: str) -> list[str]:
    names = imports(ast.parse(source))
    wrong = [name for name in names if name.startswith(".")]
    for name in names:
        first, *rest = name.split(".")
        if first == "convstudio" and rest:
            wrong += [name] if not _may_use_ours(part, rest[0]) else []
        elif part in OTHERS and first not in sys.stdlib_module_names | {"convstudio", "__future__", ""}:
            wrong += [name] if not within(name, OTHERS[part]) else []
    return wrong


def _may_use_ours(part: str, other: str) -> bool:
    if part in ORDER and other in ORDER:
        return ORDER.index(other) <= ORDER.index(part)
    if other in COMMON:
        return True
    return part not in (*ORDER, *COMMON)  # app, cli and what stands beside them: nothing imports them


def qt_globals(source: str) -> list[str]:
    """Qt objects made while a module is imported: statements of modules and of class bodies, defaults too."""
    return [
        ast.unparse(call)
        for node in _run_at_import(ast.parse(source))
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and _names_a_qt_class(call.func)
    ]


def _run_at_import(tree: ast.Module) -> list[ast.AST]:
    found: list[ast.AST] = []
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found += [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        elif isinstance(node, ast.ClassDef | ast.If | ast.Try | ast.With | ast.For):
            waiting += ast.iter_child_nodes(node)
        else:
            found.append(node)
    return found


def _names_a_qt_class(function: ast.expr) -> bool:
    name = ast.unparse(function).split(".")[-1]
    return bool(re.fullmatch(r"Q[A-Z][A-Za-z]+", name)) and name not in QT_VALUES


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way_only(path):
    assert wrong_imports(part_of(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_qt_object_is_a_module_global(path):
    assert qt_globals(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("part", "source"),
    [
        ("engine", "from convstudio.nn import Conv2D"),
        ("engine", "def late():\n    import convstudio.views.colors"),
        ("engine", "import PySide6"),
        ("nn", "from PySide6.QtCore import QObject"),
        ("nn", "from PIL import Image"),
        ("files", "from PySide6.QtWidgets import QWidget"),
        ("files", "from PySide6 import QtWidgets"),
        ("model", "import PySide6.QtWidgets"),
        ("model", "import pyqtgraph"),
        ("views", "from convstudio import app"),
        ("views", "from convstudio.cli import main"),
        ("views", "import scipy"),
        ("engine", "from . import geometry"),
        ("engine", "from .geometry import Box"),
        ("preflight", "from convstudio.app import make_window"),
        ("preflight", "from convstudio.engine import geometry"),
    ],
)
def test_an_arrow_that_runs_backwards_is_found(part, source):
    assert len(wrong_imports(part, source)) == 1


@pytest.mark.parametrize(
    ("part", "source"),
    [
        ("nn", "from convstudio.engine.geometry import Box"),
        ("views", "from convstudio.model.document import Document\nfrom PySide6.QtWidgets import QWidget"),
        ("files", "from PySide6 import QtGui\nimport json, zipfile"),
        ("cli", "from convstudio.app import make_window"),
        ("files", "from convstudio import __version__"),
    ],
)
def test_an_arrow_that_runs_forwards_is_let_through(part, source):
    assert wrong_imports(part, source) == []


@pytest.mark.parametrize(
    "source",
    [
        "application = QApplication([])",
        "timer: QTimer = QtCore.QTimer()",
        "class View:\n    scene = QGraphicsScene()",
        "if True:\n    settings = QSettings()",
        "def show(font=QFont()): pass",
    ],
)
def test_a_qt_object_made_at_import_is_found(source):
    assert len(qt_globals(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "def main():\n    application = QApplication([])",
        "class View(QWidget):\n    moved = Signal(int)",
        "INK = QColor(1, 2, 3)",
    ],
)
def test_qt_values_and_objects_inside_functions_are_let_through(source):
    assert qt_globals(source) == []
