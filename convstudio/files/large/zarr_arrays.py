"""Zarr arrays, opened with care: what packs their chunks is a name in their description."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from convstudio.files.weights.extras import extra_module

EXTRA = "batch"
DESCRIPTIONS = ("zarr.json", ".zarray")
# Zarr's list of codecs is open, and one of them runs pickled objects.
CODECS = frozenset(
    (
        *("bytes", "transpose", "blosc", "gzip", "zlib", "zstd", "lz4", "bz2", "lzma", "crc32c"),
        *("delta", "shuffle", "numcodecs.shuffle", "fixedscaleoffset", "sharding_indexed"),
    )
)
MAX_CHUNK = 1 << 29  # bytes
MAX_DESCRIPTION = 1 << 24  # bytes


def is_zarr(path: Path) -> bool:
    """Whether a folder is an array in Zarr's format 2 or 3, or a group of them."""
    return path.is_dir() and any((path / name).is_file() for name in DESCRIPTIONS)


def open_zarr(path: Path) -> Any:
    """The array in a folder, to read.

    Raises:
        OSError: it cannot be read.
        ValueError: it is damaged, packed by what is not undone, in too large chunks, or Zarr is missing.
    """
    zarr = extra_module("zarr", EXTRA, "Zarr")
    _check(path)
    try:
        array = zarr.open_array(str(path), mode="r")
    except Exception as error:  # whatever Zarr has to say of a damaged description
        raise ValueError(f"Zarr cannot open it: {error}") from None
    if np.prod(array.chunks, dtype=object) * array.dtype.itemsize > MAX_CHUNK:
        raise ValueError(f"its chunks of shape {array.chunks} have more than {MAX_CHUNK:,} bytes")
    return array


def _check(path: Path) -> None:
    (description,) = [path / name for name in DESCRIPTIONS if (path / name).is_file()][:1]
    if description.stat().st_size > MAX_DESCRIPTION:
        raise ValueError(f"its description has more than {MAX_DESCRIPTION:,} bytes")
    try:
        codecs = set(_codecs(json.loads(description.read_text("utf-8"))))
    except (ValueError, RecursionError):
        raise ValueError("its description is damaged") from None
    if not codecs <= CODECS:
        raise ValueError(f"it is packed by {sorted(codecs - CODECS)}; only {sorted(CODECS)} are undone")


def _codecs(part: Any) -> list[str]:
    """Names of all that packs the chunks, those inside others too."""
    if isinstance(part, list):
        return [name for item in part for name in _codecs(item)]
    if not isinstance(part, dict):
        return []
    own = part.get("id", part.get("name"))  # format 2, format 3
    inner = ("codecs", "index_codecs", "compressor", "filters", "configuration")
    return [*([str(own)] if own is not None else []), *_codecs([part.get(key) for key in inner])]
