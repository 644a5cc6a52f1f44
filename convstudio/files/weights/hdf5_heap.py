"""Where texts lie in an HDF5 file, looked through before HDF5 does: damage there keeps it busy for ever.

A collection begins with "GCOL", a version, three bytes and its size. Objects follow, each with an index, a
count, four bytes and a size. The last one, of index 0, is what is left; with size 0 it would be the one after
itself.

Source: HDF5 File Format Specification 3.0, III.E. Global Heap.
"""

import mmap
import struct

_SIGNATURE = b"GCOL"
_HEAD = struct.Struct("<4sB3xQ")
_OBJECT = struct.Struct("<HH4xQ")


def check_heaps(data: bytes | mmap.mmap) -> None:
    """Raise ValueError unless the objects of every collection end where it ends."""
    place = data.find(_SIGNATURE)
    while place >= 0:
        if place % 8 == 0:
            _check_objects(data, place)
        place = data.find(_SIGNATURE, place + 1)


def _check_objects(data: bytes | mmap.mmap, start: int) -> None:
    if start + _HEAD.size > len(data):
        raise ValueError("it ends in its texts")
    _, _, size = _HEAD.unpack_from(data, start)
    end, place = start + size, start + _HEAD.size
    if end > len(data):
        raise ValueError("its texts reach beyond its end")
    while place + _OBJECT.size <= end:
        index, _, length = _OBJECT.unpack_from(data, place)
        place += _OBJECT.size + (length + 7) // 8 * 8 if index else length
        if (not index and length < _OBJECT.size) or place > end:
            raise ValueError("its texts are damaged")
