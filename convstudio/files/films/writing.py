"""Writing a film in any of its formats, with progress and a way out."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from convstudio.files.atomic import write_atomically
from convstudio.files.films import apng, gif, mp4, webp
from convstudio.files.films.film import Encoder, Film
from convstudio.files.films.palette import Palette, few_colors

SLOWEST, FASTEST = 0.1, 60.0  # frames a second
MOST_FRAMES = 100_000  # more than an hour, and what memory holds
SAMPLES = 16  # frames of which the colours of a palette are taken
TRIED = 24  # frames that are encoded to tell how large a film becomes


@dataclass(frozen=True)
class FilmFormat:
    """A format of films.

    Attributes:
        title: what people call it.
        suffixes: ends of a file's name, the usual one first.
        longest_side: pixels that it can have.
        fastest: frames a second that viewers show.
        start: makes what encodes a film at so many frames a second.
        problem: why this system cannot write it; empty where it can.
    """

    title: str
    suffixes: tuple[str, ...]
    longest_side: int
    fastest: float
    start: Callable[[Film, float], Encoder]
    problem: Callable[[], str] = lambda: ""


def _start_gif(film: Film, frames_per_second: float) -> Encoder:
    last = len(film) - 1
    numbers = sorted({last * place // (SAMPLES - 1) for place in range(SAMPLES)})
    return gif.GifEncoder(Palette(few_colors(film.frame(number) for number in numbers), may_grow=True))


def _why_no_mp4() -> str:
    return "" if mp4.ffmpeg() else "MP4 needs the program ffmpeg, which was not found"


FORMATS = (
    FilmFormat("GIF", (".gif",), gif.LONGEST_SIDE, 1 / gif.SHORTEST, _start_gif),
    FilmFormat("APNG", (".apng", ".png"), apng.LONGEST_SIDE, FASTEST, lambda film, rate: apng.ApngEncoder()),
    FilmFormat("WebP", (".webp",), webp.LONGEST_SIDE, FASTEST, lambda film, rate: webp.WebpEncoder()),
    FilmFormat(
        "MP4", (".mp4",), mp4.LONGEST_SIDE, FASTEST, lambda film, rate: mp4.Mp4Encoder(rate), _why_no_mp4
    ),
)


def film_format(path: str | os.PathLike[str]) -> FilmFormat:
    """The format that the end of a file's name says.

    Raises:
        ValueError: it says none.
    """
    suffix = Path(path).suffix.lower()
    for found in FORMATS:
        if suffix in found.suffixes:
            return found
    raise ValueError(f"a film is written as .gif, .apng, .webp or .mp4, not as {os.fspath(path)!r}")


def write_film(
    film: Film,
    path: str | os.PathLike[str],
    frames_per_second: float,
    on_progress: Callable[[int], object] = lambda done: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> bool:
    """Write a film that plays for ever in the format that its name says, wholly or not at all.

    Args:
        film: at least one frame.
        path: the file.
        frames_per_second: 0.1 to 60, of a GIF at most 50.
        on_progress: is told how many frames are done.
        is_cancelled: is asked before each frame.

    Returns:
        Whether it was written: False if it was cancelled.

    Raises:
        OSError: the file cannot be written, or a program that helps is missing or failed.
        ValueError: there is no frame, no such format, or a number is out of its range.
    """
    data = encoded(film, film_format(path), frames_per_second, range(len(film)), on_progress, is_cancelled)
    if data is None or is_cancelled():
        return False
    write_atomically(path, data)
    return True


def encoded(
    film: Film,
    form: FilmFormat,
    frames_per_second: float,
    numbers: range,
    on_progress: Callable[[int], object] = lambda done: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> bytes | None:
    """Some frames of a film as a file, None if it was cancelled; raises as `write_film` does."""
    check(film, form, frames_per_second)
    encoder = form.start(film, frames_per_second)
    try:
        for done, number in enumerate(numbers, 1):
            if is_cancelled():
                return None
            encoder.add(film.frame(number), 1 / frames_per_second)
            on_progress(done)
        return encoder.finish()
    finally:
        encoder.close()


def check(film: Film, form: FilmFormat, frames_per_second: float) -> None:
    """Refuse what cannot be written, before anything is drawn.

    Raises:
        OSError: the system has not what the format needs.
        ValueError: the rule and what was received.
    """
    if problem := form.problem():
        raise OSError(problem)
    if len(film) < 1:
        raise ValueError("an animation needs at least one frame")
    if len(film) > MOST_FRAMES:
        raise ValueError(f"a film has at most {MOST_FRAMES:,} frames, not {len(film):,}: take fewer steps")
    if not SLOWEST <= frames_per_second <= form.fastest:
        raise ValueError(
            f"a {form.title} has {SLOWEST:g} to {form.fastest:g} frames a second, not {frames_per_second:g}"
        )
    if max(film.size) > form.longest_side:
        raise ValueError(
            f"a {form.title} has at most {form.longest_side:,} pixels along a side, not {max(film.size):,}"
        )


def estimated_bytes(
    film: Film, form: FilmFormat, frames_per_second: float, is_cancelled: Callable[[], bool] = lambda: False
) -> int:
    """About how large the file becomes, told from some frames in the middle; 0 if it was cancelled.

    Raises as `write_film` does.
    """
    count = len(film)
    start = max(0, (count - TRIED) // 2)
    some = range(start, min(count, start + TRIED))
    first, tried = (
        encoded(film, form, frames_per_second, numbers, is_cancelled=is_cancelled)
        for numbers in (some[:1], some)
    )
    if first is None or tried is None:
        return 0
    each = (len(tried) - len(first)) / max(1, len(some) - 1)
    return round(len(first) + each * (count - 1))
