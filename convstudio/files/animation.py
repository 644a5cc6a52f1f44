"""Animated GIFs: frames that somebody else drew, encoded with one palette for all."""

import io
import os
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convstudio.files.atomic import write_atomically

SHORTEST, LONGEST = 0.02, 600.0  # seconds; viewers slow a frame that is shorter down to a tenth of a second
MOST_COLORS = 255  # the 256th entry stands for "as in the frame before"
_Frame = NDArray[np.uint8]


def shared_palette(frames: Iterable[_Frame]) -> _Frame:
    """Choose the colours that a few typical frames need.

    Args:
        frames: `(rows, cols, 3)`, uint8; as wide as each other.

    Returns:
        `(n, 3)`, uint8, up to 255 colours, all different.
    """
    sheet = Image.fromarray(np.concatenate(list(frames)))
    chosen = sheet.quantize(MOST_COLORS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    colors = np.array(chosen.getpalette(), np.uint8).reshape(-1, 3)
    return np.unique(colors[:MOST_COLORS], axis=0)


def write_gif(
    path: str | os.PathLike[str], frames: Iterable[_Frame], seconds_per_frame: float, palette: _Frame
) -> None:
    """Write frames as an endless animation, wholly or not at all.

    Args:
        path: the file.
        frames: `(rows, cols, 3)`, uint8, all of one size; at least one. Taken one by one.
        seconds_per_frame: how long each is seen, at least 0.02; rounded to hundredths as GIF has them.
        palette: `(n, 3)`, uint8, up to 255 colours, shared by all frames (a palette for each frame takes
            twelve times as long and five times the size). Each pixel takes the nearest of them.

    Raises:
        OSError: the file cannot be written.
        ValueError: there is no frame, a frame differs in size, or an argument is out of its range.
    """
    if not SHORTEST <= seconds_per_frame <= LONGEST:
        raise ValueError(f"seconds_per_frame is {SHORTEST} to {LONGEST}, not {seconds_per_frame}")
    if palette.ndim != 2 or palette.shape[1] != 3 or not 1 <= len(palette) <= MOST_COLORS:
        raise ValueError(f"palette has the shape (1 to {MOST_COLORS}, 3), not {palette.shape}")
    colors = np.unique(palette, axis=0)
    indexed = _indexed(frames, colors)
    first = next(indexed, None)
    if first is None:
        raise ValueError("an animation needs at least one frame")
    buffer = io.BytesIO()
    first.save(
        buffer,
        "GIF",
        save_all=True,
        append_images=indexed,
        duration=round(seconds_per_frame * 100) * 10,
        loop=0,
        palette=colors.tobytes() + _other_color(colors),  # without it each frame gets a table of its own
        transparency=len(colors),
        optimize=True,  # what stays as it was becomes transparent, which packs well
    )
    write_atomically(path, buffer.getvalue())


def _indexed(frames: Iterable[_Frame], colors: _Frame) -> Iterator[Image.Image]:
    model = Image.new("P", (1, 1))
    model.putpalette(colors.tobytes())
    shape: tuple[int, ...] | None = None
    for frame in frames:
        shape = shape or frame.shape
        if frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape[2] != 3 or frame.shape != shape:
            raise ValueError(
                f"frames are uint8 (rows, cols, 3) of one shape, not {frame.dtype} {frame.shape}"
            )
        yield Image.fromarray(frame).quantize(palette=model, dither=Image.Dither.NONE)


def _other_color(colors: _Frame) -> bytes:
    """A colour that is not among these."""
    taken = {color.tobytes() for color in colors}
    return next(grey for grey in (bytes([level] * 3) for level in range(256)) if grey not in taken)
