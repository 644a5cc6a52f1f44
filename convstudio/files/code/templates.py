"""What programs are put together of, read from `resources/templates/`."""

import ast
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from string import Template
from typing import Any, NamedTuple

from convstudio.files.resources import resource_dir


class Piece(NamedTuple):
    """A function or class that a program brings along: the imports that it needs, and itself."""

    imports: tuple[str, ...]
    body: str


class Line(NamedTuple):
    """What an operation is written as; `$` fields stand for its numbers."""

    text: str
    pieces: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """One library as something to write programs in.

    Attributes:
        name: of its folder of pieces.
        title: for people.
        settings: everything in its file, over that of its base.
        base: the language whose pieces it shares.
    """

    name: str
    title: str
    settings: Mapping[str, Any]
    base: str

    @property
    def program(self) -> Template:
        """The whole program, with fields."""
        return Template(self._text("program.txt"))

    @property
    def imports(self) -> tuple[str, ...]:
        """Lines that every program begins with."""
        return tuple(self.settings["imports"])

    def line(self, group: str, name: str) -> Line:
        """What something of a group ("operations", "activations") is written as."""
        entry = self.settings[group][name]
        return Line(entry["line"], tuple(entry.get("pieces", ())))

    def piece(self, name: str) -> Piece:
        """A function or class by name."""
        return _piece(self._text(f"{name}.py"))

    def _text(self, file: str) -> str:
        folder = resource_dir() / "templates"
        path = folder / self.name / file
        return (path if path.exists() else folder / self.base / file).read_text(encoding="utf-8")


@cache
def language(name: str) -> Language:
    """The language whose file has that name."""
    settings = json.loads((resource_dir() / "templates" / f"{name}.json").read_text(encoding="utf-8"))
    base = settings.get("base", name)
    if base != name:
        settings = _over(dict(language(base).settings), settings)
    return Language(name, settings["language"], settings, base)


def filled(text: str, fields: Mapping[str, object]) -> str:
    """A template with its fields; raises KeyError where one is missing."""
    return Template(text).substitute(fields)


def merged(imports: Iterable[str]) -> str:
    """Lines of imports, each once, plain ones first and by name."""
    lines = sorted(set(imports), key=lambda line: (line.startswith("from"), line.lower()))
    return "\n".join(lines)


def _over(base: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in own.items():
        base[key] = {**base[key], **value} if isinstance(value, dict) and key in base else value
    return base


def _piece(text: str) -> Piece:
    """A file of Python parted in its imports and the rest."""
    lines = text.splitlines()
    tree = ast.parse(text)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    last = max((node.end_lineno or 0 for node in imports), default=0)
    found = tuple(ast.unparse(node) for node in imports)
    return Piece(found, "\n".join(lines[last:]).strip("\n"))
