"""Writing a file wholly or not at all."""

import os

from PySide6.QtCore import QIODevice, QSaveFile


def write_atomically(path: str | os.PathLike[str], data: bytes) -> None:
    """Replace the file at `path` by `data`; what stood there survives any failure.

    Raises:
        OSError: the file cannot be written.
    """
    file = QSaveFile(os.fspath(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly) or file.write(data) != len(data) or not file.commit():
        raise OSError(f"cannot write {os.fspath(path)!r}: {file.errorString()}")
