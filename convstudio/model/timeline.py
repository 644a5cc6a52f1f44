"""Everything that is kept of a training: the numbers of every step, and as many moments as memory allows."""

from array import array
from bisect import bisect_right
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convstudio.nn.learner import Logs

if TYPE_CHECKING:
    from convstudio.nn.course import Moment

Floats = NDArray[np.float64]


class EpochLogs(NamedTuple):
    """Numbers of an epoch: means over its steps, and with "val_" those of the validation after it."""

    steps: int  # taken when it was complete
    logs: Logs


class Timeline:
    """Moments of a training by the number of steps taken before them.

    The first moment and the last are always there. Every step is kept until `limit` bytes are full; then
    every second one goes, and from there on every second step is kept, and so on. The thread that trains
    writes; any thread may read.
    """

    def __init__(self, limit: float) -> None:
        """Take how many bytes of moments are kept."""
        self._limit = limit
        self._lock = Lock()
        self._moments: dict[int, Moment] = {}
        self._last: Moment | None = None
        self._bytes = 0
        self._every = 1
        self._logs: dict[str, array[float]] = {}
        self._epochs: list[EpochLogs] = []

    @property
    def every(self) -> int:
        """Every how many steps a moment is kept."""
        return self._every

    @property
    def kept(self) -> list[int]:
        """The moments that are kept, as numbers of steps taken, ascending."""
        with self._lock:
            return self._kept()

    @property
    def nbytes(self) -> int:
        """Bytes of the moments that are kept, the last one aside."""
        return self._bytes

    def nearest(self, steps: int) -> int:
        """The last moment kept that is not after `steps`. Raises ValueError where none is kept."""
        kept = self.kept
        if not kept:
            raise ValueError("Nothing has been trained yet.")
        return kept[max(0, bisect_right(kept, steps) - 1)]

    def at(self, steps: int) -> "Moment":
        """The moment after so many steps. Raises ValueError where it is not kept."""
        with self._lock:
            if self._last is not None and self._last.place.steps == steps:
                return self._last
            if steps not in self._moments:
                raise ValueError(f"Moments are kept every {self._every} steps. Received: {steps}")
            return self._moments[steps]

    def curve(self, name: str = "loss") -> Floats:
        """A number of every step, as it was before the step."""
        with self._lock:
            return np.array(self._logs.get(name, array("d")))

    def logs_at(self, steps: int) -> Logs:
        """The numbers of a moment's next batch; empty where no step was taken from it."""
        with self._lock:
            return {name: values[steps] for name, values in self._logs.items() if steps < len(values)}

    @property
    def epochs(self) -> list[EpochLogs]:
        """The numbers of all complete epochs."""
        with self._lock:
            return list(self._epochs)

    def is_due(self, steps: int) -> bool:
        """Whether a moment after so many steps is to be kept."""
        return steps % self._every == 0

    def keep(self, moment: "Moment") -> None:
        """Keep a moment that is due."""
        with self._lock:
            self._bytes += self._size(moment)
            self._moments[moment.place.steps] = moment
            while self._bytes > self._limit and len(self._moments) > 1:
                self._thin_out()

    def keep_last(self, moment: "Moment") -> None:
        """Keep a moment as the last one until there is another; what came after it is forgotten."""
        with self._lock:
            self._last = moment
            for steps in [steps for steps in self._moments if steps > moment.place.steps]:
                self._bytes -= self._moments.pop(steps).memory.nbytes

    def forget_after(self, steps: int) -> None:
        """The next step begins here: the numbers of steps and epochs that a training went back over go."""
        with self._lock:
            for values in self._logs.values():
                del values[steps:]
            self._epochs = [epoch for epoch in self._epochs if epoch.steps <= steps]

    def log(self, logs: Logs) -> None:
        """Take the numbers of the next step."""
        with self._lock:
            for name, value in logs.items():
                self._logs.setdefault(name, array("d")).append(value)

    def log_epoch(self, steps: int, logs: Logs) -> None:
        """Take the numbers of an epoch."""
        with self._lock:
            self._epochs.append(EpochLogs(steps, logs))

    def until(self, steps: int) -> "Timeline":
        """A timeline of its own that ends with a moment. Raises ValueError where it is not kept."""
        last = self.at(steps)
        branch = Timeline(self._limit)
        with self._lock:
            branch._every = self._every
            branch._last = last
            branch._moments = {at: moment for at, moment in self._moments.items() if at <= steps}
            branch._bytes = sum(branch._sizes())
            branch._logs = {name: values[:steps] for name, values in self._logs.items()}
            branch._epochs = [epoch for epoch in self._epochs if epoch.steps <= steps]
        return branch

    def _kept(self) -> list[int]:
        """Moments are kept in the order of their steps."""
        kept = list(self._moments)
        last = self._last
        return kept if last is None or last.place.steps in self._moments else [*kept, last.place.steps]

    def _thin_out(self) -> None:
        self._every *= 2
        self._moments = {at: moment for at, moment in self._moments.items() if at % self._every == 0}
        self._bytes = sum(self._sizes())

    def _sizes(self) -> list[int]:
        """Bytes of each moment; those of one epoch share the order of samples."""
        orders: set[int] = set()
        sizes = []
        for moment in self._moments.values():
            size, order = moment.memory.nbytes, moment.place.order
            if order is not None and id(order) not in orders:
                orders.add(id(order))
                size += order.nbytes
            sizes.append(size)
        return sizes

    def _size(self, moment: "Moment") -> int:
        """Bytes that a moment after all others adds."""
        order: Any = moment.place.order
        newest = next(reversed(self._moments.values()), None)
        is_shared = order is None or (newest is not None and newest.place.order is order)
        return moment.memory.nbytes + (0 if is_shared else order.nbytes)
