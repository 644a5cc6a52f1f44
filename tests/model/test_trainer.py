"""A trainer, led through its states in a real event loop."""

import dataclasses
import gc
import threading
import weakref

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from convstudio.files.generated import generated
from convstudio.files.project import LayerPart, Project
from convstudio.files.recipe import Recipe
from convstudio.files.tasks import task_named
from convstudio.model.document import Document
from convstudio.model.drawn_target import TARGET_RECIPE, target_of
from convstudio.model.machine import TrainingState
from convstudio.model.results import Results
from convstudio.model.trainer import Trainer
from convstudio.model.training_data import TrainingData
from convstudio.nn.sequential import Sequential

IDLE, RUNNING, PAUSED, FINISHED, DIVERGED = TrainingState
SAMPLES = generated("lines", 40, 8, 0.1, 1, seed=3)
RECIPE = Recipe(learning_rate=0.01, epochs=4, batch_size=8, validation_split=0.2, seed=5)  # 4 steps an epoch


def network():
    kinds = (
        ("Conv2D", {"filters": 3, "kernel_size": (3, 3), "activation": "relu", "seed": 1}),
        ("BatchNormalization", {}),
        ("Dropout", {"rate": 0.2}),
        ("GlobalAveragePooling2D", {}),
        ("Dense", {"units": 4, "activation": "softmax", "seed": 2}),
    )
    return Project(SAMPLES.x[0], tuple(LayerPart(kind, config) for kind, config in kinds))


@pytest.fixture
def make(qtbot):
    made = []

    def make(project=None, memory=1 << 20):
        document = Document(project or network())
        results = Results(document)
        trainer = Trainer(document, results, memory)
        made.append((document, results, trainer))
        return trainer, document

    yield make
    for _, results, trainer in made:
        trainer.close()
        results.close()


@pytest.fixture
def ready(make):
    trainer, document = make()
    trainer.set_data(TrainingData.of(SAMPLES))
    trainer.set_recipe(RECIPE)
    return trainer, document


@pytest.fixture
def until(qtbot):
    def until(trainer, *states):
        qtbot.waitUntil(lambda: trainer.state in states, timeout=20_000)

    return until


@pytest.fixture
def trained(ready, until):
    trainer, document = ready
    trainer.start()
    until(trainer, FINISHED)
    return trainer, document


def weights(document):
    return [array.copy() for part in document.project.layers for array in part.weights]


def assert_same(some, others):
    assert len(some) == len(others)
    for one, other in zip(some, others, strict=True):
        np.testing.assert_array_equal(one, other)


def fitted(epochs=4, recipe=RECIPE):
    """The same training by `fit`."""
    project, shape, layers = Document(network()).project, (8, 8, 1), []
    for part in project.layers:
        layers.append(part.build(shape))
        shape = layers[-1].output_shape_for(shape)
    model = Sequential(layers)
    recipe.compile(model)
    words = {**recipe.fit_words, "epochs": epochs}
    history = model.fit(SAMPLES.x, SAMPLES.y, **words)
    return model.get_weights(), history.history


def test_it_learns_what_fit_learns_bit_for_bit(trained):
    trainer, document = trained
    wanted, history = fitted()
    assert_same(weights(document), wanted)
    for name, values in history.items():
        assert [epoch.logs[name] for epoch in trainer.timeline.epochs] == pytest.approx(values, abs=1e-6)
    assert trainer.timeline.kept == list(range(17))
    assert trainer.shown == 16


def test_the_states_follow_each_other(ready, heard, until):
    trainer, _ = ready
    states = heard(trainer.state_changed)
    assert trainer.state is IDLE
    trainer.step_once()
    until(trainer, PAUSED)
    trainer.start()
    until(trainer, FINISHED)
    trainer.start()
    until(trainer, FINISHED)
    trainer.stop()
    assert states == [RUNNING, PAUSED, RUNNING, FINISHED, RUNNING, FINISHED, IDLE]


