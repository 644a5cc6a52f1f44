"""`convstudio render`: a picture of a map, of the walk, or of the window."""

import argparse
import logging
from pathlib import Path

from convstudio.commands.arguments import Commands, add_cell, add_command, add_project
from convstudio.commands.qt import drawing, require_qt

log = logging.getLogger("convstudio")

PICTURES = ("map", "walk", "window")
TEXT = "Draw a picture; its name tells which: map.png, walk.gif (at most 400 steps), window.png or .svg."


def add(commands: Commands) -> None:
    """Say what the command takes."""
    parser = add_command(commands, "render", TEXT)
    add_project(parser)
    add_cell(parser, is_required=False)
    parser.add_argument("-o", "--output", required=True, type=Path, help="the file to write")
    parser.add_argument("--what", choices=PICTURES, help="what to draw, whatever the name")
    parser.add_argument("--seconds", type=float, default=0.25, help="of each step of a walk (default: 0.25)")


def run(options: argparse.Namespace) -> int:
    """Draw the picture; returns the exit code."""
    require_qt()
    from convstudio.files.project import load_project

    project = load_project(options.file)
    what = options.what or _named_picture(options.output)
    with drawing():
        if what == "window":
            from convstudio.app import make_window
            from convstudio.views.window_picture import save_window

            save_window(make_window(options.file), options.output)
        elif what == "walk":
            from convstudio.views.walk_gif import write_walk

            write_walk(project, options.output, options.seconds)
        else:
            from convstudio.views.figure import map_image
            from convstudio.views.map_sheet import save_picture

            save_picture(map_image(project, options.filter - 1, options.at), options.output)
    log.info("%s: %s of %s", options.output, what, options.file)
    return 0


def _named_picture(output: Path) -> str:
    """What the name of a picture says of it."""
    if output.suffix.lower() == ".gif":
        return "walk"
    is_window = output.suffix.lower() == ".svg" or output.stem.startswith("window")
    return "window" if is_window else "map"
