"""Long work, done elsewhere: only the newest answer counts."""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from convstudio.engine.background import step_back
from convstudio.model.collector import Collector

Job = Callable[[Callable[[], bool]], Any]


class Worker(QObject):
    """One background thread. A new job replaces the one before, whose answer is dropped.

    Signals:
        progressed(object): what the newest job, a generator, yielded.
        finished(object): what the newest job returned, in the thread of this object.
        failed(object): the exception that the newest job raised.
        busy_changed(bool): a job is under way, or none is any more.
    """

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    busy_changed = Signal(bool)
    _yielded = Signal(int, object)
    _answered = Signal(int, object, object)
    _ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="convstudio", initializer=step_back)
        self._generation = 0  # of the newest request; an answer with a smaller number is old
        self._is_busy = self._is_closed = False
        self._running = 0  # jobs that were started and have not ended, cancelled ones too
        self._yielded.connect(self._pass_on)
        self._answered.connect(self._deliver)
        self._ended.connect(self._note_end)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._is_busy

    def start(self, job: Job) -> None:
        """Run `job(cancelled)`; it should look at `cancelled()` often and may then return anything.

        A job may be a generator: what it yields is told at once, and what it returns is the answer.
        """
        if self._is_closed:
            return
        self._generation += 1
        self._set_busy(True)
        self._running += 1
        Collector.hold()
        self._threads.submit(self._run, job, self._generation)

    def cancel(self) -> None:
        """Drop the job under way."""
        self._generation += 1
        self._set_busy(False)

    def close(self) -> None:
        """Drop the job under way and wait for the thread to end. What is started after that never runs."""
        self._generation += 1
        self._is_closed = True
        self._threads.shutdown(wait=True, cancel_futures=True)
        Collector.release(self._running)
        self._running = 0
        self._set_busy(False)  # last: Qt may have deleted its part

    def _run(self, job: Job, generation: int) -> None:
        """In the other thread: the signal brings the answer back to the thread of this object."""

        def cancelled() -> bool:
            return generation != self._generation

        if not cancelled():
            try:
                answer, error = self._finish(job(cancelled), generation, cancelled), None
            except Exception as raised:  # nobody else would ever hear of it
                answer, error = None, raised
            self._answered.emit(generation, answer, error)
        self._ended.emit()

    def _finish(self, answer: Any, generation: int, cancelled: Callable[[], bool]) -> Any:
        """In the other thread: the answer of a job that may be a generator."""
        if not isinstance(answer, Generator):
            return answer
        while not cancelled():
            try:
                self._yielded.emit(generation, next(answer))
            except StopIteration as end:
                return end.value
        return None

    @Slot(int, object)
    def _pass_on(self, generation: int, part: Any) -> None:
        if generation == self._generation:
            self.progressed.emit(part)

    @Slot(int, object, object)
    def _deliver(self, generation: int, answer: Any, error: Exception | None) -> None:
        if generation != self._generation:
            return
        self._set_busy(False)
        if error is None:
            self.finished.emit(answer)
        else:
            self.failed.emit(error)

    @Slot()
    def _note_end(self) -> None:
        if self._running:  # else it was closed meanwhile
            self._running -= 1
            Collector.release()

    def _set_busy(self, busy: bool) -> None:
        if busy != self._is_busy:
            self._is_busy = busy
            self.busy_changed.emit(busy)
