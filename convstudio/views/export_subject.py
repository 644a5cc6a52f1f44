"""What an export works on: the project as it was when the dialog opened, its step, and its training."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication

from convstudio.model.studio import Studio
from convstudio.model.training_run import run_of
from convstudio.views.export_choices import Choice
from convstudio.views.export_form import ExportForm
from convstudio.views.exporting import TRAINING, WALK, Order
from convstudio.views.look import look_of
from convstudio.views.theme import THEMES

MOMENTS_A_SECOND = 20.0  # of a training, unless something else is said


def _tr(text: str) -> str:
    return QCoreApplication.translate("ExportDialog", text)


class ExportSubject:
    """Answers what the fields can offer, and turns what they say into an order."""

    def __init__(self, studio: Studio) -> None:
        player = studio.player
        self._studio = studio
        self.project = studio.document.snapshot(player.index)
        self.step, self.walk = player.step, player.walk
        self.run = run_of(studio.trainer, self.project)
        self._name = studio.document.name

    @property
    def mark_text(self) -> str:
        """What marking the step is called."""
        if self.step is None:
            return _tr("&Mark the step")
        row, col = self.step.row, self.step.col
        place = f"[{col}]" if self.project.is_1d else f"[{row}, {col}]"
        return _tr("&Mark step {number}, map{place}").format(number=f"{self.step.index + 1:,}", place=place)

    @property
    def filters(self) -> int:
        """How many there are."""
        return self.walk.filters if self.walk is not None else 1

    def first_filter(self, choice: Choice) -> int | None:
        """The one to begin with, from 0; None for all."""
        if choice.id == WALK:
            return None
        return self.step.filter if self.step is not None else 0

    def first_speed(self, choice: Choice) -> float:
        """Frames a second to begin with."""
        return MOMENTS_A_SECOND if choice.id == TRAINING else self._studio.settings.speed

    def steps(self, choice: Choice, filter: int | None) -> tuple[int, int]:
        """The first and the last step of a film: of one filter, or of all."""
        if choice.id == TRAINING and self.run is not None:
            return 0, self.run.steps[-1]
        if self.walk is None:
            return 1, 1
        return 1, self.walk.rows * self.walk.cols * (self.walk.filters if filter is None else 1)

    def order(self, form: ExportForm) -> Order:
        """What the fields say."""
        choice, step = form.choice, self.step
        first, last = form.steps_chosen
        is_marked = choice.id == "arithmetic" or form.mark_box.isChecked()
        return Order(
            choice.id,
            form.filter,
            (step.row, step.col) if step is not None and is_marked else None,
            look_of(self._studio, THEMES[form.theme_box.currentData()]),
            form.scale_box.value(),
            range(first, last + 1) if choice.id == TRAINING else range(first - 1, last),
            form.speed_box.value(),
            self.run if choice.id == TRAINING else None,
        )

    def file_name(self, form: ExportForm) -> str:
        """A name to begin with."""
        stem = Path(self._name or _tr("untitled")).stem
        what = form.choice.id.removeprefix("view_").removesuffix("_dock")
        return f"{stem}-{what}{form.suffix}"

    def remember(self, form: ExportForm, path: str) -> None:
        """What was chosen is what the next export begins with."""
        settings = self._studio.settings
        settings.folder = str(Path(path).resolve().parent)
        settings.export_what = form.choice.id
        settings.export_theme = form.theme_box.currentData()
        if form.choice.is_film:
            settings.export_film = form.suffix
        else:
            settings.export_picture = form.suffix
            settings.export_scale = form.scale_box.value()
