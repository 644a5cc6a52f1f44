"""The copy of a large array that is made before anybody needs it."""

import numpy as np
import pytest

from convstudio.files.project import Project
from convstudio.model import spare_copy
from convstudio.model.document import Document
from convstudio.model.spare_copy import SpareCopy


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch):
    monkeypatch.setattr(spare_copy, "LEAST", 0)
    monkeypatch.setattr(spare_copy, "PIECE", 200)  # 10 rows of those below


@pytest.fixture
def spare(qapp):
    return SpareCopy(most=4000)


def rows(count=100):
    return np.arange(count * 5, dtype=np.float32).reshape(count, 5)


def test_the_copy_is_made_while_nobody_waits(spare, qtbot):
    source = rows()
    spare.follow(source)
    assert not spare.is_ready
    qtbot.waitUntil(lambda: spare.is_ready)
    copy = spare.take(source)
    assert np.array_equal(copy, source)
    assert not np.shares_memory(copy, source)


@pytest.mark.parametrize("turns", [0, 3])
def test_who_comes_early_gets_a_whole_copy_all_the_same(spare, turns):
    source = rows()
    spare.follow(source)
    for _ in range(turns):
        spare._timer.timeout.emit()
    assert np.array_equal(spare.take(source), source)


def test_a_copy_of_another_array_is_none_of_this(spare, qtbot):
    source, other = rows(), rows() + 1
    spare.follow(source)
    qtbot.waitUntil(lambda: spare.is_ready)
    assert np.array_equal(spare.take(other), other)
    assert not spare.is_ready


def test_every_copy_is_given_away_once(spare, qtbot):
    source = rows()
    spare.follow(source)
    qtbot.waitUntil(lambda: spare.is_ready)
    assert not np.shares_memory(spare.take(source), spare.take(source))


def test_what_takes_too_much_memory_is_not_copied_before_it_must(spare):
    spare.follow(rows(201))
    assert not spare._timer.isActive()


def test_strokes_write_to_the_copy_and_leave_what_was_there(qtbot):
    document = Document(Project(np.zeros((9, 8, 1), np.float32), ()))
    for number in range(3):
        qtbot.waitUntil(lambda: document._spare.is_ready)
        before = document.project.input
        document.begin_stroke("Draw")
        for col in (3, 4):
            document.paint([(number, col)], 1)
        assert not document._spare.is_ready
        document.end_stroke()
        assert before[number].sum() == 0
        assert document.project.input.sum() == 2 * (number + 1)
    document.undo_stack.undo()
    assert document.project.input[..., 0].sum(axis=1).tolist() == [2, 2, 0, 0, 0, 0, 0, 0, 0]
