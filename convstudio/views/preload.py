"""Loads in idle time what is needed only later: nothing of it makes the start or the first look slower."""

from importlib import import_module

from PySide6.QtCore import QObject, QTimer

START, PAUSE = 1500, 60  # ms from the start to the first module, and from one to the next
MODULES = (  # what comes later needs what comes before, so that each is a small step
    "numpy.ma",  # numpy.unique loads it when it is first called
    "convstudio.nn.trace",
    "convstudio.nn.contributions",
    "convstudio.model.tracing",
    "convstudio.views.network_layout",
    "convstudio.views.network_light",
    "convstudio.views.network_pictures",
    "convstudio.views.network_details",
    "convstudio.views.network_display",
    "convstudio.views.network_canvas",
    "convstudio.views.why_rows",
    "convstudio.views.why_panel",
    "convstudio.views.network_view",
    "convstudio.model.training_checks",
    "convstudio.model.weights_differences",
)


class Preload(QObject):
    """One module at a time, with pauses between them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left = list(MODULES)
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.step)
        QTimer.singleShot(START, self, self._timer.start)

    @property
    def left(self) -> list[str]:
        """The modules that are not loaded yet."""
        return list(self._left)

    def step(self) -> None:
        """Load the next module; after the last one there is nothing more to do."""
        import_module(self._left.pop(0))
        if not self._left:
            self._timer.stop()
