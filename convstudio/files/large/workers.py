"""Many pieces of work done side by side: in threads of this machine, or on a cluster."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any, TypeVar

from convstudio.files.large.zarr_arrays import EXTRA
from convstudio.files.weights.extras import extra_module

Item = TypeVar("Item")
Outcome = tuple[Item, Exception | None]  # what was done, and what went wrong
Workers = Callable[[Callable[[Any], None], Sequence[Any]], Iterator[Outcome[Any]]]
CONNECT = "10s"


def threads(count: int | None = None) -> Workers:
    """Threads of this process, by default as many as there are cores, at most 4; NumPy runs side by side.

    What is done comes in the order in which it was given.
    """
    workers = count or min(4, os.cpu_count() or 1)

    def do(work: Callable[[Item], None], items: Sequence[Item]) -> Iterator[Outcome[Item]]:
        with ThreadPoolExecutor(workers, thread_name_prefix="apply") as pool:
            waiting = ((item, pool.submit(work, item)) for item in items)
            running = deque(islice(waiting, 2 * workers))
            try:
                while running:
                    item, future = running.popleft()
                    yield item, _error(future)
                    running.extend(islice(waiting, 1))
            finally:
                pool.shutdown(cancel_futures=True)

    return do


def cluster(address: str) -> Workers:
    """The workers of a Dask cluster that sees the same files; what one that dies has begun, others do again.

    Raises:
        ValueError: the extra is missing.
    """
    distributed = extra_module("distributed", EXTRA, "A cluster's")

    def do(work: Callable[[Item], None], items: Sequence[Item]) -> Iterator[Outcome[Item]]:
        with distributed.Client(address, timeout=CONNECT) as client:
            futures = {client.submit(work, item, pure=False): item for item in items}
            for future in distributed.as_completed(futures):
                yield futures.pop(future), future.exception()

    return do


def _error(future: Future[None]) -> Exception | None:
    error = future.exception()
    if error is not None and not isinstance(error, Exception):
        raise error
    return error
