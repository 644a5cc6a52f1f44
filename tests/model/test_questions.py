"""Questions and their answers."""

import threading

import pytest

from convstudio.model.questions import MOST_KEPT, MOST_LONG, Questions
from convstudio.model.worker import Worker


@pytest.fixture
def worker(qapp):
    worker = Worker()
    yield worker
    worker.close()


@pytest.fixture
def questions(worker):
    return Questions(worker)


def says(answer, log=None):
    def work(cancelled):
        if log is not None:
            log.append(answer)
        return answer

    return work


def test_a_short_question_is_answered_at_once_and_from_memory(questions):
    log = []
    assert [questions.ask(("why", 1), says(7, log)) for _ in range(3)] == [7, 7, 7]
    assert log == [7]


def test_a_long_question_is_answered_later(questions, qtbot):
    with qtbot.waitSignal(questions.answered):
        assert questions.ask(("why", 1), says(7), is_long=True) is None
        assert questions.is_busy
    assert questions.ask(("why", 1), says(7), is_long=True) == 7
    assert not questions.is_busy


def test_a_newer_question_of_the_same_kind_takes_the_place(questions, qtbot):
    log, gate = [], threading.Event()

    def slow(cancelled):
        gate.wait(5)
        return 0

    questions.ask(("why", 0), slow, is_long=True)
    for number in (1, 2, 3):
        questions.ask(("why", number), says(number, log), is_long=True)
    gate.set()
    qtbot.waitUntil(lambda: questions.ask(("why", 3), says(3, log), is_long=True) == 3)
    assert log == [3]


def test_questions_of_other_kinds_wait_their_turn(questions, qtbot):
    log, gate = [], threading.Event()

    def slow(cancelled):
        gate.wait(5)
        return 0

    questions.ask(("why", 0), slow, is_long=True)
    questions.ask(("light", 5), says(5, log), is_long=True)
    assert log == []
    gate.set()
    qtbot.waitUntil(lambda: not questions.is_busy)
    assert questions.ask(("why", 0), says(-1)) == 0
    assert questions.ask(("light", 5), says(-1)) == 5


def test_asking_again_does_not_begin_again(questions, qtbot):
    log = []
    for _ in range(3):
        questions.ask(("why", 1), says(1, log), is_long=True)
    qtbot.waitUntil(lambda: not questions.is_busy)
    assert log == [1]


def test_what_is_forgotten_is_asked_again(questions, qtbot):
    questions.ask(("why", 1), says(7))
    questions.ask(("light", 1), says(8), is_long=True)
    questions.forget()
    assert not questions.is_busy
    assert questions.ask(("why", 1), says(9)) == 9


def test_a_question_without_an_answer_is_not_asked_for_ever(questions, qtbot):
    def fails(cancelled):
        raise MemoryError

    with qtbot.waitSignal(questions.answered):
        questions.ask(("why", 1), fails, is_long=True)
    assert questions.ask(("why", 1), fails, is_long=True) is None
    assert not questions.is_busy


def test_memory_is_limited(questions, qtbot):
    for number in range(MOST_KEPT + 1):
        questions.ask(("why", number), says(number))
    assert questions.ask(("why", 0), says(-1)) == -1
    for number in range(MOST_LONG + 1):
        questions.ask(("light", number), says(number), is_long=True)
        qtbot.waitUntil(lambda: not questions.is_busy)
    assert questions.ask(("light", 1), says(-1)) == 1
    assert questions.ask(("light", 0), says(-1)) == -1
