"""What is to be learned and how, and whether it can be learned by the network of the document."""

from typing import Protocol

from PySide6.QtCore import QObject, Signal

from convstudio.files.project import Project
from convstudio.model.document import Document
from convstudio.model.recipe import Recipe
from convstudio.model.training_checks import check
from convstudio.model.training_data import TrainingData


class Task(Protocol):
    """Something to learn."""

    def data_for(self, project: Project) -> TrainingData:
        """What the layers of a project learn of it. Raises ValueError where they cannot."""


class Preparation(QObject):
    """A task and a recipe.

    Signals:
        task_changed(): there is another task, or none any more.
        recipe_changed(): another recipe.
    """

    task_changed = Signal()
    recipe_changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._task: Task | None = None
        self._recipe = Recipe()

    @property
    def task(self) -> Task | None:
        """What is to be learned; None where nothing was chosen."""
        return self._task

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

    def set_task(self, task: Task | None) -> None:
        """Take what is to be learned."""
        self._task = task
        self.task_changed.emit()

    def set_recipe(self, recipe: Recipe) -> None:
        """Take how it is to be learned."""
        if recipe != self._recipe:
            self._recipe = recipe
            self.recipe_changed.emit()

    def _prepared(self) -> TrainingData:
        """What would be learned. Raises ValueError where it cannot."""
        if self._task is None:
            raise ValueError("Choose what is to be learned first.")
        project = self._document.project
        data = self._task.data_for(project)
        check(project, data, self._recipe)
        return data
