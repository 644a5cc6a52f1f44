"""What is to be learned and how, and whether it can be learned by the network of the document."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from convstudio.files.project import Project
from convstudio.files.recipe import Recipe
from convstudio.model.document import Document

if TYPE_CHECKING:  # many start and never train
    from convstudio.files.tasks import Task
    from convstudio.model.training_data import TrainingData


class Source(Protocol):
    """Where the data for a training comes from."""

    def data_for(self, project: Project) -> "TrainingData":
        """What the layers of a project are to learn. Raises ValueError where they cannot."""

    def start_for(self, project: Project, seed: int) -> Project:
        """The project with the weights that the training begins with. Raises ValueError likewise."""


class Preparation(QObject):
    """Data and a recipe.

    Signals:
        data_changed(): something else is to be learned, or nothing any more.
        recipe_changed(): another recipe.
    """

    data_changed = Signal()
    recipe_changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._data: Source | None = None
        self._recipe = Recipe()
        self._ready: tuple[Project, TrainingData] | ValueError | None = None  # None: nobody has asked yet
        edits = document.input_changed, document.weights_changed, document.layer_changed
        for signal in (*edits, document.layers_changed):
            signal.connect(self._ask_again)
        document.project_replaced.connect(self._forget_data)

    @property
    def data(self) -> Source | None:
        """What is to be learned; None where nothing was chosen."""
        return self._data

    @property
    def recipe(self) -> Recipe:
        """How it is to be learned."""
        return self._recipe

    @property
    def problem(self) -> str:
        """Why no training can begin, with the rule and the numbers; "" where it can."""
        try:
            self._prepared()
        except ValueError as error:
            return str(error)
        return ""

    def set_data(self, data: Source | None) -> None:
        """Take what is to be learned: `TrainingData`, a `DrawnTarget`, or nothing."""
        self._data, self._ready = data, None
        self.data_changed.emit()

    def open_task(self, task: "Task", seed: int = 0) -> None:
        """Take the samples, the recipe and the network of a task; the network is one undo.

        Args:
            task: which.
            seed: of the weights that the network starts with.
        """
        from convstudio.model.training_data import TrainingData

        samples, project = task.samples(), task.project(seed)
        looks = {"look": project.look, "rule": project.value_rule}
        self._document.set_network(project.input, project.layers, task.title, task.title, **looks)
        self.set_data(TrainingData.of(samples))
        self.set_recipe(task.recipe)

    def set_recipe(self, recipe: Recipe) -> None:
        """Take how it is to be learned."""
        if recipe != self._recipe:
            self._recipe, self._ready = recipe, None
            self.recipe_changed.emit()

    def _prepared(self) -> "tuple[Project, TrainingData]":
        """What would be learned, and by which network. Raises ValueError where it cannot."""
        if self._ready is None:
            try:
                self._ready = self._prepare()
            except ValueError as error:
                self._ready = error.with_traceback(None)
        if isinstance(self._ready, ValueError):
            raise self._ready
        return self._ready

    def _prepare(self) -> "tuple[Project, TrainingData]":
        if self._data is None:
            raise ValueError("Choose what is to be learned first.")
        project = self._data.start_for(self._document.project, self._recipe.seed)
        data = self._data.data_for(project)
        from convstudio.model.training_checks import check

        check(project, data, self._recipe)
        return project, data

    def _ask_again(self) -> None:
        self._ready = None

    def _forget_data(self) -> None:
        """It was for the network of another project."""
        self.set_data(None)
