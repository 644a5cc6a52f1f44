"""The maps beside those that another program gave: the first cell that differs, and the likely cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QInputDialog, QPushButton, QVBoxLayout, QWidget

from convstudio.engine.digits import format_value
from convstudio.engine.geometry import Box
from convstudio.files.compare import Comparison, compare, names_in, read_reference
from convstudio.model.overview import value_range
from convstudio.model.studio import Studio
from convstudio.model.worker import Worker
from convstudio.views.announce import announce
from convstudio.views.card import describe, label, paragraph, row
from convstudio.views.colors import map_scale
from convstudio.views.grid_view import GridView
from convstudio.views.marks import Mark
from convstudio.views.scales import chosen_palettes
from convstudio.views.theme import current_theme

DIGITS = 9  # that tell float32 numbers apart
MARKS = 2000  # cells that are framed, at most
FIRST, OTHERS = 4, 1  # pixels of the frames of the first cell that differs, and of the others


@dataclass(frozen=True)
class Reference:
    """An output that another program gave."""

    name: str
    values: NDArray[np.floating]


class ComparePanel(QFrame):
    """Holds a reference against the active layer, also while that is edited; computes only while seen."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        describe(self, "compare_panel", self.tr("Compare with a reference"))
        self.setToolTip("")
        self._studio = studio
        self._reference: Reference | None = None
        self._found: Comparison | None = None
        self._worker = Worker(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self.open = QPushButton(self.tr("Open a reference…"))
        describe(self.open, "open_reference", self.tr("The output of this layer as another program gave it"))
        self.go = QPushButton(self.tr("Go to this cell"))
        describe(self.go, "compare_go", self.tr("Move the window to the first cell that differs"))
        self.text, self.cause = paragraph(), paragraph("title")
        self.title = label(role="quiet")
        self.map = GridView()
        self.map.setObjectName("reference_map")
        self.map.setAccessibleName(self.tr("The reference; cells that differ are marked"))
        self._lay_out()
        self._connect()
        self._show_nothing()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 10, 8)
        layout.setSpacing(8)
        layout.addLayout(row(self.open, self.go, None))
        for widget in (self.text, self.cause, self.title):
            layout.addWidget(widget)
        layout.addWidget(self.map, 1)
        layout.addStretch(0)

    def _connect(self) -> None:
        studio = self._studio
        for signal in (
            studio.results.maps_changed,
            studio.results.geometry_changed,
            studio.document.active_layer_changed,
        ):
            signal.connect(self._ask_soon)
        studio.player.step_changed.connect(self._show_map)
        self.open.clicked.connect(self.ask_reference)
        self.go.clicked.connect(self._go)
        self._soon.timeout.connect(self._ask)
        self._worker.finished.connect(self._show)
        self._worker.failed.connect(self._refuse)

    def close_work(self) -> None:
        """Stop computing, for good."""
        self._worker.close()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_soon()

    # the reference

    def ask_reference(self) -> None:
        """Ask for a file with the output of another program."""
        kinds = self.tr("Outputs ({list})").format(list="*.npy *.npz")
        path, _ = QFileDialog.getOpenFileName(self, self.open.text(), self._studio.settings.folder, kinds)
        if path:
            self.open_reference(path)

    def open_reference(self, path: str) -> None:
        """Compare with an `.npy` or `.npz` file; says why where it cannot be read."""
        try:
            name = self._ask_name(names_in(path))
            if name is None:
                return
            self._reference = Reference(Path(path).name, read_reference(path, name))
        except (OSError, ValueError) as error:
            self._refuse(error)
        else:
            self._ask_soon()

    def _ask_name(self, names: Sequence[str]) -> str | None:
        """Which of the arrays of a file; None where a person wants none."""
        if len(names) < 2:
            return ""
        text = self.tr("Which array is the output?")
        name, is_chosen = QInputDialog.getItem(self, self.open.text(), text, names, editable=False)
        return name if is_chosen else None

    def _ask_soon(self, *_changed: object) -> None:
        self._soon.start()

    def _ask(self) -> None:
        document, results = self._studio.document, self._studio.results
        number = document.active_layer
        x, shape = results.input_of(number), results.input_shape(number)
        if not self.isVisible() or self._reference is None:
            return
        if x is None or shape is None or results.output_of(number) is None:
            self._show_nothing()
            return
        part, input, values = document.layer, x.reshape(shape).copy(), self._reference.values
        self._worker.start(lambda _cancelled: compare(part, input, values))

    # show

    def _show_nothing(self) -> None:
        self._found = None
        asked = self.tr("Open an .npy or .npz file with what another program gives for this input and layer.")
        self.text.setText(asked)
        for widget in (self.cause, self.title, self.map):
            widget.hide()
        self.go.setEnabled(False)

    def _refuse(self, error: object) -> None:
        self._show_nothing()
        self.text.setText(str(error))
        announce(self, str(error))

    def _show(self, found: Comparison) -> None:
        self._found = found
        self.text.setText(self._said(found))
        none = "" if found.agrees else self.tr("No single change gives the reference.")
        self.cause.setText(f"{found.reading} {found.cause or none}".strip())
        self.cause.setVisible(bool(self.cause.text()))
        self.go.setEnabled(not found.agrees)
        announce(self, f"{self.text.text()} {self.cause.text()}".strip())
        self._show_map()

    def _said(self, found: Comparison) -> str:
        assert self._reference is not None
        name, largest = self._reference.name, format_value(found.largest, 3)
        if found.first is None:
            agrees = self.tr("{name} agrees in all {count} values; the largest difference is {largest}.")
            return agrees.format(name=name, count=f"{found.differs.size:,}", largest=largest)
        row, col, filter = found.first
        differs = self.tr(
            "{count} of {all} values differ from {name}, at most by {largest}. The first: map {map}, "
            "cell [{row}, {col}] is {ours} here and {theirs} there."
        )
        return differs.format(
            name=name,
            count=f"{found.count:,}",
            all=f"{found.differs.size:,}",
            largest=largest,
            map=filter + 1,
            row=row,
            col=col,
            ours=format_value(found.ours, DIGITS),
            theirs=format_value(found.theirs, DIGITS),
        )

    def _show_map(self) -> None:
        """The reference's map of the filter in hand; what differs is framed."""
        found, step = self._found, self._studio.player.step
        if found is None or found.agrees or step is None or step.filter >= found.differs.shape[2]:
            self.title.hide()
            self.map.hide()
            return
        self.title.show()
        self.map.show()
        values = found.reference[:, :, step.filter]
        spread = self._studio.results.output_range(self._studio.document.active_layer)
        self.map.show_values(values, map_scale(*value_range(values), spread, *chosen_palettes(self._studio)))
        cells = np.argwhere(found.differs[:, :, step.filter])[:MARKS].tolist()
        accent = current_theme().accent
        first = found.first if found.first is not None and found.first[2] == step.filter else None
        if first is not None:
            cells = [cell for cell in cells if cell != list(first[:2])] + [
                list(first[:2])
            ]  # seen over others
        marks = tuple(
            Mark(
                Box(row, row + 1, col, col + 1), accent, FIRST if (row, col) == (first or ())[:2] else OTHERS
            )
            for row, col in cells
        )
        self.map.marks.set_marks("difference", marks)
        self.title.setText(self.tr("Map {number} of the reference").format(number=step.filter + 1))

    def _go(self) -> None:
        if self._found is not None and self._found.first is not None:
            row, col, filter = self._found.first
            self._studio.player.show_filter(filter)
            self._studio.player.go_to_cell(row, col)
