"""`convstudio export`: a figure, a film of the walk, or the numbers behind them, without a window."""

import argparse
import math
from pathlib import Path

from convstudio.commands.arguments import Commands, add_command, add_project, cell, number
from convstudio.commands.qt import drawing, require_qt
from convstudio.commands.terminal import show_progress

KINDS = ("stage", "input", "filter", "map", "maps", "arithmetic", "network", "walk")
TEXT = "Write a figure, a film of the walk, or the numbers behind them; the name says in which format."
FORMATS = """\
figures:  .png .svg .pdf .tikz .jpg .webp .bmp .tif
the walk: .gif .apng .webp, and .mp4 where there is ffmpeg
numbers:  .csv .npy .md .tex
"""
SHARP = 2.0  # pixels for each unit of a picture, if nothing is said


def add(commands: Commands) -> None:
    """Say what the command takes."""
    parser = add_command(commands, "export", TEXT)
    parser.epilog, parser.formatter_class = FORMATS, argparse.RawDescriptionHelpFormatter
    add_project(parser)
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="FILE", help="the file to write")
    parser.add_argument("--what", choices=KINDS, default="stage", help="what is written (default: stage)")
    at = "the step to mark: a cell of the map, counted from 0,0; in one dimension COL alone will do"
    parser.add_argument("--at", type=cell, metavar="ROW,COL", help=at)
    which = "which filter, counted from 1 (default: 1; of the walk all)"
    parser.add_argument("--filter", type=number, metavar="N", help=which)
    size = "size of the figure: 1 for 96 dots an inch (default: 2 for pixels, else 1)"
    parser.add_argument("--scale", type=_above_zero, metavar="X", help=size)
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="(default: light)")
    parser.add_argument("--steps", type=_steps, metavar="A-B", help="which steps of the walk, counted from 1")
    parser.add_argument(
        "--fps", type=_above_zero, default=4.0, metavar="X", help="steps a second (default: 4)"
    )


def run(options: argparse.Namespace) -> int:
    """Write the file; returns the exit code."""
    require_qt()
    from convstudio.files.export_source import ExportSource
    from convstudio.files.project import load_project
    from convstudio.views.exporting import Order, check_format, export
    from convstudio.views.look import Look
    from convstudio.views.theme import THEMES

    check_format(options.what, options.output)
    source = ExportSource(load_project(options.file))
    order = Order(
        options.what,
        _filter(options),
        options.at,
        Look(THEMES[options.theme]),
        options.scale or _usual_scale(options),
        options.steps,
        options.fps,
    )
    with drawing():
        export(source, order, options.output, on_progress=show_progress)
    return 0


def _filter(options: argparse.Namespace) -> int | None:
    """From 0; None for all."""
    if options.filter is None:
        return None if options.what == "walk" else 0
    return int(options.filter) - 1


def _usual_scale(options: argparse.Namespace) -> float:
    from convstudio.files.drawing.encoding import PIXELS

    is_picture = options.what != "walk" and options.output.suffix.lower() in PIXELS
    return SHARP if is_picture else 1.0


def _above_zero(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"a number above 0, not {text!r}")
    return value


def _steps(text: str) -> range:
    """Steps from 0; people count from 1, and name the last one too."""
    first, dash, last = text.partition("-")
    words = (first, last if dash else first)
    if not all(word.isdecimal() for word in words) or not 1 <= int(words[0]) <= int(words[1]):
        raise argparse.ArgumentTypeError(f"steps are A-B such as 1-36, not {text!r}")
    return range(int(words[0]) - 1, int(words[1]))
