import pytest

from convstudio.files.atomic import write_atomically


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")
    write_atomically(path, b"after")
    assert path.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_what_stood_there(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")
    monkeypatch.setattr("PySide6.QtCore.QSaveFile.write", lambda self, data: len(data) - 1)
    with pytest.raises(OSError, match=r"cannot write .*a\.txt"):
        write_atomically(path, b"after")
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_no_file_to_write(tmp_path):
    with pytest.raises(OSError, match="cannot write"):
        write_atomically(tmp_path, b"data")
