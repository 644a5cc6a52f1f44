"""How good the network is, which samples it gets wrong, and what it says of the one on the Stage."""

import dataclasses
import threading

import numpy as np
import pytest

from convstudio.files.generated import generated
from convstudio.files.project import LayerPart, Project
from convstudio.files.recipe import Recipe
from convstudio.model.document import Document
from convstudio.model.examiner import Examiner
from convstudio.model.machine import TrainingState
from convstudio.model.results import Results
from convstudio.model.trainer import Trainer
from convstudio.model.training import Network
from convstudio.model.training_data import TrainingData
from convstudio.nn.metrics import confusion

SAMPLES = generated("lines", 40, 8, 0.1, 1, seed=3)
RECIPE = Recipe(learning_rate=0.01, epochs=3, batch_size=8, validation_split=0.25, seed=5)


def network(activation="softmax"):
    flatten = LayerPart("Flatten", {})
    dense = LayerPart("Dense", {"units": 4, "activation": activation, "seed": 2})
    return Project(SAMPLES.x[0], (flatten, dense), active_layer=1)


@pytest.fixture
def parts(qtbot):
    document = Document(network())
    results = Results(document)
    trainer = Trainer(document, results)
    examiner = Examiner(document, results, trainer)
    yield document, trainer, examiner
    examiner.close()
    trainer.close()
    results.close()


@pytest.fixture
def ready(parts, qtbot):
    _, trainer, examiner = parts
    trainer.set_recipe(RECIPE)
    trainer.set_data(TrainingData.of(SAMPLES))
    qtbot.waitUntil(lambda: examiner.evaluation is not None)
    return parts


def outputs(document, rows):
    kernel, bias = document.project.layers[1].weights
    logits = SAMPLES.x[rows].reshape(len(rows), -1) @ kernel + bias
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


def assert_right(evaluation, document, rows):
    shares = outputs(document, rows)
    right, taken = SAMPLES.y[rows], shares.argmax(axis=1)
    np.testing.assert_array_equal(evaluation.confusion, confusion(right, shares))
    assert evaluation.samples == len(rows)
    assert evaluation.logs["accuracy"] == pytest.approx((right == taken).mean())
    assert {one.sample for one in evaluation.wrong} == set(rows[right != taken].tolist())
    for one in evaluation.wrong:
        at = list(rows).index(one.sample)
        assert (one.true, one.predicted) == (right[at], taken[at])
        assert one.probability == pytest.approx(shares[at, taken[at]], rel=1e-5)


def test_the_validation_is_evaluated_as_soon_as_there_is_something_to_learn(ready):
    document, _, examiner = ready
    assert_right(examiner.evaluation, document, np.arange(30, 40))


def test_all_samples_of_the_training_on_request(ready, qtbot):
    document, _, examiner = ready
    with qtbot.waitSignal(examiner.evaluation_changed):
        examiner.evaluate("training")
    assert_right(examiner.evaluation, document, np.arange(30))
    with pytest.raises(ValueError, match="Received: part='all'"):
        examiner.evaluate("all")


def test_it_follows_a_training_and_a_look_back(ready, qtbot):
    document, trainer, examiner = ready
    before = examiner.evaluation
    trainer.start()
    qtbot.waitUntil(lambda: trainer.state is TrainingState.FINISHED)
    assert examiner.evaluation.steps == 12
    assert_right(examiner.evaluation, document, np.arange(30, 40))
    assert examiner.evaluation.logs == {
        name: trainer.timeline.epochs[-1].logs[f"val_{name}"] for name in ("loss", "accuracy")
    }
    trainer.seek(0)
    qtbot.waitUntil(lambda: examiner.evaluation.steps == 0)
    assert examiner.evaluation.logs == before.logs


def test_it_follows_an_edit_of_a_weight(ready, qtbot):
    document, _, examiner = ready
    with qtbot.waitSignal(examiner.evaluation_changed):
        document.set_kernel(np.zeros((64, 4)), "Zeros")
    assert_right(examiner.evaluation, document, np.arange(30, 40))


def test_what_is_known_of_other_samples_is_forgotten_at_once(ready, qtbot):
    _, trainer, examiner = ready
    trainer.step_once()
    qtbot.waitUntil(lambda: trainer.state is TrainingState.PAUSED)
    trainer.set_data(TrainingData.of(generated("bumps", 12, 8)))
    assert examiner.evaluation is None
    assert trainer.last_evaluation is None
    assert trainer.timeline.kept == []


