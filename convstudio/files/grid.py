"""Grids of numbers as text: what a spreadsheet copies, CSV, and the lists of Python and NumPy."""

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from convstudio.files.nested import parse_array, parse_nested
from convstudio.files.number import parse_any_number, parse_number

__all__ = ["MAX_CHARACTERS", "parse_grid", "parse_number", "parse_weights"]

MAX_CHARACTERS = 64 << 20
_BRACKETS = re.compile(r"[\[(]")


def parse_grid(text: str, allow_nan: bool = False) -> NDArray[np.float32]:
    """Read a grid of numbers.

    Lists of Python and NumPy, with or without commas and `array(...)`, are told by their brackets. Else it is
    a table with a row on each line; its cells are parted by tabs, semicolons, commas or blanks, the first of
    these that occurs. Between tabs and semicolons a comma is a decimal point. Lines that start with # are
    skipped.

    Args:
        text: what was pasted or read.
        allow_nan: whether "nan" and "inf" are numbers (in files they are, from a person they are not).

    Returns:
        `(rows, cols)`, or `(rows, cols, channels)` from lists of three levels; one line is one row. A leading
        batch axis of one in lists of four levels is dropped.

    Raises:
        ValueError: it is no grid; the message says what is wrong and where.
    """
    _check_length(text)
    number = parse_any_number if allow_nan else parse_number
    lines = [line.rstrip("\r") for line in text.lstrip("\ufeff").split("\n")]
    kept = [(place, line) for place, line in enumerate(lines, 1) if line.strip() and not _is_comment(line)]
    if not kept:
        raise ValueError("there is no number in the text")
    if any(_BRACKETS.search(line) for _, line in kept):
        return parse_nested("\n".join("" if _is_comment(line) else line for line in lines), number)
    return _table(kept, number)


def parse_weights(text: str) -> NDArray[np.float32]:
    """Read weights as an array with as many axes as the text has levels of lists; a table has two.

    Raises:
        ValueError: it is no array of numbers; the message says what is wrong and where.
    """
    _check_length(text)
    lines = ["" if _is_comment(line) else line for line in text.lstrip("\ufeff").split("\n")]
    kept = "\n".join(lines)
    return parse_array(kept, parse_number) if _BRACKETS.search(kept) else parse_grid(text)


def _check_length(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"a grid may have {MAX_CHARACTERS:,} characters, not {len(text):,}")


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _table(lines: list[tuple[int, str]], number: Callable[[str], float]) -> NDArray[np.float32]:
    separator = next((mark for mark in "\t;," if any(mark in line for _, line in lines)), None)
    if separator in ("\t", ";"):
        lines = [(place, line.replace(",", ".")) for place, line in lines]
    rows = [_row(place, line, separator, number) for place, line in lines]
    width = len(rows[0])
    for (place, _), row in zip(lines, rows, strict=True):
        if len(row) != width:
            raise ValueError(f"line {place} has {len(row)} cells, but the first line has {width}")
    return np.array(rows, np.float32)


def _row(place: int, line: str, separator: str | None, number: Callable[[str], float]) -> list[float]:
    values = []
    for column, cell in enumerate(line.split(separator), 1):
        try:
            values.append(number(cell))
        except ValueError as error:
            reason = error if cell.strip() else "the cell is empty"
            raise ValueError(f"line {place}, cell {column}: {reason}") from None
    return values
