"""What the model knows of the dependencies in a network, while the document changes."""

import math

import numpy as np
import pytest

from convstudio.files.project import LayerPart, Project
from convstudio.model.document import Document
from convstudio.model.results import Results
from convstudio.model.tracing import Spot, Tracing
from convstudio.nn import Conv2D, Dense, Flatten, MaxPooling2D


def stack(*layers, shape=(8, 8, 1)):
    random = np.random.default_rng(0)
    parts, after = [], shape
    for layer in layers:
        layer.build((None, *after))
        after = layer.output_shape_for(after)
        parts.append(LayerPart(type(layer).__name__, layer.get_config(), tuple(layer.get_weights())))
    return Project(random.random(shape).astype(np.float32), tuple(parts))


@pytest.fixture
def make(qapp):
    made = []

    def tracing(*layers, **words):
        document = Document(stack(*layers, **words))
        results = Results(document)
        made.append(results)
        return document, results, Tracing(results, results)

    yield tracing
    for results in made:
        results.close()


def test_levels_are_the_input_and_what_each_layer_gives(make):
    _, results, tracing = make(Conv2D(2, 3), MaxPooling2D(2))
    assert tracing.levels == 3
    np.testing.assert_array_equal(tracing.trace.levels[2], results.output_of(1))


def test_levels_end_before_a_layer_that_does_not_fit(make):
    document, _, tracing = make(Conv2D(1, 3), Conv2D(1, 3))
    document.set_active_layer(1)
    document.set_setting("kernel_size", (9, 9))
    assert tracing.levels == 2


def test_an_edit_is_seen_and_told(make, qtbot):
    document, _, tracing = make(Conv2D(1, 1))
    before = tracing.value(Spot(1, 0, 0, 0))
    with qtbot.waitSignal(tracing.changed):
        document.paint([(0, 0)], float(tracing.value(Spot(0, 0, 0, 0))) + 1)
    assert tracing.value(Spot(1, 0, 0, 0)) != before


def test_the_same_question_is_answered_from_memory(make):
    _, _, tracing = make(Conv2D(1, 3))
    assert tracing.regions(Spot(1, 0, 0, 0)) is tracing.regions(Spot(1, 0, 0, 0))


def test_memory_is_limited(make):
    _, _, tracing = make(Conv2D(1, 1), shape=(16, 16, 1))
    first = tracing.regions(Spot(1, 0, 0, 0))
    for row, col in np.ndindex(16, 16):
        tracing.regions(Spot(1, row, col, 0))
    assert tracing.regions(Spot(1, 0, 0, 0)) is not first


def test_only_cells_that_there_are_are_held(make):
    _, _, tracing = make(Conv2D(2, 3))
    assert tracing.holds(Spot(1, 5, 5, 1))
    assert tracing.holds(Spot(0, 7, 7, None))
    wrong = Spot(1, 6, 0, 0), Spot(1, 0, 0, 2), Spot(2, 0, 0, 0), Spot(-1, 0, 0, 0)
    assert not any(map(tracing.holds, wrong))


def test_pooling_and_flattening_keep_the_range_of_values(make):
    _, _, tracing = make(Conv2D(2, 3, activation="relu"), MaxPooling2D(2), Flatten(), Dense(2))
    ranges = [tracing.output_range(level) for level in range(5)]
    assert ranges == [(0, math.inf)] * 4 + [(-math.inf, math.inf)]


def test_the_extent_of_a_dense_unit_is_the_whole_input(make):
    _, _, tracing = make(Conv2D(2, 3), Flatten(), Dense(2))
    assert tracing.extent(3) == (8, 8)
    assert tracing.extent(2) == (3, 3)  # flattened values see what they saw before


def test_why_adds_up(make):
    _, _, tracing = make(Conv2D(2, 3, activation="relu"), Conv2D(2, 3))
    for from_pixels in (False, True):
        why = tracing.why(Spot(2, 1, 2, 1), from_pixels)
        assert why.total == pytest.approx(why.value, abs=1e-5)
