"""A program put together: its text, and the arrays that are too large to stand in it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from convstudio.files.code.subject import Subject
from convstudio.files.code.templates import Language, merged
from convstudio.files.code.texts import array_text, is_uniform
from convstudio.nn.layer import Array
from convstudio.nn.shapes import Shape

INLINE = 256  # numbers of one array that may stand in a program
INLINE_TOGETHER = 2048  # of all its arrays
_LOAD = """\
with np.load(Path(__file__).with_name("{file}")) as file:  # saved beside this program
    data = dict(file)"""
TOLERANCE = 1e-5  # for numbers up to 1; for larger ones a part of the largest that goes in


@dataclass(frozen=True, eq=False)
class Program:
    """What can be copied and saved.

    Attributes:
        text: ends with the line that checks.
        file: name of the `.npz` file that the program reads; "" where it reads none.
        arrays: what that file holds; None for one that was not at hand.
    """

    text: str
    file: str
    arrays: Mapping[str, Array | None]


@dataclass
class Sheet:
    """A program on its way: which pieces it needs, and which arrays it could not hold."""

    language: Language
    file: str
    imports: set[str] = field(default_factory=set)
    pieces: list[str] = field(default_factory=list)
    arrays: dict[str, Array | None] = field(default_factory=dict)
    room: int = INLINE_TOGETHER

    def need(self, pieces: Iterable[str]) -> None:
        """Bring pieces along, each once."""
        self.pieces += [name for name in pieces if name not in self.pieces]

    def array(self, name: str, array: Array | None, shape: Shape) -> str:
        """The line that gives an array its name."""
        if array is not None and self._fits(array):
            return f"{name} = {array_text(array)}"
        self.arrays[name] = array
        return f'{name} = data["{name}"]  # {shape}'

    def _fits(self, array: Array) -> bool:
        """Whether an array may stand in the program; then it takes its room."""
        if is_uniform(array):
            return True
        fits = array.size <= min(INLINE, self.room) and bool(np.isfinite(array).all())
        self.room -= array.size if fits else 0
        return fits

    def finish(self, subject: Subject, blocks: Mapping[str, str]) -> Program:
        """The program with its blocks of text."""
        found = [self.language.piece(name) for name in self.pieces]
        imports = {*self.language.imports, *self.imports, *(line for one in found for line in one.imports)}
        load = ""
        if self.arrays:
            imports.add("from pathlib import Path")
            load = _LOAD.format(file=self.file)
        text = self.language.program.substitute(
            title=subject.title,
            heading=subject.heading,
            language=self.language.title,
            imports=merged(imports),
            pieces="\n\n\n".join(piece.body for piece in found),
            data=load,
            tolerance=tolerance_text(subject),
            **blocks,
        )
        most = "\n\n\n" if found else "\n\n"  # two empty lines around functions, else one
        plain = re.sub(rf"{most}\n+", most, re.sub(r"[ \t]+\n", "\n", text)).strip() + "\n"
        return Program(plain, self.file if self.arrays else "", self.arrays)


def data_blocks(sheet: Sheet, subject: Subject, with_weights: bool = True) -> dict[str, str]:
    """What goes in, all weights, and what has to come out, each as lines of the program."""
    x = f"{shape_words(subject.shape)}\n" + sheet.array("x", subject.x, subject.shape)
    weights = [
        sheet.array(stage.variables[name], array, array.shape)
        for stage in (subject.stages if with_weights else ())
        for name, array in stage.weights.items()
    ]
    expected = sheet.array("expected", subject.expected, subject.after)
    return {"x": x, "weights": "\n".join(weights), "expected": expected}


def shape_words(shape: Shape) -> str:
    """A comment that says what the axes of an input are."""
    axes = {2: "(length, channels)", 3: "(rows, cols, channels)"}.get(len(shape), "")
    return f"# what goes in, {shape}: {axes}" if axes else f"# what goes in, {shape}"


def tolerance_text(subject: Subject) -> str:
    """By how much results may differ, as a number: sums in another order differ by so much."""
    x = subject.x
    with np.errstate(all="ignore"):
        largest = 1.0 if x is None else float(max(np.abs(x.min()), np.abs(x.max())))
    scale = max(1.0, largest) if np.isfinite(largest) else 1.0
    return f"{TOLERANCE * scale:.3g}".replace("e-0", "e-")
