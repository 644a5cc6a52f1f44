"""Animated GIFs of frames that somebody else drew, with a palette that the caller chose."""

import os
from collections.abc import Iterable

from convstudio.files.atomic import write_atomically
from convstudio.files.films.film import Frame
from convstudio.files.films.gif import SHORTEST, GifEncoder
from convstudio.files.films.palette import MOST_COLORS, Palette
from convstudio.files.films.palette import few_colors as shared_palette

__all__ = ["MOST_COLORS", "shared_palette", "write_gif"]

LONGEST = 600.0  # seconds


def write_gif(
    path: str | os.PathLike[str], frames: Iterable[Frame], seconds_per_frame: float, palette: Frame
) -> None:
    """Write frames as an endless animation, wholly or not at all.

    Args:
        path: the file.
        frames: `(rows, cols, 3)`, uint8, all of one size; at least one. Taken one by one.
        seconds_per_frame: how long each is seen, 0.02 to 600; rounded to hundredths as GIF has them.
        palette: `(n, 3)`, uint8, up to 255 colours, shared by all frames. Each pixel takes the nearest.

    Raises:
        OSError: the file cannot be written.
        ValueError: there is no frame, a frame differs in size, or an argument is out of its range.
    """
    if not SHORTEST <= seconds_per_frame <= LONGEST:
        raise ValueError(f"seconds_per_frame is {SHORTEST} to {LONGEST}, not {seconds_per_frame}")
    encoder = GifEncoder(Palette(palette))
    for frame in frames:
        encoder.add(frame, seconds_per_frame)
    write_atomically(path, encoder.finish())
