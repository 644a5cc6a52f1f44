"""A training that stops anywhere and goes on as if nothing had happened."""

import numpy as np
import pytest

from convstudio.nn import BatchNormalization, Conv2D, Dense, Dropout, Flatten, Sequential
from convstudio.nn.course import Course
from convstudio.nn.learner import DivergedError, InterruptedStepError
from convstudio.nn.losses import SparseCategoricalCrossentropy
from convstudio.nn.optimizers import SGD, Adam, RMSprop

RANDOM = np.random.default_rng(0)
X, Y = RANDOM.normal(size=(20, 6, 6, 1)), RANDOM.integers(0, 3, 20)


def network(optimizer=None, dtype="float32", seed=7):
    model = Sequential(
        [
            Conv2D(2, 3, activation="relu", input_shape=(6, 6, 1), seed=1, dtype=dtype),
            BatchNormalization(dtype=dtype),
            Dropout(0.3, dtype=dtype),
            Flatten(),
            Dense(3, seed=2, dtype=dtype),
        ]
    )
    loss = SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer or Adam(0.01), loss, ["accuracy"], seed=seed)
    return model


def course_of(model, size=8, shuffle=True):
    return Course(model.learner, (X, Y), size, shuffle)


def line(rate):
    model = Sequential([Dense(1, use_bias=False, kernel_initializer="ones", input_shape=(1,))])
    model.compile(SGD(rate), "mse")
    return model


def test_it_takes_the_same_steps_as_fit():
    fitted, stepped = network(), network()
    history = fitted.fit(X, Y, batch_size=8, epochs=3)
    course = course_of(stepped)
    means = []
    for _ in range(9):
        course.step()
        means += [course.place.means.logs["loss"]] if course.place.batch == 0 else []
    assert means == history.history["loss"]
    for one, other in zip(fitted.get_weights(), stepped.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_an_epoch_is_over_when_all_samples_were_seen_even_if_the_last_batch_is_small():
    course = course_of(network())
    places = []
    for _ in range(4):
        course.step()
        places.append((course.place.steps, course.place.epochs, course.place.batch))
    assert course.batches == 3  # 8 + 8 + 4 samples
    assert places == [(1, 0, 1), (2, 0, 2), (3, 1, 0), (4, 1, 1)]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "optimizer", [Adam, lambda rate: SGD(rate, 0.9, nesterov=True), lambda rate: RMSprop(rate, centered=True)]
)
@pytest.mark.parametrize("back_to", [0, 1, 3, 5])
def test_from_any_moment_it_goes_on_to_the_same_bits(optimizer, back_to, dtype):
    model = network(optimizer(0.01), dtype)
    course = course_of(model)
    moments, logs = [], []
    for _ in range(8):
        moments.append(course.moment)
        logs.append(course.step())
    end = model.get_weights()
    course.moment = moments[back_to]
    assert [course.step() for _ in range(8 - back_to)] == logs[back_to:]
    assert course.place[:3] == (8, 2, 2)
    for once, again in zip(end, model.get_weights(), strict=True):
        np.testing.assert_array_equal(once, again)


def test_another_learner_goes_on_from_a_moment_to_the_same_bits():
    first, second = course_of(network()), course_of(network(seed=8))
    for _ in range(2):
        first.step()
    second.moment = first.moment
    assert [first.step() for _ in range(5)] == [second.step() for _ in range(5)]


def test_a_moment_does_not_change_when_training_goes_on():
    course = course_of(network())
    moment = course.moment
    before = [array.copy() for array in moment.memory.values]
    course.step()
    for kept, was in zip(moment.memory.values, before, strict=True):
        np.testing.assert_array_equal(kept, was)


@pytest.mark.parametrize("at", range(11))  # five layers forward, five backward, and before the weights follow
def test_a_step_that_is_interrupted_was_never_taken(at):
    whole, halting = network(), network()
    one, other = course_of(whole), course_of(halting)
    one.step(), other.step()
    asked = iter(range(100))
    halting.learner.is_interrupted = lambda: next(asked) == at
    with pytest.raises(InterruptedStepError):
        other.step()
    halting.learner.is_interrupted = lambda: False
    assert other.place.steps == 1
    assert [one.step() for _ in range(6)] == [other.step() for _ in range(6)]


def test_divergence_leads_back_to_the_step_whose_loss_was_finite():
    model = line(1e25)
    course = Course(model.learner, (np.ones((2, 1)), np.zeros((2, 1))), 1, False)
    assert course.step()["loss"] == 1
    assert model.get_weights()[0][0, 0] == np.float32(-2e25)  # 1 − 1e25 · 2; its square is no float32
    with pytest.raises(DivergedError, match="The loss is inf") as diverged:
        course.step()
    assert diverged.value.steps_back == 1
    assert model.get_weights()[0][0, 0] == 1
    assert course.place[:3] == (0, 0, 0)


def test_divergence_of_weights_leaves_the_step_untaken():
    model = line(1e39)
    course = Course(model.learner, (np.ones((2, 1)), np.zeros((2, 1))), 1, False)
    with pytest.raises(DivergedError, match="no longer finite"):
        course.step()
    assert model.get_weights()[0][0, 0] == 1
    assert course.place[:3] == (0, 0, 0)


def test_only_the_rows_that_are_given_are_learned():
    model = network()
    course = Course(model.learner, (X, Y), 2, True, rows=np.array([3, 5, 7, 9]))
    course.step()
    assert course.batches == 2
    assert sorted(course.place.order) == [3, 5, 7, 9]
