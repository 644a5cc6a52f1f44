"""The lists of Python and the arrays of NumPy, as they are typed or printed."""

import re
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_DEPTH = 8
# What stands around the lists, as in "x = np.array([[1, 2]], dtype=np.float32)", and around single numbers.
_BEFORE = re.compile(r"\A\s*(?:\w+\s*=\s*)?(?:[A-Za-z_][\w.]*\s*\(\s*(?=[\[(]))?")
_ARGUMENTS = re.compile(r"(?:,\s*)?(?:\w+\s*=.*)?", re.DOTALL)
_SCALAR = re.compile(r"\b(?:np|numpy)\.\w+\(([^()\[\]]*)\)")
_TOKEN = re.compile(
    r"(?P<open>[\[(])|(?P<close>[\])])|(?P<blank>[\s,]+)|(?P<word>[^\s,\[\]()/]+(?:\s*/\s*[^\s,\[\]()/]+)?|/)"
)
_TRUTH = {"True": 1.0, "False": 0.0}
_CLOSING = {"[": "]", "(": ")"}


def parse_nested(text: str, number: Callable[[str], float]) -> NDArray[np.float32]:
    """Read nested lists of numbers as `(rows, cols)` or `(rows, cols, channels)`.

    Lists that stand below each other without brackets around all are the rows of one grid.

    Raises:
        ValueError: something is no number or list, brackets do not match, or the lists differ in length.
    """
    array = parse_array(text, number)
    shape = array.shape
    if array.ndim == 4 and shape[0] == 1:
        array = array[0]
    if array.ndim == 1:
        array = array[None]
    if array.ndim not in (2, 3) or not array.size:
        raise ValueError(f"a grid has the shape (rows, cols) or (rows, cols, channels), not {shape}")
    return array


def parse_array(text: str, number: Callable[[str], float]) -> NDArray[np.float32]:
    """Read nested lists of numbers as an array with as many axes as they have levels.

    Raises:
        ValueError: something is no number or list, brackets do not match, or the lists differ in length.
    """
    lists = _lists(text, number)
    values = lists[0] if len(lists) == 1 else lists
    _shape(values, "the grid")
    return np.array(values, np.float32)


def array_text(array: NDArray[np.floating]) -> str:
    """Write an array as NumPy reads it, every number with the fewest digits that give it back."""
    lists = np.array2string(
        array, separator=", ", threshold=sys.maxsize, floatmode="unique", max_line_width=110
    )
    return f"np.array({lists}, dtype=np.float32)"


def _lists(text: str, number: Callable[[str], float]) -> list[Any]:
    bare = _bare(text)
    top: list[Any] = []
    stack, brackets = [top], [""]
    for token in _TOKEN.finditer(bare):
        kind = token.lastgroup
        if kind == "word":
            stack[-1].append(_value(text, token, number))
        elif kind == "open":
            inner: list[Any] = []
            stack[-1].append(inner)
            stack.append(inner)
            brackets.append(_CLOSING[token[0]])
            if len(stack) > MAX_DEPTH:
                raise ValueError(f"{_place(text, token)}: lists are nested more than {MAX_DEPTH - 1} deep")
        elif kind == "close":
            if token[0] != brackets.pop():
                raise ValueError(f"{_place(text, token)}: {token[0]!r} closes nothing")
            stack.pop()
    if len(stack) > 1:
        raise ValueError(f"{brackets[-1]!r} is missing at the end")
    return top


def _bare(text: str) -> str:
    """Blank out what stands around lists and numbers, so that places in the text stay what they are."""
    before = _BEFORE.match(text)
    start = before.end() if before else 0
    is_call = "(" in text[:start]
    inner = " " * start + text[start : _end_of_lists(text, start) if is_call else len(text)]
    return _SCALAR.sub(lambda found: " " * (found.start(1) - found.start()) + found[1] + " ", inner)


def _end_of_lists(text: str, start: int) -> int:
    """Where the lists end in a call such as "array([[1, 2]], dtype=float32)"; the end of any other text."""
    body = text.rstrip("; \t\r\n")
    close = len(body) - 1
    last = body.rfind("]", start, close)
    if last < 0:
        last = body.rfind(")", start, close)
    is_call = last >= 0 and body.endswith(")") and _ARGUMENTS.fullmatch(body[last + 1 : close].strip())
    return last + 1 if is_call else len(text)


def _value(text: str, token: re.Match[str], number: Callable[[str], float]) -> float:
    word = token[0]
    if word in _TRUTH:
        return _TRUTH[word]
    if word == "...":
        raise ValueError(f"{_place(text, token)}: NumPy left numbers out; print with threshold=sys.maxsize")
    try:
        return number(word)
    except ValueError as error:
        raise ValueError(f"{_place(text, token)}: {error}") from None


def _place(text: str, token: re.Match[str]) -> str:
    line = text.count("\n", 0, token.start()) + 1
    return f"line {line}, character {token.start() - text.rfind(chr(10), 0, token.start())}"


def _shape(values: Any, name: str) -> tuple[int, ...]:
    """Shape of nested lists; all lists of one level must be alike."""
    if not isinstance(values, list):
        return ()
    if not any(isinstance(inner, list) for inner in values):
        return (len(values),)
    shapes = [_shape(inner, f"item {place} of {name}") for place, inner in enumerate(values, 1)]
    for place, shape in enumerate(shapes, 1):
        if shape != shapes[0]:
            raise ValueError(f"in {name}, item {place} has the shape {shape}, but item 1 has {shapes[0]}")
    return (len(values), *shapes[0])
