"""The feature maps of many pictures, several at once; what was interrupted goes on."""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path

from convstudio.files.apply import apply
from convstudio.files.large.inputs import Named
from convstudio.files.large.job import digest
from convstudio.files.large.journal import Journal
from convstudio.files.large.workers import Workers
from convstudio.files.project import Project, load_project
from convstudio.views.map_sheet import write_maps

JOURNAL = "apply.journal"


def write_all(
    project: str,
    pictures: Sequence[Named],
    folder: Path,
    workers: Workers,
    on_progress: Callable[[int], None],
    on_failure: Callable[[str, Exception], None],
) -> int:
    """Write the maps of every picture that fits as `.npy` and `.png`; what was interrupted goes on.

    Args:
        project: file of the network.
        pictures: anything that `read_input` reads.
        folder: is made if it is not there; while the work lasts, a journal there says what is done.
        workers: do the pictures.
        on_progress: is told how many pictures are done.
        on_failure: is told of a picture that is left out, and why.

    Returns how many are written, those of an interrupted run before this one included.
    Raises OSError or ValueError where the folder cannot be made, or the project not be read.
    """
    load_project(project)  # what is wrong with it is said once, not of every picture
    folder.mkdir(parents=True, exist_ok=True)
    version = digest(project)
    journal = Journal(folder / JOURNAL, {"project": version})
    left = [picture for picture in pictures if _entry(picture) not in journal.done]
    before, failed = len(pictures) - len(left), 0
    with journal:
        on_progress(before)
        for done, (picture, error) in enumerate(workers(partial(_write, project, version), left), before + 1):
            if error is None:
                journal.add(_entry(picture))
            else:
                _tell(picture, error, on_failure)
                failed += 1
            on_progress(done)
        journal.remove()
    return len(pictures) - failed


def _tell(picture: Named, error: Exception, on_failure: Callable[[str, Exception], None]) -> None:
    if not isinstance(error, OSError | ValueError):
        raise error
    on_failure(picture.path, error)


def _write(project: str, version: str, picture: Named) -> None:
    target = Path(picture.target)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_maps(apply(_loaded(project, version), picture.path), target)


@lru_cache(maxsize=1)
def _loaded(project: str, version: str) -> Project:
    """The project's file, read once; `version` is its digest."""
    if digest(project) != version:
        raise ValueError(f"{project} has changed since the work began")
    return load_project(project)


def _entry(picture: Named) -> str:
    """What the journal has of a picture: another one, or the same one changed, has another entry."""
    found = Path(picture.path).stat() if Path(picture.path).exists() else None
    return repr((*picture, (found.st_size, found.st_mtime_ns) if found else None))
