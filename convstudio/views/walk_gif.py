"""The walk of a project as an animated GIF, of at most so many frames that it can be sent around."""

import os

from convstudio.files.animation import shared_palette, write_gif
from convstudio.files.project import Project
from convstudio.views.figure import walk_frames
from convstudio.views.step_pixels import pixels

__all__ = ["pixels", "write_walk"]

SECONDS = 0.25
MOST_SAMPLES = 16


def write_walk(project: Project, path: str | os.PathLike[str], seconds_per_step: float = SECONDS) -> None:
    """Animate the walk of the active layer; a QGuiApplication must be there for the texts.

    Raises:
        OSError: the file cannot be written.
        ValueError: a layer does not fit, or the time is out of the range of `write_gif`.
    """
    samples = [pixels(image) for image in walk_frames(project, MOST_SAMPLES)]
    frames = (pixels(image) for image in walk_frames(project))
    write_gif(path, frames, seconds_per_step, shared_palette(samples))
