"""The feature maps of many pictures, written one after the other."""

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

from convstudio.files.apply import apply
from convstudio.files.project import Project
from convstudio.views.map_sheet import write_maps


def write_all(
    project: Project,
    pictures: Sequence[str],
    folder: Path,
    on_progress: Callable[[int], None],
    on_failure: Callable[[str, Exception], None],
) -> int:
    """Write the maps of every picture that fits as `.npy` and `.png`, named as the picture is.

    Args:
        project: the network.
        pictures: paths of anything that `read_input` reads.
        folder: is made if it is not there.
        on_progress: is told how many pictures are done.
        on_failure: is told of a picture that is left out, and why.

    Returns:
        How many were written.

    Raises:
        OSError: the folder cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written, names = 0, set[str]()
    for number, picture in enumerate(pictures):
        on_progress(number)
        name = _free_name(Path(picture).stem, names)
        try:
            write_maps(apply(project, picture), folder / name)
        except (OSError, ValueError) as error:
            on_failure(picture, error)
        else:
            written += 1
    on_progress(len(pictures))
    return written


def _free_name(stem: str, names: set[str]) -> str:
    """The stem, numbered where an earlier picture has the same."""
    numbered = (stem if number == 1 else f"{stem}-{number}" for number in itertools.count(1))
    name = next(name for name in numbered if name not in names)
    names.add(name)
    return name
