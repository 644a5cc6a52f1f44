"""Training: what is to be learned, the course of it, and back through it."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from convstudio.files.recipe import Recipe
from convstudio.model.machine import TrainingState
from convstudio.model.studio import Studio
from convstudio.views.announce import announce
from convstudio.views.card import describe, paragraph, row
from convstudio.views.down_scroll import DownScroll
from convstudio.views.fields import choice_box
from convstudio.views.steady_button import SteadyButton
from convstudio.views.target_editor import TargetEditor
from convstudio.views.training_actions import TrainingActions
from convstudio.views.training_curves import Curves
from convstudio.views.training_filters import FiltersThen
from convstudio.views.training_form import OptionsForm, RecipeForm
from convstudio.views.training_results import TrainingResults
from convstudio.views.training_status import TrainingStatus
from convstudio.views.training_tasks import TaskChooser
from convstudio.views.training_timeline import TimelineBar

REDRAW = 200  # milliseconds between two drawings while a training runs: curves take their time


class TrainingPanel(QFrame):
    """Draws only while it is seen."""

    def __init__(self, studio: Studio, actions: TrainingActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        describe(self, "training_panel", self.tr("Training"))
        self.setToolTip("")
        self._studio, self._trainer = studio, studio.trainer
        self.tasks = TaskChooser(studio, self)
        self._actions = actions
        self.about, self.status, self.problem = paragraph("quiet"), TrainingStatus(), paragraph("bad")
        self._refused = ""  # what was asked for last and is not possible; until something else is
        self.recipe, self.options = RecipeForm(), OptionsForm()
        self.curves, self.timeline = Curves(), TimelineBar(studio.trainer)
        self.target = TargetEditor(studio)
        self.filters, self.results = FiltersThen(studio), TrainingResults(studio)
        self.pace_box = choice_box("pace_box", self.tr("How many steps a second there are"), self._paces())
        self.settings, self.more = QWidget(), QToolButton()
        self.explain = self._button(actions.explain)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(REDRAW)
        self._lay_out()
        self._connect()
        self._show_all()

    def _lay_out(self) -> None:
        content = QWidget()
        content.setProperty("plain", True)
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 8, 10, 8)
        column.setSpacing(8)
        column.addWidget(self.tasks.box)
        column.addWidget(self.about)
        column.addWidget(self.target)
        column.addLayout(row(*(self._button(action) for action in self._actions.all), None))
        column.addWidget(self.status)
        column.addWidget(self.problem)
        self.more.setCheckable(True)
        self.more.setAutoRaise(True)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setText(self.tr("Settings"))
        describe(
            self.more, "training_settings", self.tr("Show the settings of the training and of the samples")
        )
        column.addLayout(row(self.more, None, self.explain))
        inside = QVBoxLayout(self.settings)
        inside.setContentsMargins(0, 0, 0, 0)
        self.recipe.insert(self.tr("Pace"), self.pace_box)
        inside.addWidget(self.recipe)
        inside.addWidget(self.options)
        column.addWidget(self.settings)
        for widget in (self.curves, self.timeline, self.filters, self.results):
            column.addWidget(widget)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(DownScroll(content))

    def _button(self, action: QAction) -> QToolButton:
        button = SteadyButton(self._actions.start_texts if action is self._actions.start else ())
        button.setDefaultAction(action)
        button.setObjectName(f"{action.objectName()}_button")
        button.setAccessibleName(action.toolTip())
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        return button

    def _connect(self) -> None:
        trainer, studio = self._trainer, self._studio
        trainer.state_changed.connect(self._show_all)
        trainer.progressed.connect(self._show_soon)
        trainer.moment_changed.connect(self._show_soon)
        trainer.timeline_changed.connect(self._show_all)
        trainer.data_changed.connect(self._show_all)
        trainer.recipe_changed.connect(self._show_all)
        trainer.failed.connect(self._say_failure)
        studio.examiner.failed.connect(self._say)
        for signal in (
            studio.document.layers_changed,
            studio.document.layer_changed,
            studio.document.project_replaced,
            studio.document.input_changed,
            studio.document.active_layer_changed,
            studio.player.step_changed,
            studio.selection.channel_changed,
            studio.settings.changed,
        ):
            signal.connect(self._show_soon)
        self.recipe.asked.connect(self._set_recipe)
        self.options.asked.connect(self.tasks.set_option)
        self.tasks.drawing_asked.connect(self.target.begin)
        self.tasks.reading_changed.connect(self._show_about)
        self.tasks.refused.connect(self._refuse_option)
        for source in (self.recipe, self._actions, self.timeline, self.target):
            source.refused.connect(self._say)
        self.curves.moment_picked.connect(trainer.seek)
        self.timeline.pinned_changed.connect(self._show_course)
        self.more.toggled.connect(self._show_settings)
        self.pace_box.currentIndexChanged.connect(self._set_pace)
        self._soon.timeout.connect(self._show_course)

    def _paces(self) -> list[tuple[str, float | None, str]]:
        slowly = self.tr("So that each step can be watched")
        text = self.tr("{count} steps a second")
        watched = [(text.format(count=count), float(count), slowly) for count in (30, 10, 3)]
        single = (self.tr("1 step a second"), 1.0, slowly)
        return [(self.tr("As fast as it goes"), None, self.tr("Nothing waits")), *watched, single]

    def _set_pace(self) -> None:
        self._trainer.set_speed(self.pace_box.currentData())

    # show

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_all()

    def _show_settings(self, shown: bool) -> None:
        self.settings.setVisible(shown)
        self.more.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)

    def _show_soon(self, *_changed: object) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _show_all(self, *_changed: object) -> None:
        """Another state, other data or another recipe."""
        trainer = self._trainer
        self._show_settings(self.more.isChecked())
        self._show_about()
        self.recipe.show_recipe(trainer.recipe)
        self.recipe.set_open(trainer.state is not TrainingState.IDLE)
        self._show_options()
        self.options.setEnabled(trainer.state is not TrainingState.RUNNING)
        self.target.show_target()
        self._say("")
        self._show_course()

    def _show_about(self) -> None:
        """What the task is about, or how much of one's own samples has been read."""
        task = self.tasks.task
        text = self.tasks.reading or ("" if task is None else task.text)
        self.about.setText(text)
        self.about.setVisible(bool(text))

    def _refuse_option(self, text: str) -> None:
        """Samples stay as they were, and so do their fields."""
        self._show_options()
        self._say(text)

    def _show_options(self) -> None:
        self.options.show_options({} if self.tasks.task is None else self.tasks.task.data.options)

    def close_work(self) -> None:
        """Come to a clean end."""
        self.tasks.close_work()

    def _show_course(self) -> None:
        if not self.isVisible():
            return
        trainer = self._trainer
        self.status.show_trainer(trainer)
        self.curves.setVisible(bool(trainer.timeline.kept))
        self.timeline.setVisible(bool(trainer.timeline.kept))
        self.curves.show_timeline(trainer.timeline, trainer.shown)
        self.timeline.show_moments()
        self.filters.show_filters(self.timeline.pinned)
        self.results.setVisible(self.results.is_there)
        self._show_problem()

    def _say(self, text: str) -> None:
        self._refused = text
        self._show_problem()

    def _say_failure(self, text: str) -> None:
        if self._trainer.state is TrainingState.DIVERGED:
            hint = self.tr("{problem}. Go back to an earlier moment, and take a smaller learning rate.")
            text = hint.format(problem=text)
        self._say(text)

    def _show_problem(self) -> None:
        """What was refused, else why nothing can begin."""
        is_idle = self._trainer.state is TrainingState.IDLE and self._trainer.data is not None
        text = self._refused or (self._trainer.problem if is_idle else "")
        self.problem.setVisible(bool(text))
        if text != self.problem.text():
            self.problem.setText(text)
            announce(self, text)

    def _set_recipe(self, recipe: object) -> None:
        assert isinstance(recipe, Recipe)
        try:
            self._trainer.set_recipe(recipe)
        except ValueError as error:
            self.recipe.show_recipe(self._trainer.recipe)
            self._say(str(error))
