"""`.safetensors` files: a JSON header that says where each array lies, then the arrays.

Source: the format's description in the README of huggingface/safetensors.
"""

import math
import os
import struct
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from convstudio.files.weights.entry import Array, Entry, from_bfloat16
from convstudio.files.weights.limits import MAX_JSON_BYTES, check_count, parse_json, possible_shape, shown

DTYPES = {
    "BOOL": "?",
    "U8": "u1",
    "I8": "i1",
    "U16": "<u2",
    "I16": "<i2",
    "U32": "<u4",
    "I32": "<i4",
    "U64": "<u8",
    "I64": "<i8",
    "F16": "<f2",
    "BF16": "<u2",
    "F32": "<f4",
    "F64": "<f8",
}
_NOTE = "__metadata__"


def safetensors_entries(path: Path) -> list[Entry]:
    """The arrays of a file. Raises ValueError if it is damaged."""
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        length = struct.unpack("<Q", file.read(8).ljust(8, b"\xff"))[0]
        if length > min(MAX_JSON_BYTES, size - 8):
            raise ValueError("it is no safetensors file, or its header is damaged")
        header = parse_json(file.read(length), "its header")
    header.pop(_NOTE, None)
    check_count(len(header), "arrays")
    start = 8 + length
    _check_places([_place(name, entry) for name, entry in header.items()], size - start)
    return [_entry(path, start, name, entry) for name, entry in header.items()]


def _place(name: str, entry: Any) -> tuple[int, int]:
    offsets = entry.get("data_offsets") if isinstance(entry, dict) else None
    if not isinstance(offsets, list) or len(offsets) != 2 or not all(type(n) is int for n in offsets):
        raise ValueError(f"its tensor {shown(name)} has no place")
    return offsets[0], offsets[1]


def _check_places(places: list[tuple[int, int]], size: int) -> None:
    """The arrays must follow each other without a gap, from the first byte to the last."""
    end = 0
    for first, last in sorted(places):
        if first != end or last < first:
            raise ValueError("its tensors overlap, or there is a gap between them")
        end = last
    if end != size:
        raise ValueError(f"its tensors take {end:,} bytes, and {size:,} are there")


def _entry(path: Path, start: int, name: str, entry: dict[str, Any]) -> Entry:
    dtype, sizes = entry.get("dtype"), entry.get("shape")
    if not isinstance(dtype, str) or not isinstance(sizes, list):
        raise ValueError(f"its tensor {shown(name)} has no type or no shape")
    shape = possible_shape(sizes, name)
    first, last = _place(name, entry)
    if dtype in DTYPES and last - first != math.prod(shape) * np.dtype(DTYPES[dtype]).itemsize:
        raise ValueError(f"its tensor {shown(name)} of shape {shape} does not take {last - first:,} bytes")
    return Entry(name, shape, dtype, partial(_read, path, start + first, shape, dtype))


def _read(path: Path, start: int, shape: tuple[int, ...], dtype: str) -> Array:
    if dtype not in DTYPES:
        raise ValueError(f"numbers of type {shown(dtype)} are not read")
    count = math.prod(shape)
    with open(path, "rb") as file:
        file.seek(start)
        values = np.fromfile(file, DTYPES[dtype], count)
    if values.size != count:
        raise ValueError("it is shorter than it was")
    return (from_bfloat16(values) if dtype == "BF16" else values).reshape(shape)
