"""Start-up: the program beside a bare PySide6 + pyqtgraph window, whole processes in turn (A B A B …).

A process counts from its launch until its window has been painted and it has gone again. The goal is at most
1.6 times the bare window. Both start as installed programs do, with all their bytecode written before: the
first start of each, which compiles it, is not measured.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import in_turn

ROOT = Path(__file__).resolve().parent.parent
GOAL = 1.6
ROUNDS = 9

# Both get the same event loop: what is shown is painted, then the loop ends.
ONE_ROUND = """
import sys
from PySide6.QtWidgets import QApplication
QApplication.exec = lambda *ignored: [QApplication.processEvents() for _ in range(3)] and 0
"""
BARE = """
import numpy
import pyqtgraph
from PySide6.QtWidgets import QMainWindow
application = QApplication([])
window = QMainWindow()
canvas = pyqtgraph.GraphicsLayoutWidget()
canvas.addViewBox().addItem(pyqtgraph.ImageItem(numpy.zeros((8, 8), numpy.float32)))
window.setCentralWidget(canvas)
window.resize(1280, 800)
window.show()
sys.exit(application.exec())
"""
PROGRAM = """
from convstudio.__main__ import main
sys.argv = ["convstudio"]
sys.exit(main())
"""


def start(code: str, settings: str) -> None:
    """One whole process, with a folder for its settings and its bytecode."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "XDG_CONFIG_HOME": settings}
    environment["PYTHONPYCACHEPREFIX"] = str(Path(settings, "bytecode"))
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", ONE_ROUND + code]
    done = subprocess.run(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.stderr)


def main() -> None:
    """Prints both medians and their ratio."""
    with tempfile.TemporaryDirectory() as own:
        bare, program = in_turn(lambda: start(BARE, own), lambda: start(PROGRAM, own), rounds=ROUNDS)
    print(f"Start-up until the window is painted, and gone again (median of {ROUNDS}, in turn)")
    print(f"  bare PySide6 + pyqtgraph window  {bare.median * 1000:7.0f} ms")
    print(f"  Convolution Studio               {program.median * 1000:7.0f} ms")
    print(f"  ratio                            {program.median / bare.median:7.2f}    (goal: at most {GOAL})")
