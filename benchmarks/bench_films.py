"""Films of the walk: our encoders beside Pillow's plain `save_all`, in turn (A B A B …), on real frames.

1,000 steps of a walk at 480×240. The goals: a GIF in a tenth of the time that Pillow needs with nothing but
`save_all=True`, and in a quarter of its size. Frames are drawn before; how long that takes is told, too. That
every frame comes out as it was drawn is a matter of the tests.
"""

from __future__ import annotations

import io
import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PIL import Image
from PySide6.QtWidgets import QApplication

from convstudio.files.computed import compute
from convstudio.files.films.film import Frame
from convstudio.files.films.writing import FORMATS, FilmFormat, encoded
from convstudio.files.resources import load_example
from convstudio.views.walk_film import WalkFilm

ROWS, COLS, FRAMES, ROUNDS, RATE = 240, 480, 1000, 3, 25.0
GOALS = {"GIF": (0.1, 0.25)}


class Drawn:
    """Frames that are there already."""

    def __init__(self, frames: list[Frame]) -> None:
        self._frames, self.size = frames, frames[0].shape[:2]

    def __len__(self) -> int:
        return len(self._frames)

    def frame(self, number: int) -> Frame:
        """One of them."""
        return self._frames[number]


def main() -> None:
    """Print a table of seconds and sizes."""
    application = QApplication.instance() or QApplication([])
    for example in ("sign", "digit"):
        film = walk(example)
        frames, seconds = drawn(film)
        print(f"\n{example}: {len(frames):,} frames of {COLS}×{ROWS}, drawn in {seconds:.2f} s")
        compare(Drawn(frames))
    application.processEvents()


def walk(example: str) -> WalkFilm:
    """The walk of an example, as large as it has to be to fill the frame."""
    project = load_example(example)
    computed = compute(project)
    rows, cols = WalkFilm(project, computed).size
    return WalkFilm(project, computed, scale=min(ROWS / rows, COLS / cols) * 0.99)


def drawn(film: WalkFilm) -> tuple[list[Frame], float]:
    """The first frames, on a ground of one size, and the seconds that drawing took."""
    start = time.perf_counter()
    frames = [film.frame(number) for number in range(min(FRAMES, len(film)))]
    seconds = time.perf_counter() - start
    grounds = []
    for frame in frames:
        ground = np.full((ROWS, COLS, 3), 255, np.uint8)
        ground[: frame.shape[0], : frame.shape[1]] = frame
        grounds.append(ground)
    return grounds, seconds


def compare(film: Drawn) -> None:
    """Each format of ours and of Pillow's, in turn."""
    forms = [form for form in FORMATS if not form.problem()]
    calls: dict[str, Callable[[], int]] = {}
    for form in forms:
        calls[f"{form.title}, ours"] = lambda form=form: ours(film, form)
        if form.title != "MP4":
            calls[f"{form.title}, Pillow"] = lambda form=form: pillow(film, form.title)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    sizes: dict[str, int] = {}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            wall, cpu = time.perf_counter(), time.process_time()
            sizes[name] = call()
            times[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    report({name: figures(taken) for name, taken in times.items()}, sizes)


def figures(taken: list[tuple[float, float]]) -> tuple[float, float]:
    """The median of the wall times, and the smallest CPU time: what another program disturbs least."""
    walls, cpus = zip(*taken, strict=True)
    return statistics.median(walls), min(cpus)


def ours(film: Drawn, form: FilmFormat) -> int:
    """Bytes of our film."""
    return len(encoded(film, form, RATE, range(len(film))) or b"")


def pillow(film: Drawn, title: str) -> int:
    """Bytes of Pillow's own film."""
    images = [Image.fromarray(film.frame(number)) for number in range(len(film))]
    buffer = io.BytesIO()
    form = "PNG" if title == "APNG" else title.upper()
    lossless = {"lossless": True} if form == "WEBP" else {}
    images[0].save(
        buffer, form, save_all=True, append_images=images[1:], duration=1000 / RATE, loop=0, **lossless
    )
    return buffer.tell()


def report(seconds: dict[str, tuple[float, float]], sizes: dict[str, int]) -> None:
    """The table, with what was asked for."""
    print(f"{'':14}{'s':>9}{'CPU s':>9}{'kB':>9}{'time':>9}{'CPU':>9}{'size':>9}")
    for name, (wall, cpu) in seconds.items():
        print(f"{name:14}{wall:9.2f}{cpu:9.2f}{sizes[name] / 1000:9.0f}", end="")
        title, who = name.split(", ")
        if who == "ours" and (other := f"{title}, Pillow") in seconds:
            ratios = wall / seconds[other][0], cpu / seconds[other][1], sizes[name] / sizes[other]
            print("".join(f"{ratio:9.3f}" for ratio in ratios), end="")
            if title in GOALS:
                print("    (goal: at most {:.2f} and {:.2f})".format(*GOALS[title]), end="")
        print()


if __name__ == "__main__":
    main()
