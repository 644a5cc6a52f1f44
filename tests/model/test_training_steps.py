"""The next step of a training, explained: it is the step that the training then takes."""

import re

import numpy as np
import pytest

from convstudio.files.generated import generated
from convstudio.files.project import LayerPart, Project
from convstudio.files.recipe import Recipe
from convstudio.model.backward import Backward
from convstudio.model.backward_look import Side
from convstudio.model.document import Document
from convstudio.model.drawn_target import TARGET_RECIPE, target_of
from convstudio.model.machine import TrainingState
from convstudio.model.next_step import next_step_of
from convstudio.model.results import Results
from convstudio.model.trainer import Trainer
from convstudio.model.training_data import LossOfMap, TrainingData
from convstudio.model.training_steps import TrainingSteps

IDLE, RUNNING, PAUSED, FINISHED, DIVERGED = TrainingState
SAMPLES = generated("lines", 40, 8, 0.1, 1, seed=3)
RECIPE = Recipe(learning_rate=0.01, epochs=4, batch_size=8, validation_split=0.2, seed=5)


def network():
    kinds = (
        ("Conv2D", {"filters": 3, "kernel_size": (3, 3), "activation": "relu", "seed": 1}),
        ("Dropout", {"rate": 0.2}),
        ("GlobalAveragePooling2D", {}),
        ("Dense", {"units": 4, "activation": "softmax", "seed": 2}),
    )
    return Project(SAMPLES.x[0], tuple(LayerPart(kind, config) for kind, config in kinds))


@pytest.fixture
def make(qtbot):
    made = []

    def make(project=None, data=None, recipe=RECIPE):
        document = Document(project or network())
        results = Results(document)
        trainer = Trainer(document, results, 1 << 20)
        backward = Backward(document)
        made.extend([trainer, results, backward])
        if data is not None:
            trainer.set_data(data)
            trainer.set_recipe(recipe)
        return document, trainer, backward, TrainingSteps(trainer, backward.source, backward)

    yield make
    for one in made:
        one.close()


@pytest.fixture
def ready(make):
    return make(data=TrainingData.of(SAMPLES))


def wait_for(qtbot, backward, do):
    with qtbot.waitSignal(backward.source.numbers_changed, timeout=20_000):
        do()
    assert backward.source.problem == ""


def step_once(qtbot, trainer):
    trainer.step_once()
    qtbot.waitUntil(lambda: trainer.state in (PAUSED, FINISHED), timeout=20_000)


def explain(qtbot, backward, steps):
    backward.source.set_active(True)
    wait_for(qtbot, backward, steps.explain)


def check_against_training(qtbot, document, trainer, backward):
    """Every explained update of some weights is what the training then does, bit for bit or nearly so."""
    numbers = backward.numbers
    places = [(0, "kernel", (1, 2, 0, 1)), (0, "bias", (2,)), (3, "kernel", (1, 3)), (3, "bias", (0,))]
    updates = {place: numbers.update(*place) for place in places}
    loss = numbers.stored.loss
    step_once(qtbot, trainer)
    assert trainer.timeline.curve()[trainer.shown - 1] == pytest.approx(loss, rel=1e-6)
    for (layer, name, index), update in updates.items():
        array = ("kernel", "bias").index(name)
        assert document.project.layers[layer].weights[array][index] == pytest.approx(update.new, rel=1e-6)


def test_the_first_step_is_explained_before_it_is_taken(ready, qtbot):
    document, trainer, backward, steps = ready
    explain(qtbot, backward, steps)
    assert len(backward.numbers.question.x) == 8
    assert backward.numbers.update(0, "bias", (0,)).step == 1
    check_against_training(qtbot, document, trainer, backward)


def test_after_a_step_the_next_one_is_explained_with_what_the_optimizer_remembers(ready, qtbot):
    document, trainer, backward, steps = ready
    explain(qtbot, backward, steps)
    wait_for(qtbot, backward, lambda: step_once(qtbot, trainer))
    qtbot.waitUntil(lambda: backward.numbers.question.optimizer.iterations == 1, timeout=20_000)
    update = backward.numbers.update(3, "bias", (1,))
    assert update.step == 2
    assert not update.lines[0].numbers.startswith("0 +")
    check_against_training(qtbot, document, trainer, backward)


