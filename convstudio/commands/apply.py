"""`convstudio apply`: the feature maps of many pictures."""

import argparse
from pathlib import Path

from convstudio.commands.arguments import Commands, add_command, add_project
from convstudio.commands.qt import require_qt
from convstudio.commands.terminal import one_line, show_progress, tell


def add(commands: Commands) -> None:
    """Say what the command takes."""
    parser = add_command(commands, "apply", "Write the feature maps of many pictures as .npy and .png.")
    add_project(parser)
    parser.add_argument(
        "pictures", nargs="+", metavar="PICTURE", help="a picture, a .npy array or a text grid"
    )
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="DIR", help="where to write")


def run(options: argparse.Namespace) -> int:
    """Write the maps; the exit code is 1 where a picture was left out."""
    require_qt()
    from convstudio.files.project import load_project
    from convstudio.views.batch import write_all

    project, count = load_project(options.file), len(options.pictures)
    written = write_all(
        project,
        options.pictures,
        options.output,
        on_progress=lambda done: show_progress(done, count),
        on_failure=lambda picture, error: tell(f"{picture} is left out: {one_line(error)}"),
    )
    print(f"{written} of {count} written to {options.output}")
    return 0 if written == count else 1
