import numpy as np
import pytest
from PySide6.QtCore import QLockFile

from convstudio.files.project import Project, save_project
from convstudio.files.recovery import RecoveryFile

WORK = Project(np.eye(3)[..., None], (), title="unsaved")


def test_what_was_written_is_found_after_a_crash(tmp_path):
    with RecoveryFile(tmp_path) as file:
        file.write(WORK, "/home/ada/line.convstudio")
    with RecoveryFile(tmp_path) as after:
        assert after.read() == (WORK, "/home/ada/line.convstudio")


def test_without_a_crash_there_is_nothing(tmp_path):
    with RecoveryFile(tmp_path / "new folder") as file:
        assert file.read() is None


def test_work_without_a_file_has_no_origin(tmp_path):
    with RecoveryFile(tmp_path) as file:
        file.write(WORK)
        assert file.read().origin == ""


def test_discarded_work_is_gone(tmp_path):
    with RecoveryFile(tmp_path) as file:
        file.write(WORK)
        file.discard()
        file.discard()
        assert file.read() is None


def test_programs_beside_each_other_keep_apart(tmp_path):
    with RecoveryFile(tmp_path) as one, RecoveryFile(tmp_path) as other:
        one.write(WORK)
        assert one.path != other.path
        assert other.read() is None


def test_a_file_that_a_crash_left_is_taken_before_a_new_one(tmp_path):
    with RecoveryFile(tmp_path), RecoveryFile(tmp_path) as second:
        second.write(WORK)
        left = second.path
    with RecoveryFile(tmp_path) as next_start:
        assert next_start.path == left


def test_the_recovery_file_is_never_the_persons_own(tmp_path):
    own = tmp_path / "line.convstudio"
    save_project(Project(np.zeros((2, 2, 1)), ()), own)
    before = own.read_bytes()
    with RecoveryFile(tmp_path / "settings") as file:
        file.write(WORK, str(own))
    assert own.read_bytes() == before


def test_a_damaged_recovery_file_is_refused(tmp_path):
    with RecoveryFile(tmp_path) as file:
        file.path.write_bytes(b"half")
        with pytest.raises(ValueError, match="zip archive"):
            file.read()


def test_a_folder_that_takes_no_lock_is_an_os_error(tmp_path, monkeypatch):
    monkeypatch.setattr(QLockFile, "tryLock", lambda self, timeout: False)
    with pytest.raises(PermissionError, match="no recovery file can be kept"):
        RecoveryFile(tmp_path)


def test_a_folder_that_cannot_be_is_an_os_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        RecoveryFile(tmp_path / "file")
