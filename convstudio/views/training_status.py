"""How far a training has come, in a line or two."""

from convstudio.model.drawn_target import DrawnTarget
from convstudio.model.machine import TrainingState
from convstudio.model.trainer import Trainer
from convstudio.model.training_data import TrainingData
from convstudio.views.card import Paragraph


class TrainingStatus(Paragraph):
    """State and numbers; before a training, what there is to train on."""

    def show_trainer(self, trainer: Trainer) -> None:
        """Say how it stands."""
        self.setText("\n".join(self._lines(trainer)))

    def _lines(self, trainer: Trainer) -> list[str]:
        state, epochs = trainer.state, trainer.timeline.epochs
        if state is TrainingState.IDLE and not trainer.timeline.kept:
            return [self._before(trainer)]
        states = {
            TrainingState.IDLE: self.tr("Ended"),
            TrainingState.RUNNING: self.tr("Training"),
            TrainingState.PAUSED: self.tr("Paused"),
            TrainingState.FINISHED: self.tr("Finished"),
            TrainingState.DIVERGED: self.tr("Diverged"),
        }
        count = self.tr("{state}: {epochs}, {steps}").format(
            state=states[state],
            epochs=self._epochs(len(epochs)),
            steps=self._steps(trainer.timeline.curve().size),
        )
        if state is TrainingState.DIVERGED:
            return [count, self.tr("The weights are the last whose loss was finite.")]
        checked = epochs[-1].logs.get("val_accuracy") if epochs else None
        if checked is None:
            return [count]
        return [count, self.tr("{share:.1%} right of those kept to check").format(share=checked)]

    def _before(self, trainer: Trainer) -> str:
        data = trainer.data
        if isinstance(data, DrawnTarget):
            return self.tr("Filter {number} starts from random weights").format(number=data.filter + 1)
        if not isinstance(data, TrainingData):
            return self.tr("Choose above what is to be learned.")
        split = data.split(trainer.recipe.validation_split)
        return self.tr("{train} samples to train on, {check} kept to check").format(
            train=f"{len(split.training):,}", check=f"{len(split.validation):,}"
        )

    def _epochs(self, count: int) -> str:
        return self.tr("1 epoch") if count == 1 else self.tr("{count} epochs").format(count=f"{count:,}")

    def _steps(self, count: int) -> str:
        return self.tr("1 step") if count == 1 else self.tr("{count} steps").format(count=f"{count:,}")
