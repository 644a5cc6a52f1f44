"""Choosing what is to be learned: the tasks that ship, or samples of one's own."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from convstudio.files.own_samples import Progress, reading
from convstudio.files.own_tasks import task_of
from convstudio.files.task_data import Own
from convstudio.files.tasks import Task, tasks
from convstudio.model.drawn_target import DrawnTarget
from convstudio.model.studio import Studio
from convstudio.model.training_data import TrainingData
from convstudio.model.worker import Worker
from convstudio.views.card import describe
from convstudio.views.fields import guard_wheel

DRAWN, FOLDER, FILE = "drawn", "folder", "file"


def _tr(text: str) -> str:
    return QCoreApplication.translate("training_tasks", text)


class TaskChooser(QObject):
    """A list of tasks; choosing one opens its network, which is one undo.

    Signals:
        opened(): another task.
        drawing_asked(): a person wants to draw what is to be learned.
        refused(str): why samples cannot be used.
        reading_changed(): samples of one's own are being read, further ones, or no longer.
    """

    opened = Signal()
    drawing_asked = Signal()
    refused = Signal(str)
    reading_changed = Signal()

    def __init__(self, studio: Studio, parent: QWidget) -> None:
        super().__init__(parent)
        self._studio, self._window = studio, parent
        self._task: Task | None = None
        self._reading = ""  # what is being read, and how far
        self._name = ""
        self._worker = Worker(self)
        self.box = QComboBox()
        describe(self.box, "task_box", self.tr("What is to be learned: samples, a network for them, and how"))
        guard_wheel(self.box)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.addItem(self.tr("Choose a task…"))
        for task in tasks():
            self.box.addItem(task.title, task)
        self.box.insertSeparator(self.box.count())
        for text, kind in self.own_choices():
            self.box.addItem(text, kind)
        self.box.activated.connect(lambda place: self.choose(self.box.itemData(place)))
        studio.trainer.data_changed.connect(self._follow_data)
        self._worker.progressed.connect(self._show_progress)
        self._worker.finished.connect(self._take)
        self._worker.failed.connect(self._refuse)

    @staticmethod
    def own_choices() -> list[tuple[str, str]]:
        """Texts and kinds of what is no task that ships."""
        return [
            (_tr("Draw the map that is wanted"), DRAWN),
            (_tr("Own pictures, a folder of each class…"), FOLDER),
            (_tr("Own samples, .npz with x and y…"), FILE),
        ]

    @property
    def task(self) -> Task | None:
        """The one that was chosen."""
        return self._task

    @property
    def reading(self) -> str:
        """What is being read, and how far; "" where nothing is."""
        return self._reading

    def close_work(self) -> None:
        """Come to a clean end."""
        self._worker.close()

    def choose(self, chosen: Task | str | None) -> None:
        """Open a task, or ask for samples of one's own, of a kind of `own_choices`."""
        if isinstance(chosen, Task):
            self.open_task(chosen)
        elif chosen == DRAWN:
            self._stop_reading()
            self._task = None
            self.drawing_asked.emit()
            self._show()
        elif chosen in (FOLDER, FILE):
            self._show()
            self._open_own(self._ask_folder() if chosen == FOLDER else self._ask_file())
        else:
            self._show()

    def open_task(self, task: Task) -> None:
        """Take its network, samples and recipe."""
        self._stop_reading()
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
        is_fitting = samples.x.shape[1:] == self._studio.document.project.input.shape
        if not is_fitting or task.layers != self._task.layers:
            self.open_task(task)
        else:
            self._task = task
            self._studio.trainer.set_data(TrainingData.of(samples))

    # samples of one's own

    def _ask_folder(self) -> str:
        return QFileDialog.getExistingDirectory(
            self._window, self.tr("A folder with one folder for each class")
        )

    def _ask_file(self) -> str:
        title = self.tr("Samples x and their classes y")
        path, _ = QFileDialog.getOpenFileName(self._window, title, "", self.tr("NumPy archives (*.npz)"))
        return path

    def _open_own(self, path: str) -> None:
        """Read in the background: thousands of pictures take a while."""
        if path:
            self._name = Path(path).name
            self._show_progress(Progress(0, 0))
            self._worker.start(lambda _cancelled: _read(path))

    def _show_progress(self, progress: Progress) -> None:
        text = self.tr("Reading {name}…")
        if progress.all:
            text = self.tr("Reading {name}: {done} of {all}")
        self._reading = text.format(name=self._name, done=f"{progress.done:,}", all=f"{progress.all:,}")
        self.reading_changed.emit()

    def _take(self, task: Task) -> None:
        self.open_task(task)

    def _refuse(self, error: Exception) -> None:
        self._stop_reading()
        self.refused.emit(str(error) or type(error).__name__)

    def _stop_reading(self) -> None:
        self._worker.cancel()
        if self._reading:
            self._reading = ""
            self.reading_changed.emit()

    def _follow_data(self) -> None:
        """With another project nothing is chosen any more."""
        if self._studio.trainer.data is None:
            self._task = None
            self._show()

    def _show(self) -> None:
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self._place())

    def _place(self) -> int:
        """Where the task stands in the list; it is put there if it does not."""
        if self._task is None:
            is_drawn = isinstance(self._studio.trainer.data, DrawnTarget)
            return self.box.findData(DRAWN) if is_drawn else 0
        place = self.box.findText(self._task.title)
        if place < 0:
            self.box.insertItem(1, self._task.title, self._task)
            place = 1
        elif isinstance(self._task.data, Own):
            self.box.setItemData(place, self._task)  # it may have been read anew
        return place


def _read(path: str) -> Generator[Progress, None, Task]:
    """In the other thread: the task of a folder or a file."""
    found = yield from reading(path)
    return task_of(found, Path(path).name)