def test_one_step_and_one_epoch(ready, until):
    trainer, _ = ready
    steps = []
    for go in (trainer.step_once, trainer.train_epoch, trainer.train_epoch, trainer.step_once):
        go()
        until(trainer, PAUSED)
        steps.append(trainer.shown)
    assert steps == [1, 4, 8, 9]
    assert [epoch.steps for epoch in trainer.timeline.epochs] == [4, 8]


def test_stopping_and_going_on_makes_no_difference(ready, until):
    trainer, document = ready
    for _ in range(3):
        trainer.step_once()
        until(trainer, PAUSED)
    trainer.train_epoch()
    until(trainer, PAUSED)
    trainer.start()
    until(trainer, FINISHED)
    assert_same(weights(document), fitted()[0])


def test_a_pause_is_answered_and_takes_no_half_step(ready, until, qtbot):
    trainer, document = ready
    trainer.set_recipe(dataclasses.replace(RECIPE, epochs=100_000))
    trainer.start()
    qtbot.waitUntil(lambda: (trainer.shown or 0) > 3)
    trainer.pause()
    until(trainer, PAUSED)
    shown = trainer.shown
    assert shown == len(trainer.timeline.curve())
    assert_same(weights(document), [a for arrays in trainer.weights_at(shown).values() for a in arrays])
    qtbot.wait(50)
    assert trainer.shown == shown


def test_once_more_after_the_end_goes_on_as_a_longer_training_would(trained, until):
    trainer, document = trained
    trainer.start()
    until(trainer, FINISHED)
    assert trainer.shown == 32
    assert_same(weights(document), fitted(epochs=8)[0])


def test_a_number_of_steps_can_be_the_end(ready, until):
    trainer, _ = ready
    trainer.set_recipe(dataclasses.replace(RECIPE, max_steps=6))
    trainer.start()
    until(trainer, FINISHED)
    assert trainer.shown == 6


# undo


def test_a_training_is_one_undo(ready, until):
    trainer, document = ready
    before = weights(document)
    trainer.start()
    until(trainer, FINISHED)
    after = weights(document)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert_same(weights(document), before)
    document.undo_stack.redo()
    assert_same(weights(document), after)


def test_moving_statistics_come_along(trained):
    _, document = trained
    assert np.abs(document.project.layers[1].weights[2]).max() > 0  # the moving mean


def test_an_undo_while_it_runs_ends_it_with_the_weights_before(ready, until, qtbot):
    trainer, document = ready
    trainer.set_recipe(dataclasses.replace(RECIPE, epochs=100_000))
    before = weights(document)
    trainer.start()
    qtbot.waitUntil(lambda: (trainer.shown or 0) > 0)
    document.undo_stack.undo()
    assert trainer.state is IDLE
    qtbot.wait(100)  # nothing late comes
    assert_same(weights(document), before)
    assert trainer.shown == 0


def test_an_edit_of_a_weight_while_it_runs_ends_it_and_stays(ready, until, qtbot):
    trainer, document = ready
    trainer.set_recipe(dataclasses.replace(RECIPE, epochs=100_000))
    trainer.start()
    qtbot.waitUntil(lambda: (trainer.shown or 0) > 0)
    document.set_weight((0, 0, 0, 0), 5)
    edited = weights(document)
    assert (trainer.state, trainer.shown) == (IDLE, None)
    qtbot.wait(100)
    assert_same(weights(document), edited)
    assert document.undo_stack.count() == 2


def test_painting_on_the_input_does_not_disturb_it(ready, until, qtbot):
    trainer, document = ready
    trainer.start()
    document.begin_stroke("Paint")
    document.paint([(0, 0)], 1)
    document.paint([(0, 1)], 1)
    document.end_stroke()
    until(trainer, FINISHED)
    assert_same(weights(document), fitted()[0])


