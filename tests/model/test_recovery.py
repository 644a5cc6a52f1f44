import numpy as np
import pytest

from convstudio.files.recovery import RecoveryFile
from convstudio.model.document import Document
from convstudio.model.recovery import Recovery


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "settings"


@pytest.fixture
def recovery(document, folder):
    recovery = Recovery(document, RecoveryFile(folder))
    yield recovery
    recovery.close()


def crash(recovery):
    """What a crash leaves: the file, and a lock that nobody holds."""
    recovery._timer.stop()
    recovery._file.close()


def test_half_a_minute_after_a_change_the_work_is_kept(document, recovery, qtbot):
    document.paint([(0, 0)], 1)
    assert recovery._timer.interval() == 30_000
    assert recovery._timer.isActive()
    recovery._timer.timeout.emit()
    assert recovery.found().project == document.project


def test_what_is_learned_is_kept_again_and_again_though_it_is_one_undo(document, recovery):
    for value in (1, 2):
        weights = np.full((3, 3, 1, 1), value, np.float32), np.zeros(1, np.float32)
        document.show_learned({0: weights}, "Training")
        assert recovery._timer.isActive()
        recovery._timer.timeout.emit()
        assert recovery.found().project.layers[0].weights[0][0, 0, 0, 0] == value


def test_without_a_change_nothing_is_written(recovery):
    recovery.write()
    assert recovery.found() is None


def test_after_a_crash_the_work_is_offered_and_counts_as_unsaved(document, recovery, folder):
    document.paint([(0, 0)], 1)
    recovery.write()
    crash(recovery)
    later = Document(document.project)
    after = Recovery(later, RecoveryFile(folder))
    after.restore()
    assert later.project == document.project
    assert later.is_modified
    assert after.found() is not None
    after.close()


def test_work_that_is_not_wanted_is_not_offered_again(document, recovery, folder):
    document.paint([(0, 0)], 1)
    recovery.write()
    recovery.forget()
    crash(recovery)
    after = Recovery(document, RecoveryFile(folder))
    assert after.found() is None
    after.close()


def test_a_clean_close_leaves_nothing(document, folder):
    recovery = Recovery(document, RecoveryFile(folder))
    document.paint([(0, 0)], 1)
    recovery.write()
    recovery.close()
    assert list(folder.glob("*.convstudio")) == []


def test_saving_removes_the_file_and_never_touches_the_saved_one(document, recovery, folder, tmp_path):
    path = tmp_path / "mine.convstudio"
    document.paint([(0, 0)], 1)
    document.save(str(path))
    saved = path.read_bytes()
    document.paint([(0, 1)], 1)
    recovery.write()
    assert path.read_bytes() == saved
    assert recovery.found().origin == str(path)
    document.save(str(path))
    assert recovery.found() is None


def test_a_damaged_file_is_not_offered(document, recovery):
    recovery._file.path.write_bytes(b"PK no project")
    assert recovery.found() is None
    assert not recovery._file.path.exists()


def test_a_file_that_cannot_be_written_is_said_once(document, recovery, heard, monkeypatch):
    def refuse(*_):
        raise OSError("the disk is full")

    said = heard(recovery.failed)
    monkeypatch.setattr(recovery._file, "write", refuse)
    document.paint([(0, 0)], 1)
    recovery.write()
    recovery.write()
    assert said == ["the disk is full"]


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr("convstudio.model.recovery.LARGE", 0)


def test_a_large_picture_is_kept_while_the_window_goes_on(document, recovery, large, qtbot):
    document.paint([(0, 0)], 1)
    recovery._timer.timeout.emit()
    qtbot.waitUntil(lambda: not recovery._worker.is_busy)
    assert recovery.found().project == document.project


def test_what_is_no_longer_unsaved_is_not_kept_by_work_that_was_under_way(document, recovery, large, qtbot):
    document.paint([(0, 0)], 1)
    with recovery._lock:  # the work waits for it
        recovery._timer.timeout.emit()
        recovery._wanted += 1
    qtbot.waitUntil(lambda: not recovery._worker.is_busy)
    assert recovery.found() is None


def test_what_is_written_elsewhere_is_what_it_was_then(document, recovery, large, qtbot):
    document.paint([(0, 0)], 1)
    with recovery._lock:
        recovery._timer.timeout.emit()
        document.begin_stroke("")
        document.paint([(0, 1)], 1)
        document.end_stroke()
    qtbot.waitUntil(lambda: not recovery._worker.is_busy)
    assert recovery.found().project.input[0, :2, 0].tolist() == [1, 0]


def test_a_failure_elsewhere_is_said_once(document, recovery, large, qtbot, monkeypatch, heard):
    told = heard(recovery.failed)

    def full(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(recovery._file, "write", full)
    for col in range(3):
        document.paint([(0, col)], 0.5)
        recovery._timer.timeout.emit()
        qtbot.waitUntil(lambda: not recovery._worker.is_busy)
    assert told == ["the disk is full"]


def test_a_snapshot_never_changes(document):
    document.paint([(0, 0)], 1)
    before = document.snapshot(0)
    document.begin_stroke("")
    document.paint([(1, 1)], 0.5)
    during = document.snapshot(0)
    document.paint([(1, 2)], 0.5)
    document.end_stroke()
    document.paint([(1, 1)], 0.25)
    assert before.input[1, 1, 0] == 0
    assert during.input[1, 1:3, 0].tolist() == [0.5, 0]
