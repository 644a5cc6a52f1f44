"""Common mistakes: the map of a wrong model beside the right one, and where they part."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from convstudio.engine.geometry import Box
from convstudio.model.mistaken import Comparison, Model, Wrong, compare, model_of
from convstudio.model.overview import value_range
from convstudio.model.studio import Studio
from convstudio.model.updating import FRAME
from convstudio.model.worker import Worker
from convstudio.views.announce import announce
from convstudio.views.card import describe, label
from convstudio.views.colors import Scale, map_scale
from convstudio.views.grid_view import GridView
from convstudio.views.marks import Mark
from convstudio.views.mistake_texts import mistake_text, mistake_titles
from convstudio.views.scales import chosen_palettes
from convstudio.views.theme import current_theme

TEXT_LINES = 5  # room for the sentence, so that nothing jumps about


class MistakesPanel(QFrame):
    """Computes only while it is seen; much work is done elsewhere."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        describe(self, "mistakes_panel", self.tr("Common mistakes"))
        self.setToolTip("")
        self._studio = studio
        self._asked: tuple[Model, Wrong, int, int] | None = None
        self._found: Comparison | None = None
        self._worker = Worker(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self.mistake_box = QComboBox()
        describe(self.mistake_box, "mistake_box", self.tr("Which mistake to compute beside the right map"))
        for mistake, title in mistake_titles().items():
            self.mistake_box.addItem(title, mistake)
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.go = QPushButton(self.tr("Go to this cell"))
        describe(self.go, "mistake_go", self.tr("Move the window to the first cell where the maps differ"))
        self.right, self.wrong = (
            _grid("right_map", self.tr("Right map")),
            _grid("wrong_map", self.tr("Wrong map")),
        )
        self.right_title, self.wrong_title = label(role="good"), label(role="bad")
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.text.setMinimumHeight(TEXT_LINES * self.fontMetrics().height())
        said = QVBoxLayout()
        for widget in (self.mistake_box, self.text, self.go):
            said.addWidget(widget)
        layout = self._layout
        layout.setContentsMargins(12, 8, 10, 6)
        layout.setSpacing(10)
        layout.addLayout(said)
        layout.setAlignment(said, Qt.AlignmentFlag.AlignTop)
        for title, view in ((self.right_title, self.right), (self.wrong_title, self.wrong)):
            column = QVBoxLayout()
            column.addWidget(title)
            column.addWidget(view, 1)
            layout.addLayout(column, 1)

    def _connect(self) -> None:
        studio = self._studio
        for signal in (
            studio.results.maps_changed,
            studio.results.geometry_changed,
            studio.player.walk_changed,
            studio.selection.channel_changed,
            studio.settings.changed,
            studio.predict.enabled_changed,
        ):
            signal.connect(self._ask_soon)
        studio.player.step_changed.connect(self._follow_step)
        self.mistake_box.currentIndexChanged.connect(self._ask_soon)
        self.go.clicked.connect(self._go)
        self._soon.timeout.connect(self._ask)
        self._worker.finished.connect(self._show)

    def close_work(self) -> None:
        """Stop computing, for good."""
        self._worker.close()

    # compute

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The maps stand side by side, or one below the other in a narrow place."""
        super().resizeEvent(event)
        wide = self.width() > self.height()
        ways = QBoxLayout.Direction
        self._layout.setDirection(ways.LeftToRight if wide else ways.TopToBottom)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_soon()

    def _ask_soon(self, *_changed: object) -> None:
        self._soon.start()

    def _follow_step(self) -> None:
        step = self._studio.player.step
        if step is not None and (self._asked is None or step.filter != self._asked[2]):
            self._ask_soon()

    def _ask(self) -> None:
        """Compute the wrong map, here or elsewhere."""
        if not self.isVisible():
            return
        asked = self._wish()
        self._worker.cancel()
        self._asked = asked
        if asked is None:
            self._show(None)
        elif asked[0].work <= FRAME:
            self._show(compare(*asked))
        else:
            self._worker.start(lambda _cancelled: compare(*asked))

    def _wish(self) -> tuple[Model, Wrong, int, int] | None:
        """What to compute for what is in hand; None where there are no maps, or none to be seen."""
        studio, number = self._studio, self._studio.document.active_layer
        results, step, maps = studio.results, studio.player.step, studio.results.output_of(number)
        if maps is None or step is None or studio.predict.is_enabled:
            return None
        model = model_of(results.layer(number), results.geometry(number), results.input_of(number), maps)
        if model is None:
            return None
        channel = min(studio.selection.channel, model.kernel.shape[2] - 1)
        return model, self.mistake_box.currentData(), step.filter, channel

    # show

    def _show(self, found: Comparison | None) -> None:
        self._found = found
        asked = self._asked
        for widget in (self.right, self.right_title, self.wrong, self.wrong_title):
            widget.setVisible(found is not None)
        self.go.setEnabled(found is not None and found.first is not None)
        if found is None or asked is None:
            self.text.setText(self.tr("Here is no layer with filters whose maps could be compared."))
            return
        _, mistake, filter, channel = asked
        self.text.setText(mistake_text(mistake, asked[0], found, filter, channel))
        self.wrong.setVisible(found.wrong is not None)
        self._show_map(self.right, self.right_title, self.tr("Right: {size}"), found.right)
        if found.wrong is not None:
            self._show_map(self.wrong, self.wrong_title, self.tr("Wrong: {size}"), found.wrong)
        else:
            self.wrong_title.setText(self.tr("Wrong: no map"))
        announce(self, self.text.text())

    def _show_map(self, view: GridView, title: QLabel, text: str, values: NDArray[np.floating]) -> None:
        assert self._found is not None
        rows, cols = values.shape
        title.setText(text.format(size=f"{rows} × {cols}"))
        view.show_values(values, self._scale(values))
        first = self._found.first
        cells = () if first is None else (Box(first[0], first[0] + 1, first[1], first[1] + 1),)
        view.marks.set_marks("difference", tuple(Mark(cell, current_theme().accent) for cell in cells))

    def _scale(self, values: NDArray[np.floating]) -> Scale:
        """One scale for both maps, so that they can be compared; but where scales are the mistake."""
        assert self._found is not None
        assert self._asked is not None
        shown = [values]
        if self._asked[1] is not Wrong.OWN_SCALE:
            shown = [one for one in (self._found.right, self._found.wrong) if one is not None]
        ranges = [value_range(one) for one in shown]
        layer = self._studio.results.layer(self._studio.document.active_layer)
        spread = layer.output_range if layer is not None else (-np.inf, np.inf)
        low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
        return map_scale(low, high, spread, *chosen_palettes(self._studio))

    def _go(self) -> None:
        if self._found is not None and self._found.first is not None:
            self._studio.player.go_to_cell(*self._found.first)


def _grid(name: str, text: str) -> GridView:
    view = GridView()
    view.setObjectName(name)
    view.setAccessibleName(text)
    view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return view