def test_an_evaluation_of_other_samples_under_way_is_never_told(ready, qtbot, monkeypatch):
    _, trainer, examiner = ready
    may_end, begun = threading.Event(), threading.Event()

    def waiting(self, x, *words):
        begun.set()
        assert may_end.wait(20)
        return np.ones((len(x), 4))

    told = []
    with monkeypatch.context() as patch:
        patch.setattr(Network, "__call__", waiting)
        examiner.evaluate("training")
        qtbot.waitUntil(begun.is_set)
    examiner.evaluation_changed.connect(lambda: told.append(examiner.evaluation))
    trainer.set_data(TrainingData.of(generated("lines", 12, 8)))
    may_end.set()
    examiner._worker._threads.submit(lambda: None).result()  # the answer is there, but not heard yet
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[0] is None
    assert told[1].samples == 9


def test_without_validation_all_samples_are_evaluated(ready, qtbot):
    document, trainer, examiner = ready
    with qtbot.waitSignal(examiner.evaluation_changed):
        trainer.set_recipe(dataclasses.replace(RECIPE, validation_split=0.0))
    assert_right(examiner.evaluation, document, np.arange(40))


def test_a_network_that_does_not_fit_the_samples_is_not_evaluated(ready, qtbot):
    document, _, examiner = ready
    with qtbot.waitSignal(examiner.evaluation_changed):
        document.set_network(np.zeros((5, 5, 1)), document.project.layers, "Small")
    assert examiner.evaluation is None
    assert [score.name for score in examiner.scores] == list(SAMPLES.classes)
    document.set_setting("units", 3)
    assert examiner.scores == []


def test_samples_come_to_the_stage_and_all_of_them_are_one_undo(ready, heard):
    document, _, examiner = ready
    before, said = document.project.input, heard(examiner.sample_changed)
    for number in (3, 7, 35):
        examiner.show_sample(number)
    np.testing.assert_array_equal(document.project.input, SAMPLES.x[35])
    assert examiner.sample == 35
    assert examiner.true_class == SAMPLES.classes[SAMPLES.y[35]]
    assert len(said) == 3
    assert document.undo_stack.count() == 1
    assert document.undo_stack.undoText() == "Sample 36"
    document.undo_stack.undo()
    np.testing.assert_array_equal(document.project.input, before)
    assert examiner.sample is None
    assert examiner.true_class is None


def test_a_sample_after_an_edit_is_an_undo_of_its_own(ready):
    document, _, examiner = ready
    examiner.show_sample(3)
    document.paint([(0, 0)], 1)
    assert examiner.sample is None
    examiner.show_sample(4)
    assert document.undo_stack.count() == 3


def test_a_sample_that_is_not_there_is_refused(ready):
    _, _, examiner = ready
    with pytest.raises(ValueError, match=r"There are 40 samples. Received: 40"):
        examiner.show_sample(40)


def test_the_scores_are_those_of_the_sample_on_the_stage(ready, heard):
    document, trainer, examiner = ready
    said = heard(examiner.scores_changed)
    examiner.show_sample(35)
    assert said
    assert [score.name for score in examiner.scores] == list(SAMPLES.classes)
    np.testing.assert_allclose(
        [score.probability for score in examiner.scores], outputs(document, np.array([35]))[0], rtol=1e-5
    )
    said.clear()
    document.set_weight((0, 0), 3)
    assert said
    trainer.set_data(None)
    assert examiner.scores == []


def test_logits_are_shown_as_probabilities(parts):
    document, trainer, examiner = parts
    document.replace(network("linear"))
    trainer.set_recipe(dataclasses.replace(RECIPE, from_logits=True))
    trainer.set_data(TrainingData.of(SAMPLES))
    probabilities = [score.probability for score in examiner.scores]
    np.testing.assert_allclose(probabilities, outputs(document, np.array([0]))[0], rtol=1e-5)
    assert sum(probabilities) == pytest.approx(1)


def test_the_scores_follow_while_the_network_learns(ready, qtbot):
    document, trainer, examiner = ready
    trainer.set_recipe(dataclasses.replace(RECIPE, epochs=100_000))
    seen = []
    examiner.scores_changed.connect(lambda: seen.append(examiner.scores[0].probability))
    trainer.start()
    qtbot.waitUntil(lambda: len(set(seen)) > 3)
    trainer.stop()
    qtbot.waitUntil(lambda: trainer.state is TrainingState.IDLE)
    np.testing.assert_allclose(seen[-1], outputs(document, np.array([0]))[0, 0], rtol=1e-5)
