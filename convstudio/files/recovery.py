"""The recovery file: unsaved work that outlives a crash, never in the person's own file."""

import os
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from PySide6.QtCore import QLockFile

from convstudio.files.archive import read_manifest
from convstudio.files.project import SUFFIX, Project, load_project, save_project

_MOST_WINDOWS = 100


class Recovered(NamedTuple):
    """Work that was not saved; `origin` is the file that it belongs to, "" if it never had one."""

    project: Project
    origin: str


class RecoveryFile:
    """One recovery file in a folder, held by this process alone until it is closed.

    Programs that run beside each other each hold a file of their own. One that a crashed program left is
    taken over by the next that starts.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        """Take a file over.

        Raises:
            OSError: the folder cannot be made or written.
        """
        Path(folder).mkdir(parents=True, exist_ok=True)
        self.path, self._lock = _taken(Path(folder))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, project: Project, origin: str = "") -> None:
        """Keep unsaved work; raises OSError as `save_project` does."""
        save_project(project, self.path, origin=origin)

    def read(self) -> Recovered | None:
        """Give the work that a crash left here, if there is any.

        Raises:
            OSError: the file cannot be read.
            ValueError: it is damaged.
        """
        if not self.path.exists():
            return None
        origin = read_manifest(self.path).get("origin")
        return Recovered(load_project(self.path), origin if isinstance(origin, str) else "")

    def discard(self) -> None:
        """Forget the work: it was saved, or the person does not want it."""
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Give the file up; what is in it stays."""
        self._lock.unlock()


def _taken(folder: Path) -> tuple[Path, QLockFile]:
    """Lock a file that a crash left, or else a new one."""
    paths = [folder / f"recovery-{number}{SUFFIX}" for number in range(1, _MOST_WINDOWS + 1)]
    for path in sorted(paths, key=lambda path: not path.exists()):
        lock = QLockFile(str(path.with_suffix(".lock")))
        lock.setStaleLockTime(0)  # only the end of the process that holds it makes a lock stale
        if lock.tryLock(0):
            return path, lock
        if lock.error() is not QLockFile.LockError.LockFailedError:
            raise PermissionError(f"no recovery file can be kept in {folder}")
    raise OSError(f"all {_MOST_WINDOWS} recovery files in {folder} are in use")
