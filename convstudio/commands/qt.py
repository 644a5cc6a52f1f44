"""Qt for commands: no display, no chatter."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from convstudio import preflight

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication

log = logging.getLogger(__name__)


def require_qt() -> None:
    """Get Qt ready for work without a display.

    Raises:
        OSError: a library is missing; the message says how to get it.
    """
    problem = preflight.library_problem(preflight.QT_LIBRARIES)
    if problem:
        raise OSError(problem)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@contextmanager
def drawing() -> Iterator["QCoreApplication"]:
    """An application to draw with.

    Offscreen, Qt says of some things that they are not supported; nobody misses them in a picture, so what
    it says goes to the log.
    """
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    before = qInstallMessageHandler(lambda kind, context, text: log.info("Qt: %s", text))
    try:
        app = QApplication.instance() or QApplication(["convstudio"])
        yield app
        app.processEvents()
    finally:
        qInstallMessageHandler(before)