def test_a_setting_that_changes_ends_it_and_forgets_the_timeline(ready, qtbot, heard):
    trainer, document = ready
    trainer.set_recipe(dataclasses.replace(RECIPE, epochs=100_000))
    trainer.start()
    qtbot.waitUntil(lambda: (trainer.shown or 0) > 0)
    timelines = heard(trainer.timeline_changed)
    document.set_setting("filters", 5)
    assert trainer.state is IDLE
    assert timelines == [()]
    assert trainer.timeline.kept == []
    assert trainer.shown is None


def test_another_project_ends_it(ready, qtbot, heard):
    trainer, document = ready
    trainer.set_recipe(dataclasses.replace(RECIPE, epochs=100_000))
    trainer.start()
    qtbot.waitUntil(lambda: (trainer.shown or 0) > 0)
    document.replace(network())
    fresh, said = weights(document), heard(trainer.progressed)
    assert trainer.state is IDLE
    assert trainer.data is None
    qtbot.wait(100)
    assert said == []
    assert_same(weights(document), fresh)
    assert document.undo_stack.count() == 0


# thread


def training_threads():
    return [thread for thread in threading.enumerate() if thread.name.startswith("convstudio")]


def test_closing_ends_the_thread_and_nothing_comes_late(ready, qtbot, heard):
    trainer, document = ready
    trainer.set_recipe(dataclasses.replace(RECIPE, epochs=100_000))
    others = training_threads()
    trainer.start()
    qtbot.waitUntil(lambda: (trainer.shown or 0) > 0)
    assert len(training_threads()) == len(others) + 1
    said = [heard(signal) for signal in (trainer.progressed, document.weights_changed)]
    trainer.close()
    assert training_threads() == others
    qtbot.wait(100)
    assert said == [[], []]
    assert gc.isenabled()
    trainer.start()  # after the end nothing runs any more
    qtbot.wait(50)
    assert training_threads() == others


def test_a_trainer_that_nobody_holds_ends_its_thread(qtbot):
    others = training_threads()
    document = Document(network())
    results = Results(document)
    held = [Trainer(document, results)]
    held[0].set_data(TrainingData.of(SAMPLES))
    held[0].set_recipe(dataclasses.replace(RECIPE, epochs=100_000))
    held[0].start()
    qtbot.waitUntil(lambda: (held[0].shown or 0) > 0)
    gone = weakref.ref(held[0])
    held.pop().deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert gone() is None
    assert training_threads() == others
    assert gc.isenabled()
    results.close()


def test_reports_do_not_queue_up_behind_a_busy_window(ready, qtbot, until):
    trainer, _ = ready
    trainer.set_recipe(dataclasses.replace(RECIPE, epochs=100_000))
    told = []
    trainer.progressed.connect(lambda: told.append(len(trainer.timeline.curve())))
    trainer.start()
    qtbot.waitUntil(lambda: bool(told))
    count = len(trainer.timeline.curve())
    while len(trainer.timeline.curve()) < count + 300:  # the window does something else all the time
        threading.Event().wait(0.01)
    told.clear()
    QCoreApplication.processEvents()
    assert len(told) <= 1
    trainer.stop()
    until(trainer, IDLE)


def test_what_goes_wrong_in_the_thread_is_told(ready, until, heard):
    trainer, _ = ready
    trainer.start()
    until(trainer, FINISHED)
    said = heard(trainer.failed)
    trainer._training.course.step = lambda: 1 / 0
    trainer.start()
    until(trainer, IDLE)
    assert said == ["Training ended: division by zero"]


# layers that take long


class Gate:
    """Stands in a layer on the way forward, and lets nothing pass until it is opened."""

    def __init__(self, trainer):
        self.reached, self.is_open = threading.Event(), threading.Event()
        layer = trainer._training.network.layers[0]
        self._forward = layer.train_forward
        layer.train_forward = self

    def __call__(self, *words):
        self.reached.set()
        assert self.is_open.wait(20)
        return self._forward(*words)


@pytest.fixture
def held_up(ready, until):
    """A training that was paused within a layer that does not end."""
    trainer, document = ready
    trainer.train_epoch()
    until(trainer, PAUSED)
    gate = Gate(trainer)
    trainer.start()
    assert gate.reached.wait(20)
    yield trainer, document, gate
    gate.is_open.set()


