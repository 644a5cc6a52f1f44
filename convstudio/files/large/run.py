"""A large input through a network, block by block; what was interrupted goes on."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from convstudio.engine.geometry import Box
from convstudio.files.large.job import boxes, plan, write_block
from convstudio.files.large.journal import Journal
from convstudio.files.large.targets import create, finish, unfinished
from convstudio.files.large.workers import Workers

Progress = Callable[[int, int], None]


def apply_large(project: str, source: str, target: Path, workers: Workers, on_progress: Progress) -> None:
    """Write the feature maps of the active layer for an input that is read in parts.

    Args:
        project: its file.
        source: what `open_source` opens.
        target: `.npy` or `.zarr`; until all is done, the maps grow in `target`.part. If an earlier run of the
            same work was interrupted, this one goes on with it.
        workers: do the blocks.
        on_progress: is told how many blocks of how many are done.

    Raises:
        OSError: a file cannot be read or written.
        ValueError: the input does not fit the network, or the network cannot be computed in blocks.
    """
    job, stack = plan(project, source, target)
    every = boxes(job, stack)
    journal = Journal(target.with_name(f"{target.name}.journal"), asdict(job))
    if not (journal.is_resumed and unfinished(target).exists()):
        journal.done.clear()
        create(target, stack.planes, stack.dtype, job.block)
    left = [box for box in every if _name(box) not in journal.done]
    with journal:
        on_progress(len(every) - len(left), len(every))
        for box, error in workers(partial(write_block, job), left):
            if error is not None:
                raise error
            journal.add(_name(box))
            on_progress(len(journal.done), len(every))
        finish(target)
        journal.remove()


def _name(box: Box) -> str:
    return " ".join(map(str, box))
