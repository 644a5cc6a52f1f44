"""Edits of single weights of every kind of layer: only what they reach is computed, and it is right."""

import dataclasses

import numpy as np
import pytest

from convstudio.files.project import LayerPart, Project
from convstudio.model.document import Document
from convstudio.model.maps import Maps
from convstudio.model.results import Results
from convstudio.model.weight_arrays import filters_at
from convstudio.nn.registry import LAYERS

KINDS = {
    "Conv2D": {"filters": 4, "kernel_size": 3},
    "DepthwiseConv2D": {"kernel_size": 3, "depth_multiplier": 2, "activation": "relu"},
    "SeparableConv2D": {"filters": 4, "kernel_size": 3, "depth_multiplier": 2, "activation": "tanh"},
    "Conv2DTranspose": {"filters": 4, "kernel_size": 3, "strides": 2, "activation": "relu"},
    "Dense": {"units": 4, "activation": "sigmoid"},
    "BatchNormalization": {},
    "PReLU": {},
}
SOFT = {"SeparableConv2D": "softmax", "Conv2DTranspose": "softmax", "Dense": "softmax"}


def project(kind, **words):
    """A convolution, the layer of this kind, and a pooling behind it; all weights drawn."""
    layers = [
        ("Conv2D", {"filters": 3, "kernel_size": 2}),
        (kind, {**KINDS[kind], **words}),
        ("MaxPooling2D", {"pool_size": 2}),
    ]
    random, parts, shape = np.random.default_rng(2), [], (9, 8, 2)
    for name, settings in layers:
        layer = LAYERS[name](**settings)
        layer.build((None, *shape))
        weights = tuple(random.random(array.shape, np.float32) for array in layer.get_weights())
        parts.append(LayerPart(name, layer.get_config(), weights))
        shape = layer.output_shape_for(shape)
    return Project(random.random((9, 8, 2), np.float32), tuple(parts), active_layer=1)


@pytest.fixture
def follow(qtbot):
    opened = []

    def make(document):
        opened.append(Results(document))
        return opened[-1]

    yield make
    for results in opened:
        results.close()


ARRAYS = [(kind, array) for kind in KINDS for array in range(len(project(kind).layers[1].weights))]


def is_right(document, results):
    fresh = Maps(document.project)
    fresh.compute()
    for number in range(len(document.project.layers)):
        np.testing.assert_allclose(results.output_of(number), fresh.output(number), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(("kind", "array"), ARRAYS)
def test_a_weight_of_any_array_is_followed(follow, heard, kind, array):
    document = Document(project(kind))
    results = follow(document)
    told = heard(results.maps_changed)
    before = results.output_of(0).copy()
    random = np.random.default_rng(1)
    for _ in range(4):
        shape = document.layer.weights[array].shape
        index = tuple(int(random.integers(size)) for size in shape)
        document.set_weight(index, float(random.random() + 1), array)
        is_right(document, results)
    assert {layer for layer, _, _ in told} == {1, 2}
    assert np.array_equal(results.output_of(0), before)


@pytest.mark.parametrize(("kind", "array"), ARRAYS)
def test_where_a_filter_has_weights_of_its_own_its_map_alone_is_told(follow, heard, kind, array):
    document = Document(project(kind))
    results = follow(document)
    told = heard(results.maps_changed)
    document.set_weight((0,) * document.layer.weights[array].ndim, 3.0, array)
    is_shared = kind in ("BatchNormalization", "PReLU") or (kind, array) == ("SeparableConv2D", 0)
    assert told[0] == (1, None, None if is_shared else range(1))


@pytest.mark.parametrize(("kind", "activation"), SOFT.items())
def test_an_activation_over_all_channels_changes_all_maps(follow, kind, activation):
    document = Document(project(kind, activation=activation))
    results = follow(document)
    document.set_weight((0,) * document.layer.weights[0].ndim, 3.0)
    document.set_bias(1, 2.0)
    is_right(document, results)


@pytest.mark.parametrize(("kind", "array"), ARRAYS)
def test_every_place_of_an_array_belongs_to_the_filter_whose_map_it_changes(kind, array):
    part = project(kind).layers[1]
    size = part.weights[array].size
    filters = filters_at(part, array, np.arange(size))
    layer = part.build((8, 7, 3))
    x = np.random.default_rng(3).random((1, 8, 7, 3), np.float32)
    before = layer(x)
    for place in range(0, size, 5):
        weights = [one.copy() for one in part.weights]
        weights[array].reshape(-1)[place] += 1
        changed = dataclasses.replace(part, weights=tuple(weights)).build((8, 7, 3))(x)
        maps = np.flatnonzero((changed != before).any(axis=(0, 1, 2)))
        assert filters is None or set(maps) <= {filters[place]}


def test_a_weight_of_a_disabled_layer_changes_nothing(follow, heard):
    document = Document(project("Dense"))
    document.set_enabled(1, False)
    results = follow(document)
    told = heard(results.maps_changed)
    document.set_weight((0, 0), 5.0)
    assert told == []
    document.set_enabled(1, True)
    is_right(document, results)


def test_several_layers_at_once_are_all_followed(follow):
    document = Document(project("Dense"))
    results = follow(document)
    weights = {number: [array + 1 for array in document.project.layers[number].weights] for number in (0, 1)}
    document.show_learned(weights, "Learned")
    is_right(document, results)
    document.undo_stack.undo()
    is_right(document, results)


def test_after_the_gesture_the_numbers_are_those_of_a_whole_pass(follow, qtbot):
    document = Document(project("SeparableConv2D"))
    results = follow(document)
    document.begin_stroke("")
    for step in range(5):
        document.set_weight((0, 0, 2, 1), step / 7, 1)
    document.end_stroke()
    fresh = Maps(document.project)
    fresh.compute()
    qtbot.waitUntil(lambda: np.array_equal(results.output_of(2), fresh.output(2)))