def test_a_pause_does_not_wait_for_a_long_layer(held_up, until, qtbot):
    trainer, document, gate = held_up
    trainer.pause()
    until(trainer, PAUSED)
    assert not gate.is_open.is_set()
    assert trainer.shown == 4
    with qtbot.waitSignal(trainer.progressed):
        gate.is_open.set()
    assert (trainer.state, trainer.shown) == (PAUSED, 4)
    trainer.start()
    until(trainer, FINISHED)
    assert_same(weights(document), fitted()[0])


def test_after_such_a_pause_it_can_go_on_before_the_layer_has_ended(held_up, until):
    trainer, document, gate = held_up
    trainer.pause()
    until(trainer, PAUSED)
    trainer.start()
    gate.is_open.set()
    until(trainer, FINISHED)
    assert_same(weights(document), fitted()[0])


def test_after_such_a_pause_a_look_back_stays(held_up, until, qtbot):
    trainer, _, gate = held_up
    trainer.seek(2)
    until(trainer, PAUSED)
    assert trainer.shown == 2
    with qtbot.waitSignal(trainer.progressed):
        gate.is_open.set()
    assert trainer.shown == 2


def test_after_such_a_pause_another_way_can_be_taken(held_up, until):
    trainer, document, gate = held_up
    trainer.seek(2)
    until(trainer, PAUSED)
    trainer.start()
    gate.is_open.set()
    until(trainer, FINISHED)
    assert_same(weights(document), fitted()[0])
    document.undo_stack.undo()
    assert trainer.shown == 4  # where the first way had come to


def test_a_stop_does_not_wait_for_a_long_layer_either(held_up, until, qtbot, heard):
    trainer, _, gate = held_up
    trainer.stop()
    until(trainer, IDLE)
    said = heard(trainer.progressed)
    gate.is_open.set()
    qtbot.wait(50)
    assert said == []


# timeline


def test_seeking_shows_a_moment_within_the_same_undo(trained):
    trainer, document = trained
    end = weights(document)
    trainer.seek(7)
    assert trainer.shown == 7
    assert_same(weights(document), [a for arrays in trainer.weights_at(7).values() for a in arrays])
    trainer.seek(16)
    assert_same(weights(document), end)
    assert document.undo_stack.count() == 1


def test_seeking_pauses_a_training_that_runs(ready, qtbot, until):
    trainer, _ = ready
    trainer.set_recipe(dataclasses.replace(RECIPE, epochs=100_000))
    trainer.start()
    qtbot.waitUntil(lambda: (trainer.shown or 0) > 5)
    trainer.seek(2)
    until(trainer, PAUSED)
    assert trainer.shown == 2


def test_training_on_from_a_moment_gives_the_same_bits_and_one_undo_leads_back(trained, until):
    trainer, document = trained
    end, curve = weights(document), trainer.timeline.curve()
    trainer.seek(3)
    trainer.train_on_from(6)
    until(trainer, FINISHED)
    assert_same(weights(document), end)
    np.testing.assert_array_equal(trainer.timeline.curve(), curve)
    assert [epoch.steps for epoch in trainer.timeline.epochs] == [4, 8, 12, 16]


def test_another_way_from_a_moment_is_one_undo_that_leads_to_the_end_of_the_first(trained, until):
    trainer, document = trained
    end, first = weights(document), trainer.timeline
    trainer.set_recipe(dataclasses.replace(RECIPE, learning_rate=0.5))
    trainer.train_on_from(6)
    until(trainer, FINISHED)
    second, other_end = trainer.timeline, weights(document)
    assert document.undo_stack.count() == 2
    assert not np.array_equal(end[0], other_end[0])
    document.undo_stack.undo()
    assert_same(weights(document), end)
    assert (trainer.state, trainer.shown, trainer.timeline) == (IDLE, 16, first)
    document.undo_stack.redo()
    assert (trainer.shown, trainer.timeline) == (16, second)
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert trainer.shown == 0
    assert document.undo_stack.index() == 0


