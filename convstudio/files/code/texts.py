"""Numbers as Python writes them."""

from collections.abc import Iterator
from typing import Any

from convstudio.nn.layer import Array

_LARGEST = 1 << 20  # numbers that are looked through
WIDTH = 100  # characters of a line


def number_text(value: Any) -> str:
    """The shortest text that gives a float of NumPy back, without a point where none is needed."""
    text = str(value)
    return text.removesuffix(".0")


def is_uniform(array: Array) -> bool:
    """Whether all numbers of an array, of which there are some, are 0, or all are 1."""
    is_handy = 3 < array.size <= _LARGEST and array.flat[0] in (0, 1)
    return is_handy and bool((array == array.flat[0]).all())


def array_text(array: Array) -> str:
    """A finite array as NumPy makes it, the channels or filters of one place on a line."""
    if is_uniform(array):
        maker = "ones" if array.flat[0] else "zeros"
        size = array.shape if array.ndim > 1 else array.size
        return f"np.{maker}({size}, np.{array.dtype})"
    rows = list(_rows(array))
    shape = array.shape
    one_row = f"np.array([{', '.join(rows[0])}], np.{array.dtype})" if len(rows) == 1 else ""
    if one_row and len(one_row) <= WIDTH:
        return one_row + _reshaped(shape, (len(rows[0]),))
    lines = [line for row in rows for line in _wrapped(row, len(rows) > 1)]
    body = "\n".join(f"    {line}" for line in lines)
    written = (len(rows), len(rows[0])) if len(rows) > 1 else (len(rows[0]),)
    return f"np.array([\n{body}\n], np.{array.dtype}){_reshaped(shape, written)}"


def tuple_text(values: Any) -> str:
    """A tuple of tuples of numbers."""
    return repr(tuple(values))


def _rows(array: Array) -> Iterator[list[str]]:
    """The numbers as text, along the last axis that has more than one place."""
    shape = array.shape
    while len(shape) > 1 and shape[-1] == 1:
        shape = shape[:-1]
    width = shape[-1] if shape else 1
    for row in array.reshape(-1, width):
        yield [number_text(value) for value in row]


def _wrapped(row: list[str], as_list: bool) -> Iterator[str]:
    """One row on as many lines as it needs."""
    text = ", ".join(row)
    if len(text) < WIDTH - 12:
        yield f"[{text}]," if as_list else f"{text},"
        return
    lines, line = [], ""
    for number in row:
        if line and len(line) + len(number) > WIDTH - 16:
            lines.append(line.rstrip())
            line = ""
        line += f"{number}, "
    lines.append(line.rstrip())
    if not as_list:
        yield from lines
        return
    yield "["
    yield from (f"    {line}" for line in lines)
    yield "],"


def _reshaped(shape: tuple[int, ...], written: tuple[int, ...]) -> str:
    return "" if shape == written else f".reshape({', '.join(map(str, shape))})"
