"""Everything that can be exported, by name and format; without a window, in any thread."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from convstudio.files.drawing.encoding import PIXELS
from convstudio.files.drawing.saving import VECTORS, save_sheet
from convstudio.files.drawing.shapes import Sheet
from convstudio.files.export_numbers import Part
from convstudio.files.export_source import ExportSource
from convstudio.files.exported import NUMBERS, formats, write_numbers
from convstudio.files.films.film import Film
from convstudio.files.films.writing import FORMATS as FILM_FORMATS
from convstudio.files.films.writing import write_film
from convstudio.model.training_run import TrainingRun
from convstudio.views.figures import FIGURES, Wish, figure
from convstudio.views.look import Look
from convstudio.views.training_film import TrainingFilm
from convstudio.views.walk_film import WalkFilm

WALK, TRAINING = FILMS = "walk", "training"
KINDS = (*FIGURES, *FILMS)
FILM_SUFFIXES = tuple(suffix for form in FILM_FORMATS for suffix in form.suffixes)
FRAMES_PER_SECOND = 4.0


@dataclass(frozen=True)
class Order:
    """What is to be written, and how.

    Attributes:
        what: one of KINDS.
        filter: which, from 0; of a film None stands for all.
        cell: `(row, col)` of the step to mark, or whose arithmetic is written out.
        look: colours.
        scale: pixels for each unit of the drawing; of SVG, PDF and TikZ, how many times their own size.
        steps: which steps of the walk, from 0, or of the training, from 0 taken; None for all.
        frames_per_second: of a film.
        run: the training of which a film is.
    """

    what: str
    filter: int | None = 0
    cell: tuple[int, int] | None = None
    look: Look = field(default_factory=Look)
    scale: float = 1.0
    steps: range | None = None
    frames_per_second: float = FRAMES_PER_SECOND
    run: TrainingRun | None = None


def suffixes(what: str) -> tuple[str, ...]:
    """The formats in which something can be written, the usual ones first."""
    if what == TRAINING:
        return FILM_SUFFIXES
    return (FILM_SUFFIXES if what == WALK else (*PIXELS[:1], *VECTORS, *PIXELS[1:])) + formats(what)


def sheet_of(source: ExportSource, order: Order) -> Sheet:
    """The figure that is ordered; raises as `figure` does."""
    return figure(source, Wish(order.what, order.filter or 0, order.cell, order.look))


def film_of(source: ExportSource, order: Order) -> Film:
    """The film that is ordered; raises as `WalkFilm` and `TrainingFilm` do."""
    if order.what == TRAINING:
        if order.run is None:
            raise ValueError("nothing has been trained yet")
        return TrainingFilm(order.run, order.filter, order.steps, order.scale, order.look)
    return WalkFilm(source.project, source.computed, order.filter, order.steps, order.scale, order.look)


def export(
    source: ExportSource,
    order: Order,
    path: str | os.PathLike[str],
    on_progress: Callable[[int, int], object] = lambda done, count: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> bool:
    """Write what is ordered in the format that the end of the name says, wholly or not at all.

    Args:
        source: the project.
        order: what and how.
        path: the file.
        on_progress: of a film: is told how many frames are done, of how many.
        is_cancelled: is asked before each frame of a film.

    Returns:
        Whether it was written: False if it was cancelled.

    Raises:
        OSError: the file cannot be written, or a program that helps is missing or failed.
        ValueError: there is no such thing, not in this format, or it is too large for it.
    """
    check_format(order.what, path)
    suffix = Path(path).suffix.lower()
    if suffix in NUMBERS:
        write_numbers(source, part_of(order), path)
    elif order.what in FILMS:
        film = film_of(source, order)
        count = len(film)
        return write_film(
            film, path, order.frames_per_second, lambda done: on_progress(done, count), is_cancelled
        )
    else:
        save_sheet(sheet_of(source, order), path, order.scale)
    return True


def part_of(order: Order) -> Part:
    """The numbers that are ordered."""
    return Part(order.what, order.filter, order.cell or (0, 0), order.steps)


def check_format(what: str, path: str | os.PathLike[str]) -> None:
    """Refuse what is not there, before anything is computed.

    Raises:
        ValueError: there is no such thing, or not in this format.
    """
    if what not in KINDS:
        raise ValueError(f"what is written is one of {', '.join(KINDS)}, not {what!r}")
    if Path(path).suffix.lower() not in suffixes(what):
        known = ", ".join(suffixes(what))
        raise ValueError(f"{what!r} is written as {known}, not as {os.fspath(path)!r}")