def test_starting_after_a_look_back_goes_on_from_what_is_seen(trained, until):
    trainer, document = trained
    end = weights(document)
    trainer.seek(5)
    trainer.step_once()
    until(trainer, PAUSED)
    assert trainer.shown == 6
    assert trainer.timeline.kept == [0, 1, 2, 3, 4, 5, 6]
    trainer.start()
    until(trainer, FINISHED)
    assert_same(weights(document), end)


def test_a_moment_that_is_not_kept_cannot_be_gone_back_to(make, until):
    trainer, _ = make(memory=1)
    trainer.set_data(TrainingData.of(SAMPLES))
    trainer.set_recipe(RECIPE)
    with pytest.raises(ValueError, match="Nothing has been trained"):
        trainer.train_on_from(0)
    trainer.start()
    until(trainer, FINISHED)
    assert trainer.timeline.kept == [0, 16]
    with pytest.raises(ValueError, match="Received: 7"):
        trainer.train_on_from(7)
    trainer.seek(7)
    assert trainer.shown == 0


def test_two_moments_are_compared(trained):
    trainer, _ = trained
    comparison = trainer.compare(0, 16)
    first, last = trainer.weights_at(0), trainer.weights_at(16)
    assert comparison.steps == (0, 16)
    assert comparison.logs[0] == {name: trainer.timeline.curve(name)[0] for name in ("loss", "accuracy")}
    assert [difference.layer for difference in comparison.layers] == [0, 1, 4]
    kernel = comparison.layers[0].arrays[0]
    np.testing.assert_allclose(kernel, last[0][0].astype(float) - first[0][0], rtol=0, atol=0)
    assert trainer.compare(3, 3).layers[0][2:] == (0, 0)


def test_going_back_after_a_stop_is_one_undo(trained, until):
    trainer, document = trained
    end = weights(document)
    trainer.stop()
    trainer.seek(3)
    trainer.train_on_from(3)
    until(trainer, FINISHED)
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    assert_same(weights(document), end)


def test_trainings_that_no_undo_is_likely_to_ask_for_are_given_up(trained, until):
    trainer, document = trained
    for rate in (0.1, 0.2, 0.3, 0.4):
        trainer.set_recipe(dataclasses.replace(RECIPE, learning_rate=rate))
        trainer.train_on_from(12)
        until(trainer, FINISHED)
    seen = []
    for _ in range(4):
        document.undo_stack.undo()
        seen.append(trainer.shown)
    assert seen == [16, 16, None, None]
    assert trainer.timeline.kept[-1] == 16


def test_reset_brings_the_initial_weights_back_and_leaves_no_undo(ready, until):
    trainer, document = ready
    before = weights(document)
    trainer.start()
    until(trainer, FINISHED)
    trainer.reset()
    assert_same(weights(document), before)
    assert trainer.state is IDLE
    assert trainer.timeline.kept == []
    assert document.undo_stack.count() == 0


# recipe and data


def test_only_rate_and_length_change_while_a_training_is_open(trained):
    trainer, _ = trained
    trainer.set_recipe(dataclasses.replace(RECIPE, learning_rate=0.2, epochs=9))
    with pytest.raises(ValueError, match="learning rate, epochs and steps"):
        trainer.set_recipe(dataclasses.replace(RECIPE, batch_size=3))
    trainer.stop()
    trainer.set_recipe(dataclasses.replace(RECIPE, batch_size=3))
    assert trainer.recipe.batch_size == 3


def test_another_rate_counts_from_the_next_step_on(ready, until):
    trainer, document = ready
    trainer.step_once()
    until(trainer, PAUSED)
    trainer.set_recipe(dataclasses.replace(RECIPE, learning_rate=0.0))
    before = document.project.layers[0].weights[0]
    trainer.step_once()
    until(trainer, PAUSED)
    np.testing.assert_array_equal(document.project.layers[0].weights[0], before)


