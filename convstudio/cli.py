"""The command line: the window, and what needs none."""

import argparse
import gc
import io
import logging
import os
import sys
from collections.abc import Callable, Sequence

from convstudio import preflight
from convstudio.commands import COMMANDS
from convstudio.commands.arguments import common
from convstudio.commands.terminal import one_line, tell

OVERVIEW = """\
without a window:
  convstudio walk FILE                     write out every step of the window
  convstudio explain FILE --at ROW,COL     write out one step
  convstudio render FILE -o PICTURE        draw map.png, walk.gif, window.png or window.svg
  convstudio export FILE -o FILE           a figure, a film of the walk, or the numbers behind them
  convstudio apply FILE INPUT... -o DIR    feature maps of many pictures, of arrays larger than memory
  convstudio import MODEL -o PROJECT       a model of Keras, PyTorch or ONNX, or a --layer of it, as a project
  convstudio info FILE                     what a project or a file of weights holds
  convstudio code FILE --as keras          write a layer or the stack as a program that checks itself
  convstudio COMMAND --help                more about one of them
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns the exit code of the process."""
    options = parse(sys.argv[1:] if argv is None else argv)
    level = logging.INFO if getattr(options, "verbose", False) else logging.WARNING
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
    _never_fail_on_a_letter()
    try:
        command = COMMANDS.get(options.command)
        return _window(options) if command is None else int(command.run(options))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read the output has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (OSError, ValueError) as error:
        tell(f"convstudio: {one_line(error)}")
        return 2


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read the arguments; a first word that is no command is the file to open in the window."""
    words = [word for word in argv if not word.startswith("-")]
    parser = _command_parser() if words and words[0] in COMMANDS else _window_parser()
    return parser.parse_args(argv)


def _window_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "convstudio",
        description="See, try and understand convolutional layers.",
        epilog=OVERVIEW,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[common()],
    )
    parser.add_argument("file", nargs="?", help="a project, a picture, a .npy array or a text grid to open")
    parser.set_defaults(command="window")
    return parser


def _command_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("convstudio", parents=[common()])
    commands = parser.add_subparsers(dest="command", required=True)
    for command in COMMANDS.values():
        command.add(commands)
    return parser


def _never_fail_on_a_letter() -> None:
    """A terminal that has no arrow shows a question mark for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _window(options: argparse.Namespace) -> int:
    preflight.require_window()
    return _imported_app()(options.file)


def _imported_app() -> Callable[[str | None], int]:
    """`convstudio.app.main`, imported faster than by a plain import: a person waits for the window."""
    gc.disable()  # modules stay: looking for garbage among them finds nothing
    try:
        import convstudio.nn  # noqa: F401  (before Qt: PySide reads the source of each module after itself)
        from convstudio.app import main as run
    finally:
        gc.enable()
    gc.freeze()
    return run
