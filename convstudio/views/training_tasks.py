"""Choosing what is to be learned: the tasks that ship, or samples of one's own."""

from typing import Any

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from convstudio.files.own_tasks import own_task
from convstudio.files.tasks import Task, tasks
from convstudio.model.studio import Studio
from convstudio.model.training_data import TrainingData
from convstudio.views.card import describe

DRAWN, FOLDER, FILE = "drawn", "folder", "file"


class TaskChooser(QObject):
    """A list of tasks; choosing one opens its network, which is one undo.

    Signals:
        opened(): another task.
        drawing_asked(): a person wants to draw what is to be learned.
        refused(str): why samples cannot be used.
    """

    opened = Signal()
    drawing_asked = Signal()
    refused = Signal(str)

    def __init__(self, studio: Studio, parent: QWidget) -> None:
        super().__init__(parent)
        self._studio, self._window = studio, parent
        self._task: Task | None = None
        self.box = QComboBox()
        describe(self.box, "task_box", self.tr("What is to be learned: samples, a network for them, and how"))
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.addItem(self.tr("Choose a task…"))
        for task in tasks():
            self.box.addItem(task.title, task)
        self.box.insertSeparator(self.box.count())
        self.box.addItem(self.tr("Draw the map that is wanted"), DRAWN)
        self.box.addItem(self.tr("Own pictures, a folder of each class…"), FOLDER)
        self.box.addItem(self.tr("Own samples, .npz with x and y…"), FILE)
        self.box.activated.connect(self._choose)

    @property
    def task(self) -> Task | None:
        """The one that was chosen."""
        return self._task

    def open_task(self, task: Task) -> None:
        """Take its network, samples and recipe."""
        self._task = task
        self._studio.trainer.open_task(task)
        self._show()
        self.opened.emit()

    def set_option(self, name: str, value: Any) -> None:
        """Make other samples; the network stays if they still fit it."""
        if self._task is None:
            return
        try:
            task = self._task.with_options(**{name: value})
            samples = task.samples()
        except ValueError as error:
            self.refused.emit(str(error))
            return
        if samples.x.shape[1:] != self._studio.document.project.input.shape:
            self.open_task(task)
        else:
            self._task = task
            self._studio.trainer.set_data(TrainingData.of(samples))

    def _choose(self, place: int) -> None:
        chosen = self.box.itemData(place)
        if isinstance(chosen, Task):
            self.open_task(chosen)
        elif chosen == DRAWN:
            self._task = None
            self.drawing_asked.emit()
            return
        elif chosen == FOLDER:
            self._open_own(QFileDialog.getExistingDirectory(self._window, self.box.itemText(place)))
        elif chosen == FILE:
            path, _ = QFileDialog.getOpenFileName(self._window, self.box.itemText(place), "", "*.npz")
            self._open_own(path)
        self._show()

    def _open_own(self, path: str) -> None:
        if not path:
            return
        try:
            task = own_task(path)
        except (OSError, ValueError) as error:
            self.refused.emit(str(error))
        else:
            self.open_task(task)

    def _show(self) -> None:
        with QSignalBlocker(self.box):
            place = -1 if self._task is None else self.box.findText(self._task.title)
            if self._task is not None and place < 0:
                self.box.insertItem(1, self._task.title, self._task)
                place = 1
            self.box.setCurrentIndex(max(0, place))
