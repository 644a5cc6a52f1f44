"""What will be in a file, before it is written: a picture, some frames, some lines, and how large it is."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace

from PySide6.QtCore import QSize, QSizeF
from PySide6.QtGui import QImage

from convstudio.files.drawing.encoding import PIXELS
from convstudio.files.drawing.painting import picture, pixel_size
from convstudio.files.drawing.saving import sheet_data
from convstudio.files.export_numbers import array
from convstudio.files.export_source import ExportSource
from convstudio.files.exported import NPY, NUMBERS, as_text
from convstudio.files.films.writing import check, estimated_bytes, film_format
from convstudio.views.exporting import FILMS, Order, film_of, part_of, sheet_of
from convstudio.views.step_pixels import image_over

MOST_FRAMES = 60
MOST_CHARACTERS = 6000
NPY_HEADER = 128  # bytes
MOST_PIXELS = 8_000_000  # of a picture that is written on trial, to tell its size
Cancelled = Callable[[], bool]


@dataclass(frozen=True, eq=False)
class Preview:
    """What is known so far.

    Attributes:
        pictures: one, or the first frames of a film.
        text: the first lines of what is no picture.
        size: width and height of the file's picture: in pixels, or of drawings in units.
        frames: how many a film has.
        bytes: size of the file; of a film about that; 0 as long as nobody knows.
    """

    pictures: tuple[QImage, ...] = ()
    text: str = ""
    size: tuple[int, int] = (0, 0)
    frames: int = 0
    bytes: int = 0


Previews = Generator[Preview, None, None]


def previews(
    source: ExportSource, order: Order, suffix: str, room: QSize, ratio: float, cancelled: Cancelled
) -> Previews:
    """Tell more and more of a file.

    Args:
        source: the project.
        order: what is to be in the file.
        suffix: its format.
        room: pixels that the preview may take, on a screen with this `ratio`.
        ratio: device pixels for each of them.
        cancelled: whether nobody wants to know any more.

    Raises:
        OSError, ValueError: why the file cannot be written; what was told before still holds.
    """
    if suffix in NUMBERS:
        return _of_numbers(source, order, suffix)
    make = _of_film if order.what in FILMS else _of_figure
    return make(source, order, suffix, QSizeF(room) * ratio, cancelled)


def _of_numbers(source: ExportSource, order: Order, suffix: str) -> Previews:
    part = part_of(order)
    if suffix == NPY:
        values = array(source, part)
        yield Preview(
            text=_beginning(f"{values.dtype}, {values.shape}\n\n{values}"),
            bytes=NPY_HEADER + values.nbytes,
        )
        return
    text = as_text(source, part, suffix)
    yield Preview(text=_beginning(text), bytes=len(text.encode()))


def _of_figure(
    source: ExportSource, order: Order, suffix: str, room: QSizeF, cancelled: Cancelled
) -> Previews:
    sheet = sheet_of(source, order)
    shown = Preview((picture(sheet, _fitting(sheet.size, room)),), size=_rounded(sheet.size * order.scale))
    yield shown
    if suffix in PIXELS:
        width, height = pixel_size(sheet, order.scale)
        if width * height > MOST_PIXELS:
            return
    yield replace(shown, bytes=len(sheet_data(sheet, f"preview{suffix}", order.scale)))


def _of_film(source: ExportSource, order: Order, suffix: str, room: QSizeF, cancelled: Cancelled) -> Previews:
    film, form = film_of(source, order), film_format(f"preview{suffix}")
    rows, cols = film.size
    small = film_of(source, replace(order, scale=order.scale * min(1.0, _fitting(QSizeF(cols, rows), room))))
    shown = Preview((image_over(small.frame(0)).copy(),), size=(cols, rows), frames=len(film))
    yield shown
    check(film, form, order.frames_per_second)
    frames = []
    for number in range(min(MOST_FRAMES, len(small))):
        if cancelled():
            return
        frames.append(image_over(small.frame(number)).copy())
    shown = replace(shown, pictures=tuple(frames))
    yield shown
    yield replace(shown, bytes=estimated_bytes(film, form, order.frames_per_second, cancelled))


def _beginning(text: str) -> str:
    """The first lines of a long text, and that there are more."""
    if len(text) <= MOST_CHARACTERS:
        return text
    start = text[:MOST_CHARACTERS]
    return (start[: start.rfind("\n") + 1] or start) + "…"


def _fitting(size: QSizeF, room: QSizeF) -> float:
    """The scale at which a drawing fills its room."""
    return max(1e-3, min(room.width() / size.width(), room.height() / size.height()))


def _rounded(size: QSizeF) -> tuple[int, int]:
    return round(size.width()), round(size.height())