def test_the_gradient_sums_over_the_samples_of_the_batch(ready, qtbot):
    _, _, backward, steps = ready
    explain(qtbot, backward, steps)
    assert backward.count == 8 * 6 * 6
    backward.to_end()
    assert backward.step.sample == 7
    np.testing.assert_allclose(
        backward.step.running, backward.numbers.training.by_weights[0]["kernel"][:, :, 0, 0], rtol=1e-9
    )
    backward.set_look(side=Side.INPUT, sample=5)
    assert backward.cell.sample == 5


def test_a_look_back_explains_the_step_that_was_taken_there(ready, qtbot):
    _, trainer, backward, steps = ready
    trainer.start()
    qtbot.waitUntil(lambda: trainer.state is FINISHED, timeout=20_000)
    explain(qtbot, backward, steps)
    wait_for(qtbot, backward, lambda: trainer.seek(5))
    qtbot.waitUntil(lambda: backward.numbers.question.optimizer.iterations == 5, timeout=20_000)
    assert backward.numbers.stored.loss == pytest.approx(trainer.timeline.curve()[5], rel=1e-6)


def test_explaining_changes_nothing_of_the_training(make, qtbot):
    curves = []
    for explained in (False, True):
        _, trainer, backward, steps = make(data=TrainingData.of(SAMPLES))
        step_once(qtbot, trainer)
        if explained:
            explain(qtbot, backward, steps)
        trainer.start()
        qtbot.waitUntil(lambda trainer=trainer: trainer.state is FINISHED, timeout=20_000)
        curves.append(trainer.timeline.curve().tolist())
    assert curves[0] == curves[1]


def test_a_training_that_runs_comes_to_rest_first(ready, qtbot):
    _, trainer, backward, steps = ready
    trainer.set_speed(50)
    trainer.start()
    qtbot.waitUntil(lambda: (trainer.shown or 0) > 1, timeout=20_000)
    backward.source.set_active(True)
    steps.explain()
    qtbot.waitUntil(lambda: trainer.state is PAUSED, timeout=20_000)
    qtbot.waitUntil(
        lambda: (
            backward.numbers is not None and backward.numbers.question.optimizer.iterations == trainer.shown
        ),
        timeout=20_000,
    )


def test_nothing_to_learn_is_no_step_to_explain(make, qtbot):
    _, trainer, backward, steps = make()
    assert not steps.is_possible
    backward.source.set_active(True)
    with qtbot.waitSignal(backward.source.numbers_changed, timeout=20_000):
        steps.explain()
    assert "what is to be learned" in backward.source.problem
    trainer.set_data(TrainingData.of(SAMPLES))
    assert steps.is_possible
    with qtbot.waitSignal(backward.source.numbers_changed, timeout=20_000):
        trainer.set_data(None)
    assert backward.source.is_of_document


def test_a_map_that_is_wanted_of_one_filter_leaves_the_others_out_of_the_loss(make, qtbot):
    random = np.random.default_rng(0)
    config = {"filters": 2, "kernel_size": (3, 3)}
    layers = (LayerPart("ReLU", {}), LayerPart("Conv2D", config))
    project = Project(random.uniform(size=(8, 8, 1)).astype(np.float32), layers)
    document, trainer, backward, steps = make(project)
    vertical = np.array([[0, 1, 0]] * 3, np.float32)
    trainer.set_data(target_of(document.project, 1, 1, vertical))
    trainer.set_recipe(TARGET_RECIPE)
    step_once(qtbot, trainer)
    document.set_active_layer(1)
    explain(qtbot, backward, steps)
    numbers = backward.numbers
    assert isinstance(numbers.question.loss, LossOfMap)
    assert (backward.layer, backward.layer_of_document) == (0, 1)
    assert numbers.loss.count == 36
    assert numbers.loss.value == pytest.approx(numbers.training.loss)
    backward.set_look(side=Side.LOSS)
    backward.go_to_place(2, 3, 1)
    output = backward.output
    assert output.slope.startswith("2 × (")
    assert re.search(rf"/ 36 [=≈] {re.escape(f'{output.gradient:.6g}')}$", output.slope)
    backward.go_to_place(2, 3, 0)
    assert (backward.output.term, backward.output.slope, backward.output.gradient) == ("", "", 0)


def test_a_copy_of_a_training_draws_the_order_that_the_training_will_have(ready, qtbot):
    _, trainer, _, _ = ready
    step_once(qtbot, trainer)
    copying = trainer.copying()
    one, other = next_step_of(copying()), next_step_of(copying())
    np.testing.assert_array_equal(one.x, other.x)
    assert one.dice(1).random() == other.dice(1).random() == one.dice(1).random()
