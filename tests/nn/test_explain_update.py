"""The update of a weight, line by line, and that it is the one that training takes."""

import numpy as np
import pytest

from convstudio.nn import Conv2D, Sequential
from convstudio.nn.explain_update import explain_update, slots_of
from convstudio.nn.learner import Learner
from convstudio.nn.losses import MeanSquaredError
from convstudio.nn.optimizers import SGD, Adam, Optimizer, RMSprop

OPTIMIZERS = [
    lambda: SGD(0.1),
    lambda: SGD(0.1, momentum=0.9),
    lambda: SGD(0.1, momentum=0.9, nesterov=True),
    lambda: RMSprop(),
    lambda: RMSprop(0.01, momentum=0.5, centered=True),
    lambda: Adam(0.01),
]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("make", OPTIMIZERS)
def test_every_new_weight_is_bit_for_bit_the_one_that_a_step_of_training_gives(make, dtype):
    random = np.random.default_rng(0)
    model = Sequential([Conv2D(2, 3, seed=1, dtype=dtype, input_shape=(6, 6, 1))])
    learner = Learner(model, make(), MeanSquaredError(), (), 0)
    for step in range(1, 4):
        x, y = (random.normal(size=(3, size, size, n)).astype(dtype) for size, n in ((6, 1), (4, 2)))
        found, before = learner.gradients(x, y).by_weights[0], model.get_weights()
        explained = {
            (array, index): explain_update(
                learner.optimizer,
                before[array][index],
                found[name][index],
                slots_of(learner.optimizer, array, index),
            )
            for array, name in enumerate(("kernel", "bias"))
            for index in np.ndindex(before[array].shape)
        }
        learner.step(x, y)
        for (array, index), update in explained.items():
            assert update.new == model.get_weights()[array][index]
            assert update.old == before[array][index]
            assert update.step == step


def texts(optimizer, w=0.5, g=-0.25, **slots):
    found = explain_update(optimizer, np.float64(w), np.float64(g), slots)
    return [line.text for line in found.lines]


def test_plain_descent_is_one_line():
    assert texts(SGD(0.1)) == ["w ← w − rate · g = 0.5 − 0.1 × -0.25 = 0.525"]


def test_momentum_carries_the_velocity_on():
    assert texts(SGD(0.1, momentum=0.9), momentum=0.2) == [
        "v ← momentum · v − rate · g = 0.9 × 0.2 − 0.1 × -0.25 = 0.205",
        "w ← w + v = 0.5 + 0.205 = 0.705",
    ]


def test_nesterov_looks_ahead():
    assert texts(SGD(0.1, momentum=0.5, nesterov=True), g=1.0, momentum=0.2) == [
        "v ← momentum · v − rate · g = 0.5 × 0.2 − 0.1 × 1 = 0",
        "w ← w + momentum · v − rate · g = 0.5 + 0.5 × 0 − 0.1 × 1 = 0.4",
    ]


def test_rmsprop_divides_by_the_size_of_the_gradients_so_far():
    assert texts(RMSprop(0.1, rho=0.5, epsilon=0), g=2.0, square=4.0) == [
        "s ← rho · s + (1 − rho) · g² = 0.5 × 4 + 0.5 × 2² = 4",
        "step = rate · g / √(s + ε) = 0.1 × 2 / √(4 + 0) = 0.1",
        "w ← w − step = 0.5 − 0.1 = 0.4",
    ]


def test_centered_rmsprop_with_momentum_has_a_line_for_each_thing_it_remembers():
    assert texts(
        RMSprop(0.1, rho=0.5, momentum=0.5, epsilon=0, centered=True),
        g=-2.0,
        square=4.0,
        mean=2.0,
        momentum=0.2,
    ) == [
        "s ← rho · s + (1 − rho) · g² = 0.5 × 4 + 0.5 × (-2)² = 4",
        "a ← rho · a + (1 − rho) · g = 0.5 × 2 + 0.5 × -2 = 0",
        "step = rate · g / √(s − a² + ε) = 0.1 × -2 / √(4 − 0² + 0) = -0.1",
        "m ← momentum · m + step = 0.5 × 0.2 − 0.1 = 0",
        "w ← w − m = 0.5 − 0 = 0.5",
    ]


def test_adam_corrects_its_rate_in_the_first_steps():
    assert texts(Adam(0.1, beta_1=0.5, beta_2=0.75, epsilon=0), g=2.0) == [
        "m ← m + (1 − β₁)(g − m) = 0 + 0.5 × (2 − 0) = 1",
        "v ← v + (1 − β₂)(g² − v) = 0 + 0.25 × (2² − 0) = 1",
        "a = rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ) = 0.1 × √(1 − 0.75^1) / (1 − 0.5^1) = 0.1",
        "w ← w − a · m / (√v + ε) = 0.5 − 0.1 × 1 / (√1 + 0) = 0.4",
    ]


def test_numbers_that_give_the_value_only_about_say_so():
    found = explain_update(SGD(0.1), np.float64(123456.789), np.float64(0.00123456), {})
    assert found.lines[0].text == "w ← w − rate · g = 123457 − 0.1 × 0.00123456 = 123457"
    found = explain_update(SGD(1.0), np.float64(1.0000004), np.float64(1.0), {})
    assert found.lines[0].text == "w ← w − rate · g = 1 − 1 × 1 ≈ 4e-07"


def test_a_step_that_divides_by_nothing_is_no_number():
    lines = texts(RMSprop(0.1, epsilon=0), g=0.0)
    assert lines[1].endswith("nan")


def test_the_optimizer_itself_stays_as_it_is():
    optimizer = Adam()
    texts(optimizer)
    assert (optimizer.iterations, optimizer.slots) == (0, [])


def test_an_optimizer_without_known_formulas_is_refused():
    class Other(Optimizer):
        words = "learning_rate"

        def decrease(self, gradient, slots):
            return gradient

    with pytest.raises(ValueError, match="Other"):
        explain_update(Other(0.1), np.float64(1), np.float64(1), {})
