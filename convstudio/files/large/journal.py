"""What of a long work is done, so that it goes on where it was interrupted."""

import json
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO


class Journal:
    """A text file: what the work is, then a line for each part that is done; it goes when all are.

    Use it in `with`: it keeps the file open.

    Attributes:
        done: what an earlier run of the same work has left behind, or this one has done.
    """

    def __init__(self, path: Path, work: dict[str, Any]) -> None:
        """Read what is there; `work` (of JSON) tells whether it is the same work. Raises OSError."""
        self._path, self._work = path, json.loads(json.dumps(work))
        self.done: set[str] = set()
        self.is_resumed = self._read()
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        self._file = self._path.open("w", encoding="utf-8")  # anew: its last line may have been cut off
        for item in (self._work, *sorted(self.done)):
            self._write(item)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, part: str) -> None:
        """A part is done."""
        self.done.add(part)
        self._write(part)

    def remove(self) -> None:
        """All is done."""
        if self._file is not None:
            self._file.close()
        self._path.unlink(missing_ok=True)

    def _write(self, item: Any) -> None:
        assert self._file is not None
        print(json.dumps(item), file=self._file, flush=True)

    def _read(self) -> bool:
        """Whether the same work was begun; a last line that was cut off does not count."""
        try:
            lines = self._path.read_text("utf-8").splitlines()
            is_same = bool(lines) and json.loads(lines[0]) == self._work
        except (FileNotFoundError, ValueError):
            return False
        for line in lines[1:] if is_same else ():
            try:
                part = json.loads(line)
            except ValueError:
                continue
            if isinstance(part, str):
                self.done.add(part)
        return is_same
