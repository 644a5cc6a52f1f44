"""`convstudio code`: a layer or the whole stack as a program that checks itself."""

import argparse
from pathlib import Path

from convstudio.commands.arguments import Commands, add_command, add_project
from convstudio.commands.qt import require_qt
from convstudio.commands.terminal import tell

LANGUAGES = ("keras", "pytorch", "numpy", "numpy-loops", "onnx")
TEXT = "Write the active layer as a program; its last line compares with the map here."


def add(commands: Commands) -> None:
    """Say what the command takes."""
    parser = add_command(commands, "code", TEXT)
    add_project(parser)
    parser.add_argument("--as", dest="language", choices=LANGUAGES, default="keras", help="in which library")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="where to write it; else it is printed"
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--stack", action="store_true", help="all layers instead of the active one")
    which.add_argument("--layer", type=_layer, metavar="N", help="another layer, counted from 1")


def run(options: argparse.Namespace) -> int:
    """Print the program, or write it with what belongs to it; returns the exit code."""
    require_qt()
    from convstudio.files.code.languages import ONNX, program, save_code, stem_of
    from convstudio.files.code.subject import subject_of
    from convstudio.files.project import load_project

    project = load_project(options.file)
    number = None if options.stack else project.active_layer if options.layer is None else options.layer - 1
    if options.output is not None:
        for path in save_code(project, number, options.language, options.output):
            print(path)
        return 0
    if options.language == ONNX:
        raise ValueError("an ONNX model is no text: name a file for it with -o")
    subject = subject_of(project, number).computed(project.input)
    made = program(subject, options.language, stem_of(project, number))
    print(made.text, end="")
    if made.arrays:
        tell(f"It reads {made.file}, which is written beside it with -o.")
    return 0


def _layer(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"layers count from 1; there is no layer {text!r}")
    return int(text)
