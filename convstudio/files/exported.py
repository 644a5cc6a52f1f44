"""Numbers as files: CSV, NumPy's format, Markdown, LaTeX."""

import os
from pathlib import Path

from convstudio.files.atomic import write_atomically
from convstudio.files.export_numbers import WITH_ARRAY, Part, array, step_of, tables, tidy
from convstudio.files.export_source import ExportSource
from convstudio.files.npy import write_npy
from convstudio.files.step_text import as_latex as step_as_latex
from convstudio.files.step_text import as_markdown as step_as_markdown
from convstudio.files.tables import as_csv, as_latex, as_markdown

CSV, NPY, MARKDOWN, LATEX = NUMBERS = (".csv", ".npy", ".md", ".tex")


def formats(what: str) -> tuple[str, ...]:
    """In which formats the numbers of something are written."""
    if what in WITH_ARRAY:
        return NUMBERS
    return (MARKDOWN, LATEX) if what == "stage" else (CSV, MARKDOWN, LATEX)


def write_numbers(source: ExportSource, part: Part, path: str | os.PathLike[str]) -> None:
    """Write numbers in the format that the end of the name says, wholly or not at all.

    Raises:
        OSError: the file cannot be written.
        ValueError: there is no such filter, cell or step, or not in this format.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in formats(part.what):
        known = ", ".join(formats(part.what))
        raise ValueError(f"numbers of {part.what!r} are written as {known}, not as {suffix or 'nothing'!r}")
    if suffix == NPY:
        write_npy(path, array(source, part))
    else:
        write_atomically(path, as_text(source, part, suffix).encode())


def as_text(source: ExportSource, part: Part, suffix: str) -> str:
    """Numbers as CSV, Markdown or LaTeX; raises as `write_numbers` does."""
    if suffix == CSV:
        return as_csv(tidy(source, part))
    if part.what == "arithmetic":
        return (step_as_markdown if suffix == MARKDOWN else step_as_latex)(step_of(source, part)) + "\n"
    return (as_markdown if suffix == MARKDOWN else as_latex)(tables(source, part))
