"""Tables of numbers as CSV, Markdown and LaTeX; a number has all the digits that tell it from others."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from convstudio.files.step_text import latex_number, latex_text

Cell: TypeAlias = "str | int | float | np.floating"


@dataclass(frozen=True)
class Table:
    """Rows of numbers and words.

    Attributes:
        title: what it is.
        rows: all as long as each other.
        header: what the columns are; a grid has none.
    """

    title: str
    rows: Sequence[Sequence[Cell]]
    header: Sequence[str] = ()


def grid(title: str, values: NDArray[np.floating]) -> Table:
    """The cells of an array `(rows, cols)`, or one row of `(cols,)`."""
    return Table(title, [list(row) for row in np.atleast_2d(values)])


def exact(cell: Cell) -> str:
    """A number with the fewest digits from which the same one is read again; a text as it is."""
    if isinstance(cell, str):
        return cell
    text = str(cell.item() if isinstance(cell, np.float64) else cell)
    return "0" if text == "-0.0" else text.removesuffix(".0")


def as_csv(table: Table) -> str:
    """One table with commas and points, its header first if it has one."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if table.header:
        writer.writerow(table.header)
    writer.writerows([exact(cell) for cell in row] for row in table.rows)
    return buffer.getvalue()


def as_markdown(tables: Iterable[Table]) -> str:
    """Tables below each other; the columns and rows of a grid have their numbers, from 0."""
    return "\n".join(_markdown(table) for table in tables)


def _markdown(table: Table) -> str:
    if table.header:
        header, rows = [*table.header], [[exact(cell) for cell in row] for row in table.rows]
        marks = [":---" if isinstance(cell, str) else "---:" for cell in table.rows[0]]
    else:
        header = ["", *map(str, range(len(table.rows[0])))]
        rows = [[f"**{number}**", *map(exact, row)] for number, row in enumerate(table.rows)]
        marks = ["---:"] * len(header)
    lines = [header, marks, *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join([f"**{table.title}**", "", *(f"| {' | '.join(line)} |" for line in lines), ""])


def as_latex(tables: Iterable[Table]) -> str:
    """A tabular for each table, to be put into a document as it is."""
    return "\n".join(_latex(table) for table in tables)


def _latex(table: Table) -> str:
    columns = "".join("l" if isinstance(cell, str) else "r" for cell in table.rows[0])
    header = [_line(map(latex_text, table.header)), r"\hline"] if table.header else []
    rows = [_line(map(_latex_cell, row)) for row in table.rows]
    return "\n".join(
        [f"% {table.title}", rf"\begin{{tabular}}{{{columns}}}", *header, *rows, r"\end{tabular}", ""]
    )


def _latex_cell(cell: Cell) -> str:
    return latex_text(cell) if isinstance(cell, str) else f"${latex_number(exact(cell))}$"


def _line(cells: Iterable[str]) -> str:
    return f"  {' & '.join(cells)} \\\\"
