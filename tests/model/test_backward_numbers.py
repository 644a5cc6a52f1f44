import numpy as np
import pytest

from convstudio.files.project import LayerPart
from convstudio.files.resources import load_example
from convstudio.model.backward_numbers import MOST_VALUES, StepQuestion, work_out
from convstudio.model.document_step import Wishes, step_of_document
from convstudio.nn import Sequential
from convstudio.nn.learner import Learner
from convstudio.nn.losses import MeanSquaredError
from convstudio.nn.optimizers import SGD


def model_of(project):
    shape, layers = project.input.shape, []
    for part in project.layers:
        layers.append(part.build(shape))
        shape = layers[-1].output_shape_for(shape)
    return Sequential(layers)


@pytest.mark.parametrize(
    "name", ["vertical-line", "bump", "digit", "lenet", "separable", "upsampling", "causal"]
)
def test_the_step_of_every_example_has_the_gradients_of_training(name):
    """Stored numbers are those of a learner; those in float64 differ by rounding alone."""
    project = load_example(name)
    step = step_of_document(project, Wishes())
    question, numbers = step.numbers.question, step.numbers
    found = Learner(model_of(project), SGD(), question.loss, (), 0).gradients(question.x, question.y, True)
    assert numbers.stored.loss == found.loss
    for mine, theirs, exact in zip(
        numbers.stored.by_weights, found.by_weights, numbers.training.by_weights, strict=True
    ):
        for array in theirs:
            np.testing.assert_array_equal(mine[array], theirs[array])
            size = np.abs(exact[array]).max()
            np.testing.assert_allclose(exact[array], theirs[array], rtol=1e-3, atol=1e-4 * size)
    assert numbers.training.levels[-1].dtype == np.float64
    assert numbers.loss.value == numbers.training.loss


def test_the_update_of_a_weight_is_that_of_training():
    project = load_example("lenet")
    step = step_of_document(project, Wishes(optimizer="adam", rate=0.01))
    question, model = step.numbers.question, model_of(project)
    Learner(model, question.optimizer, question.loss, (), 0).step(question.x, question.y)
    fresh = step_of_document(project, Wishes(optimizer="adam", rate=0.01)).numbers
    for number, name, index in ((0, "kernel", (1, 2, 0, 3)), (5, "bias", (7,)), (7, "kernel", (80, 9))):
        place = list(model.layers[number].trained_weights).index(name)
        assert fresh.update(number, name, index).new == model.layers[number].get_weights()[place][index]


def test_a_batch_that_is_too_large_to_keep_is_refused_with_its_numbers():
    part = LayerPart("ReLU", {})
    x = np.broadcast_to(np.float32(0), (MOST_VALUES // 16, 4, 4, 1))
    question = StepQuestion((part,), x, x, MeanSquaredError(), SGD())
    with pytest.raises(ValueError, match="this one has 33,554,432"):
        work_out(question)


def test_a_step_without_layers_is_refused():
    x = np.zeros((1, 4, 4, 1), np.float32)
    with pytest.raises(ValueError, match="at least one layer"):
        work_out(StepQuestion((), x, x, MeanSquaredError(), SGD()))


def test_a_step_that_is_no_longer_wanted_gives_nothing():
    assert step_of_document(load_example("vertical-line"), Wishes(), lambda: True) is None


def test_what_is_wished_and_does_not_fit_gives_way_to_what_is_usual():
    wishes = Wishes(loss="sparse_categorical_crossentropy", optimizer="nesterov")
    step = step_of_document(load_example("vertical-line"), wishes)
    assert step.wishes.loss == "mean_squared_error"
    assert step.wishes.target.filter == "horizontal-line"
    assert step.numbers.question.optimizer.nesterov


def test_layers_that_fit_are_explained_even_where_a_later_one_does_not():
    project = load_example("vertical-line")
    too_large = LayerPart("Conv2D", {"filters": 1, "kernel_size": (9, 9)})
    step = step_of_document(type(project)(project.input, (*project.layers, too_large)), Wishes())
    assert len(step.numbers.training.layers) == 1
    with pytest.raises(ValueError, match="more cells than the padded input"):
        step_of_document(type(project)(project.input, (too_large,)), Wishes())
