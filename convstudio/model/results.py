"""Feature maps of the document, brought up to date part by part."""

import time
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from convstudio.engine.geometry import Box
from convstudio.engine.walk import Step, Walk
from convstudio.model.built import Built, Shape, build_layers
from convstudio.model.document import Document
from convstudio.model.edits import planar
from convstudio.model.worker import Worker
from convstudio.nn.layer import Layer
from convstudio.nn.live import Change, LiveStack

Planar = NDArray[Any]  # (rows, cols, channels), read-only
FRAME = 8_000_000  # multiply-adds: about 8 ms, half a frame; the other half is for painting
SETTLE = 250  # ms without an edit before maps that were updated in parts are computed again as a whole


class Results(QObject):
    """What every layer gives for the input, for whoever shows it.

    An edit recomputes what it reaches: here where that takes less than a frame, else in the worker, where only
    the newest answer counts. When a gesture ends, maps that were updated in parts are computed anew, because
    sums of parts may differ from the whole in the last bits.

    Signals:
        maps_changed(int, object, object): layer; boxes of its output, or None for all; range of filters, or None.
        geometry_changed(): layers, their settings, shapes or the active layer are others; read everything anew.
        computing_changed(bool): the worker is at it.
        failed(str): the worker could not do it, and why.
    """

    maps_changed = Signal(int, object, object)
    geometry_changed = Signal()
    computing_changed = Signal(bool)
    failed = Signal(str)
