"""Questions whose answers are kept; long ones are worked out elsewhere while the window goes on."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from convstudio.engine.tiles import never
from convstudio.model.worker import Worker

_T = TypeVar("_T")
Key = tuple[Any, ...]  # the first is its kind
Work = Callable[[Callable[[], bool]], _T]
MOST_KEPT, MOST_LONG = 64, 6  # answers; long ones are large


class Questions(QObject):
    """Of each kind of question the newest is worked out, one question at a time.

    Signals:
        answered(): a long question has its answer now.
    """

    answered = Signal()

    def __init__(self, worker: Worker, parent: QObject | None = None) -> None:
        """Let this worker, which nobody else uses, work out what takes long."""
        super().__init__(parent)
        self._worker = worker
        self._answers: OrderedDict[Key, Any] = OrderedDict()
        self._long: list[Key] = []
        self._waiting: OrderedDict[Any, tuple[Key, Work[Any]]] = OrderedDict()
        self._asked: Key | None = None
        worker.finished.connect(self._take)
        worker.failed.connect(self._fail)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._asked is not None

    def ask(self, key: Key, work: Work[_T], is_long: bool = False) -> _T | None:
        """The answer, which `work(cancelled)` gives; None where it is awaited, or there is none.

        A long question is worked out in another thread, a newer one of its kind takes its place, and
        `answered` tells when to ask again.
        """
        if key in self._answers:
            answer: _T | None = self._answers[key]
            return answer
        if not is_long:
            self._keep(key, work(never))
            return self.ask(key, work)
        self._waiting.pop(key[0], None)
        if key != self._asked:
            self._waiting[key[0]] = key, work
            if self._asked is None or self._asked[0] == key[0]:
                self._start_next()
        return None

    def forget(self) -> None:
        """All answers may be others now."""
        self._answers.clear()
        self._long.clear()
        self._waiting.clear()
        self._asked = None
        self._worker.cancel()

    def _start_next(self) -> None:
        self._asked = None
        if self._waiting:
            _, (self._asked, work) = self._waiting.popitem()
            self._worker.start(work)

    def _keep(self, key: Key, answer: Any) -> None:
        if len(self._answers) >= MOST_KEPT:
            self._answers.popitem(last=False)
        self._answers[key] = answer

    @Slot(object)
    def _take(self, answer: Any) -> None:
        key = self._asked
        if key is None:
            return
        self._long = [*(one for one in self._long if one in self._answers), key]
        if len(self._long) > MOST_LONG:
            self._answers.pop(self._long.pop(0), None)
        self._keep(key, answer)
        self._start_next()
        self.answered.emit()

    @Slot(object)
    def _fail(self, _error: Exception) -> None:
        """There is no answer: as none it is kept, or it would be asked for ever."""
        self._take(None)
