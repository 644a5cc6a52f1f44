"""The command line: the window, and what needs none.

Qt is imported only by the commands that need it, and only after `preflight` has found its libraries.
"""

import argparse
import gc
import io
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from convstudio import __version__, preflight

log = logging.getLogger("convstudio")

FORMATS = ("text", "markdown", "latex", "numpy")
PICTURES = ("map", "walk", "window")
BAR_WIDTH = 30  # characters
ERASE_LINE = "\r\033[K"
OVERVIEW = """\
without a window:
  convstudio walk FILE                     write out every step of the window
  convstudio explain FILE --at ROW,COL     write out one step
  convstudio render FILE -o PICTURE        draw map.png, walk.gif, window.png or window.svg
  convstudio apply FILE PICTURE... -o DIR  feature maps of many pictures
  convstudio COMMAND --help                more about one of them
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns the exit code of the process."""
    options = parse(sys.argv[1:] if argv is None else argv)
    level = logging.INFO if getattr(options, "verbose", False) else logging.WARNING
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
    _never_fail_on_a_letter()
    try:
        return COMMANDS[options.command](options)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read the output has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (OSError, ValueError) as error:
        _tell(f"convstudio: {one_line(error)}")
        return 2


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read the arguments; a first word that is no command is the file to open in the window."""
    words = [word for word in argv if not word.startswith("-")]
    parser = (
        _command_parser() if words and words[0] in COMMANDS and words[0] != "window" else _window_parser()
    )
    return parser.parse_args(argv)


def one_line(error: Exception) -> str:
    """What went wrong, in a line for people."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return " ".join(str(error).split())


def _window_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "convstudio",
        description="See, try and understand convolutional layers.",
        epilog=OVERVIEW,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_common()],
    )
    parser.add_argument("file", nargs="?", help="a project, a picture, a .npy array or a text grid to open")
    parser.set_defaults(command="window")
    return parser


def _command_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("convstudio", parents=[_common()])
    commands = parser.add_subparsers(dest="command", required=True)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, description=text, help=text, parents=[_common()])
        command.add_argument("file", help="a project file")
        return command

    add("walk", "Write out every step of the active layer, then its maps.")
    one = add("explain", "Write out one step of the active layer.")
    _add_cell(one, is_required=True)
    one.add_argument("--as", dest="format", choices=FORMATS, default="text", help="notation (default: text)")
    drawn = add(
        "render",
        "Draw a picture; its name tells which: map.png, walk.gif (at most 400 steps), window.png or .svg.",
    )
    _add_cell(drawn, is_required=False)
    drawn.add_argument("-o", "--output", required=True, type=Path, help="the file to write")
    drawn.add_argument("--what", choices=PICTURES, help="what to draw, whatever the name")
    drawn.add_argument("--seconds", type=float, default=0.25, help="of each step of a walk (default: 0.25)")
    many = add("apply", "Write the feature maps of many pictures as .npy and .png.")
    many.add_argument("pictures", nargs="+", metavar="PICTURE", help="a picture, a .npy array or a text grid")
    many.add_argument("-o", "--output", required=True, type=Path, metavar="DIR", help="where to write")
    return parser


