import gc
import threading

import pytest

from convstudio.model.worker import Worker


@pytest.fixture
def worker(qtbot):
    worker = Worker()
    yield worker
    worker.close()


def test_an_answer_comes_back_to_the_thread_of_the_window(worker, qtbot):
    threads = []
    worker.finished.connect(lambda _: threads.append(threading.current_thread()))
    with qtbot.waitSignal(worker.finished) as answer:
        worker.start(lambda cancelled: threading.current_thread().name)
    assert answer.args[0].startswith("convstudio")
    assert threads == [threading.main_thread()]


def test_only_the_newest_answer_counts(worker, qtbot):
    answers, old_may_end = [], threading.Event()
    worker.finished.connect(answers.append)
    worker.start(lambda cancelled: old_may_end.wait(5) and "old")
    worker.start(lambda cancelled: "new")
    old_may_end.set()
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["new"]


def test_an_old_job_is_told_to_stop(worker, qtbot):
    saw = []

    def old(cancelled):
        while not cancelled():
            started.set()
        saw.append("stop")

    started = threading.Event()
    worker.start(old)
    assert started.wait(5)
    with qtbot.waitSignal(worker.finished):
        worker.start(lambda cancelled: None)
    assert saw == ["stop"]


def test_what_a_job_raises_is_reported(worker, qtbot):
    with qtbot.waitSignal(worker.failed) as failure:
        worker.start(lambda cancelled: 1 / 0)
    assert isinstance(failure.args[0], ZeroDivisionError)
    assert not worker.is_busy


def test_a_cancelled_job_says_nothing(worker, qtbot):
    answers = []
    worker.finished.connect(answers.append)
    worker.start(lambda cancelled: "never asked")
    worker.cancel()
    with qtbot.waitSignal(worker.finished):
        worker.start(lambda cancelled: "asked")
    assert answers == ["asked"]


def test_busy_is_said_once_at_the_start_and_once_at_the_end(worker, qtbot):
    said = []
    worker.busy_changed.connect(said.append)
    with qtbot.waitSignal(worker.finished):
        worker.start(lambda cancelled: 1)
        worker.start(lambda cancelled: 2)
    assert said == [True, False]


def test_closing_waits_for_the_thread(qtbot):
    worker, ended = Worker(), []

    def job(cancelled):
        started.set()
        while not cancelled():
            pass
        ended.append(True)

    started = threading.Event()
    worker.start(job)
    assert started.wait(5)
    worker.close()
    assert ended == [True]


def test_what_is_started_after_closing_never_runs(qtbot):
    worker = Worker()
    worker.close()
    worker.start(lambda cancelled: 1)
    assert not worker.is_busy


def test_the_collector_rests_while_a_job_runs_in_another_thread(worker, qtbot):
    collecting = []
    for _ in range(3):
        worker.start(lambda cancelled: collecting.append(gc.isenabled()))
    qtbot.waitUntil(gc.isenabled)
    assert collecting
    assert not any(collecting)


def test_the_collector_works_again_after_closing(qtbot):
    worker = Worker()
    worker.start(lambda cancelled: None)
    worker.close()
    assert gc.isenabled()


def test_what_a_generator_yields_is_told_before_its_answer(worker, qtbot):
    told = []
    worker.progressed.connect(told.append)
    worker.finished.connect(told.append)

    def count(cancelled):
        yield 1
        yield 2
        return "end"

    worker.start(count)
    qtbot.waitUntil(lambda: not worker.is_busy)
    assert told == [1, 2, "end"]


def test_of_an_old_generator_nothing_is_told(worker, qtbot):
    told, begun, may_go_on = [], threading.Event(), threading.Event()
    worker.progressed.connect(told.append)

    def old(cancelled):
        begun.set()
        may_go_on.wait(5)
        yield "old"

    def new(cancelled):
        yield "new"

    worker.start(old)
    assert begun.wait(5)
    worker.start(new)
    may_go_on.set()
    qtbot.waitUntil(lambda: not worker.is_busy)
    assert told == ["new"]
