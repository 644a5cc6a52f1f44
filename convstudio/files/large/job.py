"""One large input through one network: what every worker has to know, wherever it runs."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from convstudio.engine.geometry import Box, Pair
from convstudio.files.large.source import Source
from convstudio.files.large.sources import open_source
from convstudio.files.large.targets import Write, open_target
from convstudio.files.project import Project, load_project
from convstudio.nn.blockwise import Blockwise
from convstudio.nn.layer import Layer

BLOCK_BYTES = 1 << 27  # of all that a worker holds for one block
LARGEST, SMALLEST = 4096, 16  # rows and columns of a block
LONGEST = 1 << 22  # cells of a block of a line


@dataclass(frozen=True)
class Job:
    """The files, and how the work is cut.

    Attributes:
        project: file of the network.
        source: file or folder of the input.
        target: where the maps will be.
        digest: of the project's file, so that a worker notices if it changed.
        version: bytes and time of the last change of the input.
        block: rows and columns of the blocks of outputs.
    """

    project: str
    source: str
    target: str
    digest: str
    version: Pair
    block: Pair


class Opened(NamedTuple):
    """A job at work."""

    stack: Blockwise
    write: Write


def plan(
    project_path: str, source_path: str, target: Path, block_bytes: int = BLOCK_BYTES
) -> tuple[Job, Blockwise]:
    """Cut a work into blocks that fit into `block_bytes` of memory each.

    Raises:
        OSError: a file cannot be read.
        ValueError: the input does not fit the network, or the network cannot be computed in blocks.
    """
    stack = _stack(load_project(project_path), source_path)
    version = _version(Path(source_path))
    block = _block(stack, block_bytes)
    return Job(project_path, source_path, str(target), digest(project_path), version, block), stack


def _version(source: Path) -> Pair:
    """Bytes and last change of a file, or of all files in a folder."""
    files = [path for path in source.rglob("*") if path.is_file()] if source.is_dir() else [source]
    found = [path.stat() for path in files]
    return sum(one.st_size for one in found), max(one.st_mtime_ns for one in found)


def digest(path: str) -> str:
    """What tells one version of a project's file from another."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def boxes(job: Job, stack: Blockwise) -> list[Box]:
    """All blocks, left to right, then down."""
    (height, width), (rows, cols, _) = job.block, stack.planes
    return [
        Box(top, min(rows, top + height), left, min(cols, left + width))
        for top in range(0, rows, height)
        for left in range(0, cols, width)
    ]


def write_block(job: Job, box: Box) -> None:
    """Compute a block and write it where it belongs.

    Raises:
        OSError: a file cannot be read or written.
        ValueError: the project's file has changed.
    """
    opened = _opened(job)
    opened.write(box, opened.stack.block(box))


@lru_cache(maxsize=4)
def _opened(job: Job) -> Opened:
    if digest(job.project) != job.digest:
        raise ValueError(f"{job.project} has changed since the work began")
    return Opened(_stack(load_project(job.project), job.source), open_target(Path(job.target)))


def _stack(project: Project, source_path: str) -> Blockwise:
    if not project.layers:
        raise ValueError("the project has no layer")
    source = open_source(source_path, project.is_1d).with_channels(project.input.shape[-1])
    return Blockwise(_layers(project, source), source.keras_shape(project.is_1d), source.read)


def _layers(project: Project, source: Source) -> list[Layer]:
    """Those up to the active one, built for the input."""
    layers, shape = [], source.keras_shape(project.is_1d)
    for number, part in enumerate(project.layers[: project.active_layer + 1], 1):
        try:
            layers.append(part.build(shape))
            shape = layers[-1].output_shape_for(shape)
        except ValueError as error:
            raise ValueError(f"layer {number} does not fit: {error}") from error
    return layers


def _block(stack: Blockwise, most: int) -> Pair:
    """Halve the longer side of a block until it fits."""
    rows, cols, _ = stack.planes
    longest = LONGEST if rows == 1 else LARGEST
    height, width = min(rows, longest), min(cols, longest)
    while (cost := _cost(stack, (height, width))) > most:
        if max(height, width) <= SMALLEST:
            raise ValueError(
                f"a block of {height} × {width} outputs takes {cost:,} bytes with all that it sees; at most "
                f"{most:,} are used: a layer sees too much of the input at once"
            )
        height, width = (-(-height // 2), width) if height >= width else (height, -(-width // 2))
    return height, width


def _cost(stack: Blockwise, block: Pair) -> int:
    """Of a block in the middle, where no side is cut off."""
    rows, cols, _ = stack.planes
    top, left = (rows - block[0]) // 2, (cols - block[1]) // 2
    return stack.cost(Box(top, top + block[0], left, left + block[1]))
