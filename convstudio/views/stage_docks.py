"""The panels that tell of the Stage make room for the Network, and come back where they were."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDockWidget


class StageDocks:
    """Hides panels while the Stage is not seen. What a person shows meanwhile stays."""

    def __init__(self, docks: Sequence[QDockWidget]) -> None:
        self._docks = docks
        self._hidden: list[QDockWidget] = []

    def set_stage(self, shown: bool) -> None:
        """The Stage is seen, or something else."""
        if shown:
            for dock in self._hidden:
                dock.show()
            self._hidden = []
        elif not self._hidden:
            self._hidden = [dock for dock in self._docks if not dock.isHidden() and not dock.isFloating()]
            for dock in self._hidden:
                dock.hide()
