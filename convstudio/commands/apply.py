"""`convstudio apply`: the feature maps of many pictures, and of arrays that do not fit in memory."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from convstudio.commands.arguments import Commands, add_command, add_project
from convstudio.commands.qt import require_qt
from convstudio.commands.terminal import one_line, show_progress, tell

if TYPE_CHECKING:
    from convstudio.files.large.inputs import Named
    from convstudio.files.large.workers import Workers

TEXT = """Write the feature maps of many pictures as .npy and .png; those of .zarr, and of arrays and TIFF
pictures that do not fit in memory, block by block as .npy or .zarr. After an interruption, the same command
goes on where it was."""
INPUT = "picture, .npy or .zarr array, text grid, or a folder of them"
SCHEDULER = "of a Dask cluster to work on, which sees the same files"


def add(commands: Commands) -> None:
    """Say what the command takes."""
    parser = add_command(commands, "apply", TEXT)
    add_project(parser)
    parser.add_argument("pictures", nargs="+", metavar="INPUT", help=INPUT)
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="DIR", help="where to write")
    parser.add_argument("--format", choices=("npy", "zarr"), help="of what is written block by block")
    parser.add_argument("--threads", type=_count, metavar="N", help="how many work side by side")
    parser.add_argument("--scheduler", metavar="ADDRESS", help=SCHEDULER)


def run(options: argparse.Namespace) -> int:
    """Write the maps; the exit code is 1 where an input was left out."""
    require_qt()
    from convstudio.files.large.inputs import inputs_in
    from convstudio.files.large.workers import cluster, threads
    from convstudio.views.batch import write_all

    target_format = _format(options)
    workers = cluster(options.scheduler) if options.scheduler else threads(options.threads)
    inputs = inputs_in(options.pictures, options.output)
    large = [found for found in inputs if _is_large(found)]
    small = [found for found in inputs if found not in large]
    written = _write_large(options.file, large, target_format, workers)
    if small:
        written += write_all(
            options.file,
            small,
            options.output,
            workers,
            on_progress=lambda done: show_progress(done, len(small)),
            on_failure=_left_out,
        )
    print(f"{written} of {len(inputs)} written to {options.output}")
    return 0 if written == len(inputs) else 1


def _write_large(project: str, inputs: "Sequence[Named]", end: str, workers: "Workers") -> int:
    from convstudio.files.large.run import apply_large

    written = 0
    for path, name in inputs:
        target = Path(f"{name}.{end}")
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            apply_large(project, path, target, workers, show_progress)
            written += 1
        except (OSError, ValueError) as error:
            _left_out(path, error)
    return written


def _format(options: argparse.Namespace) -> str:
    """Zarr's chunks are files of their own: machines that write side by side do not meet in them."""
    if options.scheduler and options.format == "npy":
        raise ValueError("machines of a cluster cannot share one .npy file: use --format zarr")
    return str(options.format or ("zarr" if options.scheduler else "npy"))


def _is_large(found: "Named") -> bool:
    from convstudio.files.large.sources import is_large

    try:
        return is_large(found.path)
    except (OSError, ValueError):
        return False  # what is wrong is said where it is read


def _left_out(path: str, error: Exception) -> None:
    tell(f"{path} is left out: {one_line(error)}")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"at least 1 thread works, not {text!r}")
    return int(text)