def test_a_training_that_cannot_begin_says_why(make):
    trainer, document = make()
    assert trainer.problem == "Choose what is to be learned first."
    trainer.set_data(TrainingData.of(generated("lines", 8, 6)))
    assert "(8, 8, 1). Received: (6, 6, 1)" in trainer.problem
    with pytest.raises(ValueError, match="Received"):
        trainer.start()
    assert trainer.state is IDLE
    assert document.undo_stack.count() == 0


def test_divergence_is_told_and_leaves_finite_weights(ready, until, heard):
    trainer, document = ready
    said = heard(trainer.failed)
    trainer.set_recipe(dataclasses.replace(RECIPE, optimizer="sgd", learning_rate=1e38, epochs=50))
    trainer.start()
    until(trainer, DIVERGED)
    assert len(said) == 1
    assert all(np.isfinite(array).all() for array in weights(document))
    assert trainer.timeline.kept[-1] == trainer.shown
    trainer.set_recipe(dataclasses.replace(trainer.recipe, learning_rate=1e-3))
    trainer.step_once()
    until(trainer, PAUSED, DIVERGED)


def test_a_task_is_opened_with_its_network_samples_and_recipe(make):
    trainer, document = make()
    task = task_named("directions")
    trainer.open_task(task)
    assert trainer.problem == ""
    assert trainer.recipe == task.recipe
    assert document.project.title == task.title
    assert [part.kind for part in document.project.layers] == ["Conv2D", "GlobalMaxPooling2D", "Dense"]
    document.undo_stack.undo()
    assert len(document.project.layers) == 5
    assert trainer.problem


def test_a_drawn_target_is_learned_and_its_filter_found(make, until):
    noise = np.random.default_rng(0).random((10, 10, 1), np.float32)
    part = LayerPart("Conv2D", {"filters": 2, "kernel_size": (3, 3), "seed": 1})
    trainer, document = make(Project(noise, (part,)))
    kernel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], np.float32)
    trainer.set_data(target_of(document.project, 0, 1, kernel))
    trainer.set_recipe(dataclasses.replace(TARGET_RECIPE, epochs=1500))
    before = weights(document)
    trainer.start()
    assert trainer.distance.largest > 0.5
    until(trainer, FINISHED)
    assert trainer.distance.largest < 0.01
    assert trainer.distance.relative < 0.01
    np.testing.assert_allclose(document.project.layers[0].weights[0][:, :, 0, 1], kernel, atol=0.01)
    np.testing.assert_array_equal(document.project.layers[0].weights[0][..., 0], before[0][..., 0])
    document.undo_stack.undo()
    assert_same(weights(document), before)


def test_another_input_ends_the_training_on_a_drawn_target(make, qtbot):
    noise = np.random.default_rng(0).random((10, 10, 1), np.float32)
    part = LayerPart("Conv2D", {"filters": 1, "kernel_size": (3, 3), "seed": 1})
    trainer, document = make(Project(noise, (part,)))
    trainer.set_data(target_of(document.project, 0, 0, np.ones((3, 3))))
    trainer.set_recipe(dataclasses.replace(TARGET_RECIPE, epochs=100_000))
    trainer.start()
    qtbot.waitUntil(lambda: (trainer.shown or 0) > 0)
    document.paint([(0, 0)], 1)
    assert trainer.state is IDLE


def test_a_slow_training_shows_every_step(ready, heard, qtbot, until):
    trainer, _ = ready
    shown = []
    trainer.moment_changed.connect(lambda: shown.append(trainer.shown))
    trainer.set_speed(10)
    trainer.start()
    qtbot.waitUntil(lambda: trainer.shown == 3)
    trainer.stop()
    until(trainer, IDLE)
    assert shown[:4] == [0, 1, 2, 3]


def test_a_speed_is_a_number_of_steps_a_second(ready, until):
    trainer, _ = ready
    trainer.set_speed(500)
    trainer.start()
    until(trainer, FINISHED)
    trainer.set_speed(None)
    with pytest.raises(ValueError, match="Received: 0"):
        trainer.set_speed(0)
