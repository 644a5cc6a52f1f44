"""Arguments that several commands take."""

import argparse
from typing import TypeAlias

from convstudio import __version__

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def common() -> argparse.ArgumentParser:
    """What every command takes; without defaults, since it is read before and after the command's name."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--version", action="version", version=f"Convolution Studio {__version__}")
    verbose = "say more of what is done"
    parser.add_argument("-v", "--verbose", action="store_true", default=argparse.SUPPRESS, help=verbose)
    return parser


def add_command(commands: Commands, name: str, text: str) -> argparse.ArgumentParser:
    """A command with its name and what it does, in a sentence."""
    return commands.add_parser(name, description=text, help=text, parents=[common()])


def add_project(parser: argparse.ArgumentParser) -> None:
    """The project file that a command works on."""
    parser.add_argument("file", help="a project file")


def add_cell(parser: argparse.ArgumentParser, is_required: bool) -> None:
    """A cell of the map, and which map."""
    at = "cell of the map, counted from 0,0; in one dimension COL alone will do"
    parser.add_argument("--at", required=is_required, type=cell, metavar="ROW,COL", help=at)
    parser.add_argument("--filter", type=number, default=1, metavar="N", help="which filter, counted from 1")


def number(text: str) -> int:
    """A filter's number, from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"filters count from 1; there is no filter {text!r}")
    return int(text)


def cell(text: str) -> tuple[int, int]:
    """A cell of a map, from 0; without a row it is that of a line."""
    try:
        *row, col = (int(number) for number in text.split(","))
        (first,) = row or [0]
    except ValueError:
        raise argparse.ArgumentTypeError(f"a cell is ROW,COL such as 2,3, not {text!r}") from None
    return first, col
