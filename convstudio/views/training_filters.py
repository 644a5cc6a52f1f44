"""The filter in hand, side by side: as the training began, as it is now, and the one to be found if known."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSpacerItem, QWidget

from convstudio.engine.digits import format_value
from convstudio.model.drawn_target import DrawnTarget
from convstudio.model.kernels import kernel_of
from convstudio.model.studio import Studio
from convstudio.model.training_data import TrainingData
from convstudio.views.card import paragraph
from convstudio.views.colors import weight_scale
from convstudio.views.grid_view import GridView

SIDE_IN_LINES = 6
Weights = NDArray[np.floating]


class FiltersThen(QWidget):
    """One scale for all, so that they can be compared."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self.distance = paragraph("quiet")
        self.views = {
            name: _grid(f"filter_{name}", title, SIDE_IN_LINES * self.fontMetrics().height())
            for name, title in (
                ("before", self.tr("At the start")),
                ("now", self.tr("Now")),
                ("wanted", self.tr("To be found")),
            )
        }
        self._titles = {name: QLabel(view.accessibleName()) for name, view in self.views.items()}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for column, (name, view) in enumerate(self.views.items()):
            layout.addWidget(self._titles[name], 0, column, Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(view, 1, column)
        layout.addItem(QSpacerItem(0, 0), 1, len(self.views))
        layout.addWidget(self.distance, 2, 0, 1, len(self.views) + 1)
        self._layout = layout

    def show_filters(self, moment: int = 0) -> None:
        """Follow the document and the training; `moment` is the one to compare with, in steps."""
        found = self._found(moment)
        start = self.tr("At the start")
        self._titles["before"].setText(start if not moment else self.tr("Step {n}").format(n=f"{moment:,}"))
        self.setVisible("now" in found)
        if "now" not in found:
            return
        scale = weight_scale(np.concatenate([weights.ravel() for weights in found.values()]))
        self._layout.setColumnStretch(len(self.views), len(self.views) - len(found))
        for column, (name, view) in enumerate(self.views.items()):
            self._layout.setColumnStretch(column, int(name in found))
            view.setVisible(name in found)
            self._titles[name].setVisible(name in found)
            if name in found:
                view.show_values(found[name], scale)
        self.distance.setText(self._said(moment))

    def _found(self, moment: int) -> dict[str, Weights]:
        """The slices (rows, cols) that there are."""
        studio = self._studio
        document, step, channel = studio.document, studio.player.step, studio.selection.channel
        kernel = kernel_of(document.layer) if document.project.layers else None
        if kernel is None or step is None or step.filter >= kernel.shape[3]:
            return {}
        channel = min(channel, kernel.shape[2] - 1)
        found = {"now": kernel[:, :, channel, step.filter]}
        before = self._kernel_at(moment)
        if before is not None and before.shape == kernel.shape:
            found = {"before": before[:, :, channel, step.filter], **found}
        wanted = self._kernel_wanted()
        if wanted is not None and wanted.shape == kernel.shape[:2]:
            found["wanted"] = wanted
        return found

    def _kernel_wanted(self) -> Weights | None:
        """The slice that made the target; None where nobody knows it."""
        data, channel = self._studio.trainer.data, self._studio.selection.channel
        kernel = data.kernel if isinstance(data, TrainingData | DrawnTarget) else None
        if kernel is None or kernel.ndim == 2:
            return kernel
        slices = kernel[..., 0] if kernel.ndim > 3 else kernel
        return slices[:, :, channel] if channel < slices.shape[2] else None

    def _kernel_at(self, moment: int) -> Weights | None:
        trainer, document = self._studio.trainer, self._studio.document
        if trainer.shown is None or moment not in trainer.timeline.kept:
            return None
        weights = trainer.weights_at(moment).get(document.active_layer)
        if not weights:
            return None
        return kernel_of(replace(document.layer, weights=weights))

    def _said(self, moment: int) -> str:
        lines = []
        distance = self._studio.trainer.distance
        if distance is not None:
            text = self.tr("Largest difference from the filter to be found: {apart}")
            lines.append(text.format(apart=format_value(distance.largest, 3)))
        return "\n".join([*lines, *self._compared(moment)])

    def _compared(self, moment: int) -> list[str]:
        """How far the weights of each layer are from those of a moment."""
        trainer = self._studio.trainer
        if trainer.shown is None or trainer.shown == moment or moment not in trainer.timeline.kept:
            return []
        text = self.tr("Layer {number}: moved by up to {largest}, {relative:.0%} in all")
        return [
            text.format(
                number=layer.layer + 1,
                largest=format_value(layer.largest, 3),
                relative=layer.relative,
            )
            for layer in trainer.compare(moment, trainer.shown).layers
            if layer.arrays
        ]


def _grid(name: str, title: str, side: int) -> GridView:
    view = GridView()
    view.setObjectName(name)
    view.setAccessibleName(title)
    view.setFixedHeight(side)
    view.setMinimumWidth(60)
    view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return view
