"""Two ways to do the same, measured in turn (A B A B …), and what their times say."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 11
ROUND_SECONDS = 0.02  # short calls are repeated until a round takes as long


@dataclass(frozen=True)
class Times:
    """Wall and CPU seconds of one call, a value per round."""

    wall: list[float]
    cpu: list[float]

    @property
    def median(self) -> float:
        """Median wall seconds."""
        return statistics.median(self.wall)

    @property
    def smallest_cpu(self) -> float:
        """Smallest CPU seconds: the least disturbed round."""
        return min(self.cpu)


def in_turn(*calls: Callable[[], object], rounds: int = ROUNDS) -> list[Times]:
    """Measure `calls` one after the other, `rounds` times, after one call of each that only warms up."""
    times = [Times([], []) for _ in calls]
    repeats = [_repeats(call) for call in calls]
    gc.collect()
    for _ in range(rounds):
        for call, repeat, taken in zip(calls, repeats, times, strict=True):
            wall, cpu = _seconds(call, repeat)
            taken.wall.append(wall)
            taken.cpu.append(cpu)
    return times


def _repeats(call: Callable[[], object]) -> int:
    call()
    return max(1, int(ROUND_SECONDS / max(1e-7, min(_seconds(call, 1)[0] for _ in range(3)))))


def _seconds(call: Callable[[], object], repeat: int) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.thread_time()
    for _ in range(repeat):
        call()
    return (time.perf_counter() - wall) / repeat, (time.thread_time() - cpu) / repeat


def machine() -> str:
    """The processor's name and how many there are."""
    import os
    import platform

    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as lines:
            name = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}"
