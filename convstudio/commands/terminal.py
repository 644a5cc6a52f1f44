"""What is said to the person at the terminal."""

import sys

BAR_WIDTH = 30  # characters
ERASE_LINE = "\r\033[K"


def one_line(error: Exception) -> str:
    """What went wrong, in a line for people."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return " ".join(str(error).split())


def tell(text: str) -> None:
    """A line on stderr, over the progress bar if that stands there."""
    print(f"{ERASE_LINE}{text}" if _is_watched() else text, file=sys.stderr)


def show_progress(done: int, total: int) -> None:
    """A bar on stderr, where a person is looking."""
    if _is_watched():
        filled = BAR_WIDTH * done // total
        end = "\n" if done == total else ""
        bar = "#" * filled + "." * (BAR_WIDTH - filled)
        print(f"\r[{bar}] {done} of {total}", end=end, file=sys.stderr, flush=True)


def _is_watched() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()  # a program without a console has none
