"""Samples as small pictures, one click away from the Stage."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from convstudio.model.evaluation import WrongSample
from convstudio.nn.shapes import planar_shape
from convstudio.views.card import describe
from convstudio.views.colors import input_scale, opaque
from convstudio.views.unit_image import color_image

SIDE = 48  # pixels of a picture
MOST = 300  # pictures
MOST_ICONS = 1000  # that are kept
NUMBER = Qt.ItemDataRole.UserRole


class SampleList(QListWidget):
    """The samples that are taken for another class, the surest mistakes first.

    Signals:
        sample_chosen(int): a person wants to see this sample.
    """

    sample_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        describe(
            self, "wrong_samples", self.tr("Samples taken for another class: a click brings one to the Stage")
        )
        self._x: NDArray[np.floating] | None = None
        self._icons: dict[int, QIcon] = {}  # of the samples of `_x`: a training shows the same ones again
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setIconSize(QSize(SIDE, SIDE))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setWordWrap(True)
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)

    def show_wrong(
        self,
        wrong: Sequence[WrongSample],
        x: NDArray[np.floating],
        classes: tuple[str, ...],
        look: str = "drawn",
    ) -> None:
        """Show samples of the data `x`, (samples, ...); `look` as in `Project.look`."""
        numbers = [self.item(place).data(NUMBER) for place in range(self.count())]
        if numbers == [sample.sample for sample in wrong[:MOST]] and self.count():
            for place, sample in enumerate(wrong[:MOST]):
                self._say(self.item(place), sample, classes)
            return
        self.clear()
        for sample in wrong[:MOST]:
            item = QListWidgetItem(self._icon(x, sample.sample, look), "")
            item.setData(NUMBER, sample.sample)
            self._say(item, sample, classes)
            self.addItem(item)

    def _say(self, item: QListWidgetItem, sample: WrongSample, classes: tuple[str, ...]) -> None:
        """What it is and what it is taken for, and how surely."""
        true, predicted = classes[sample.true], classes[sample.predicted]
        item.setText(f"{true} → {predicted}")
        tip = self.tr("Sample {number}: {true}, taken for {predicted} with {probability:.1%}")
        number, share = sample.sample + 1, sample.probability
        item.setToolTip(tip.format(number=number, true=true, predicted=predicted, probability=share))

    def _icon(self, x: NDArray[np.floating], number: int, look: str) -> QIcon:
        if x is not self._x or len(self._icons) > MOST_ICONS:
            self._x, self._icons = x, {}
        if number not in self._icons:
            self._icons[number] = QIcon(_picture(x[number], look))
        return self._icons[number]

    def _choose(self, item: QListWidgetItem) -> None:
        self.sample_chosen.emit(item.data(NUMBER))


def _picture(sample: NDArray[np.floating], look: str) -> QPixmap:
    """A sample as the input view shows it; three channels are red, green and blue."""
    planes = sample.reshape(planar_shape(sample.shape))
    if planes.shape[2] == 3:
        levels = (np.clip(planes, 0, 1) * 255).round().astype(np.uint32)
        image: QImage = color_image(opaque(levels))
    else:
        image = color_image(input_scale(planes[:, :, 0], look).colors(planes[:, :, 0]))
    keep, sharp = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation
    return QPixmap.fromImage(image.scaled(SIDE, SIDE, keep, sharp))