def _common() -> argparse.ArgumentParser:
    """What every command takes; without defaults, since it is read before and after the command's name."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--version", action="version", version=f"Convolution Studio {__version__}")
    verbose = "say more of what is done"
    common.add_argument("-v", "--verbose", action="store_true", default=argparse.SUPPRESS, help=verbose)
    return common


def _add_cell(parser: argparse.ArgumentParser, is_required: bool) -> None:
    at = "cell of the map, counted from 0,0; in one dimension COL alone will do"
    parser.add_argument("--at", required=is_required, type=_cell, metavar="ROW,COL", help=at)
    parser.add_argument("--filter", type=_number, default=1, metavar="N", help="which filter, counted from 1")


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"filters count from 1; there is no filter {text!r}")
    return int(text)


def _cell(text: str) -> tuple[int, int]:
    try:
        *row, col = (int(number) for number in text.split(","))
        (first,) = row or [0]
    except ValueError:
        raise argparse.ArgumentTypeError(f"a cell is ROW,COL such as 2,3, not {text!r}") from None
    return first, col


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


def _explain(options: argparse.Namespace) -> int:
    _require_qt()
    from convstudio.files.computed import compute
    from convstudio.files.project import load_project
    from convstudio.files.step_text import FORMATS as WRITERS

    row, col = options.at
    step = compute(load_project(options.file)).explain(row, col, options.filter - 1)
    print(WRITERS[options.format](step))
    return 0


def _walk(options: argparse.Namespace) -> int:
    _require_qt()
    from convstudio.files.computed import compute
    from convstudio.files.project import load_project
    from convstudio.files.step_text import as_text, map_text

    project = load_project(options.file)
    computed = compute(project)
    steps = computed.walk
    print(project.title or Path(options.file).stem)
    for step in steps:
        print(f"\nStep {step.index + 1} of {len(steps)}")
        print(as_text(computed.explain(step.row, step.col, step.filter)))
    for filter in range(computed.maps.shape[2]):
        print(f"\nFeature map {filter + 1}\n{map_text(computed.maps[..., filter])}")
    return 0


def _render(options: argparse.Namespace) -> int:
    _require_qt()
    from PySide6.QtWidgets import QApplication

    from convstudio.files.project import load_project

    project = load_project(options.file)
    what = options.what or _named_picture(options.output)
    with _qt_messages_in_the_log():
        app = QApplication.instance() or QApplication(["convstudio"])
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
        app.processEvents()
    log.info("%s: %s of %s", options.output, what, options.file)
    return 0


@contextmanager
def _qt_messages_in_the_log() -> Iterator[None]:
    """Offscreen, Qt says of some things that they are not supported; nobody misses them in a picture."""
    from PySide6.QtCore import qInstallMessageHandler

    before = qInstallMessageHandler(lambda kind, context, text: log.info("Qt: %s", text))
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def _named_picture(output: Path) -> str:
    """What the name of a picture says of it."""
    if output.suffix.lower() == ".gif":
        return "walk"
    is_window = output.suffix.lower() == ".svg" or output.stem.startswith("window")
    return "window" if is_window else "map"


def _apply(options: argparse.Namespace) -> int:
    _require_qt()
    from convstudio.files.project import load_project
    from convstudio.views.batch import write_all

    project, count = load_project(options.file), len(options.pictures)
    written = write_all(
        project,
        options.pictures,
        options.output,
        on_progress=lambda done: _show_progress(done, count),
        on_failure=lambda picture, error: _tell(f"{picture} is left out: {one_line(error)}"),
    )
    print(f"{written} of {count} written to {options.output}")
    return 0 if written == count else 1


def _tell(text: str) -> None:
    """A line on stderr, over the progress bar if that stands there."""
    print(f"{ERASE_LINE}{text}" if _is_watched() else text, file=sys.stderr)


def _is_watched() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()  # a program without a console has none


def _show_progress(done: int, total: int) -> None:
    """A bar on stderr, where a person is looking."""
    if _is_watched():
        filled = BAR_WIDTH * done // total
        end = "\n" if done == total else ""
        bar = "#" * filled + "." * (BAR_WIDTH - filled)
        print(f"\r[{bar}] {done} of {total}", end=end, file=sys.stderr, flush=True)


def _require_qt() -> None:
    """Get Qt ready for work without a display.

    Raises:
        OSError: a library is missing; the message says how to get it.
    """
    problem = preflight.library_problem(preflight.QT_LIBRARIES)
    if problem:
        raise OSError(problem)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


COMMANDS = {"window": _window, "explain": _explain, "walk": _walk, "render": _render, "apply": _apply}
