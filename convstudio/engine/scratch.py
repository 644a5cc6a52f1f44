"""Working memory that lives on between tiles and edits: fresh pages cost as much as the arithmetic."""

import math
import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

KEPT_BYTES = 16 * 2**20  # of one buffer; larger ones are given back
_kept = threading.local()


def scratch(name: str, shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """An array of undefined values, the same memory for the same `name` each time; each thread has its own.

    Whoever asks for the name again takes the memory over, so one function uses it, and passes it on to none.
    """
    size = math.prod(shape) * dtype.itemsize
    buffer: NDArray[np.uint8] | None = getattr(_kept, name, None)
    if buffer is None or buffer.size < size:
        buffer = np.empty(size, np.uint8)
        if size <= KEPT_BYTES:
            setattr(_kept, name, buffer)
    return buffer[:size].view(dtype).reshape(shape)


def keep_freed_memory() -> None:
    """Let what is freed between steps of training stay with the process, up to some ten megabytes.

    The GNU C library gives the end of its heap back to the system when that is larger than twice the largest
    mapped block that was freed. The arrays of a step would be fresh pages each time, which takes as long as
    half of the arithmetic. A large block freed once raises that limit; its pages are never touched.

    Source: mallopt(3), M_MMAP_THRESHOLD.
    """
    np.empty(KEPT_BYTES, np.uint8)
