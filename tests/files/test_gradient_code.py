"""Steps of the walk backwards as programs that run."""

import numpy as np
import pytest

from convstudio.engine.explain_error import error_terms
from convstudio.engine.geometry import Geometry
from convstudio.engine.gradient_walk import GradientWalk, WindowMeetings
from convstudio.files.gradient_code import as_python, cell_numpy, output_numpy, weight_numpy
from convstudio.nn.explain_update import explain_update
from convstudio.nn.gradient_facts import CellFacts, WeightFacts
from convstudio.nn.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    MeanAbsoluteError,
    MeanSquaredError,
)
from convstudio.nn.optimizers import SGD, Adam, RMSprop

SLOTS = {"momentum": 0.2, "square": 0.3, "mean": -0.1}


def run(program):
    names = {}
    exec(program, names)
    return names


@pytest.mark.parametrize(
    "optimizer",
    [
        SGD(0.1),
        SGD(0.1, momentum=0.9),
        SGD(0.1, momentum=0.9, nesterov=True),
        RMSprop(),
        RMSprop(0.01, momentum=0.5, centered=True),
        Adam(0.01),
    ],
)
@pytest.mark.parametrize("gradient", [0.75, -1.5e-5])
def test_the_program_of_a_weight_gives_its_gradient_and_its_new_value(optimizer, gradient, capsys):
    random = np.random.default_rng(0)
    x, errors = random.normal(size=(2, 7, 7)), random.normal(size=(2, 5, 5))
    walk = GradientWalk(WindowMeetings(x, errors, Geometry.build((7, 7), (3, 3))))
    optimizer.state = 3, (tuple(np.array([SLOTS[name]]) for name in optimizer.slot_names),)
    update = explain_update(optimizer, np.float64(-0.5), np.float64(gradient), SLOTS)
    facts = WeightFacts("kernel", (1, 2, 0, 0), gradient, gradient, update)
    names = run(weight_numpy("Gradient", facts, walk, (1, 2), 7))
    assert names["gradient"] == pytest.approx(walk.total[1, 2], rel=1e-12)
    assert names["so_far"] == pytest.approx(walk[7].running[1, 2], rel=1e-12)
    assert names["w"] == pytest.approx(update.new, rel=1e-12)
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_the_program_of_a_cell_adds_up_its_terms(capsys):
    errors, weights = np.arange(11.0), np.linspace(-1, 1, 11)
    terms = error_terms(np.zeros((11, 3), np.intp), errors, weights)
    facts = CellFacts(0, 0, 0, 0, 1.0, terms.total, terms.total, terms)
    assert run(cell_numpy("Gradient", facts))["gradient"] == pytest.approx(terms.total)
    nothing = CellFacts(0, 0, 0, 0, 1.0, 0.25, 0.25, None)
    assert run(cell_numpy("Gradient", nothing))["gradient"] == 0.25
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    "loss",
    [
        MeanSquaredError(),
        MeanAbsoluteError(),
        BinaryCrossentropy(),
        BinaryCrossentropy(from_logits=True),
        CategoricalCrossentropy(),
        CategoricalCrossentropy(from_logits=True),
    ],
)
def test_the_program_of_an_output_works_out_loss_and_errors(loss, capsys):
    random = np.random.default_rng(1)
    outputs, targets = random.uniform(0.05, 0.95, (2, 3, 1, 4)), np.zeros((2, 3, 1, 4))
    targets[..., 1] = 1
    names = run(output_numpy("Error", (1, 2, 0, 1), loss, targets, outputs))
    assert names["loss"] == pytest.approx(loss(targets, outputs), rel=1e-12)
    np.testing.assert_allclose(names["errors"], loss.gradient(targets, outputs), rtol=1e-10)
    assert capsys.readouterr().out


def test_signs_become_those_of_python():
    assert as_python("0.5 − 0.1 × (-2)² / (√4.5e-05 + 1e-07)") == (
        "0.5 - 0.1 * (-2)**2 / (np.sqrt(4.5e-05) + 1e-07)"
    )
    assert as_python("√(1 − 0.9^3)") == "np.sqrt(1 - 0.9**3)"
