"""`convstudio explain`: one step written out."""

import argparse

from convstudio.commands.arguments import Commands, add_cell, add_command, add_project
from convstudio.commands.qt import require_qt

FORMATS = ("text", "markdown", "latex", "numpy")


def add(commands: Commands) -> None:
    """Say what the command takes."""
    parser = add_command(commands, "explain", "Write out one step of the active layer.")
    add_project(parser)
    add_cell(parser, is_required=True)
    parser.add_argument("--as", dest="format", choices=FORMATS, default="text", help="notation")


def run(options: argparse.Namespace) -> int:
    """Print the step; returns the exit code."""
    require_qt()
    from convstudio.files.computed import compute
    from convstudio.files.project import load_project
    from convstudio.files.step_text import FORMATS as WRITERS

    row, col = options.at
    step = compute(load_project(options.file)).explain(row, col, options.filter - 1)
    print(WRITERS[options.format](step))
    return 0
