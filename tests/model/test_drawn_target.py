"""A map that is wanted, and the filter that makes it."""

import dataclasses

import numpy as np
import pytest

from convstudio.files.project import LayerPart, Project
from convstudio.model.drawn_target import TARGET_RECIPE, DrawnTarget, target_of
from convstudio.model.goal import Goal
from convstudio.model.training import Training

SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], np.float32)
VERTICAL = np.array([[0, 1, 0], [0, 1, 0], [0, 1, 0]], np.float32)


def project(grid, filters=1, channels=1, **words):
    config = {"filters": filters, "kernel_size": (3, 3), **words}
    kernel = np.ones((3, 3, channels // words.get("groups", 1), filters), np.float32)
    return Project(grid, (LayerPart("Conv2D", config, (kernel, np.ones(filters, np.float32))),))


def line():
    grid = np.zeros((8, 8, 1), np.float32)
    grid[:, 3:5] = 1
    return grid


def noise(channels=1):
    return np.random.default_rng(0).random((8, 8, channels), np.float32)


def test_a_filter_of_the_library_makes_the_target():
    target = target_of(project(line()), 0, 0, VERTICAL)
    assert target.wanted.tolist() == [[0, 0, 3, 3, 0, 0]] * 6  # the tutorial's map, with a bias of 0


def test_the_layer_starts_from_random_weights_of_that_filter_alone():
    before = project(line(), filters=2)
    target = target_of(before, 0, 1, VERTICAL)
    starts = [target.start_for(before, seed).layers[0].weights for seed in (1, 1, 2)]
    np.testing.assert_array_equal(starts[0][0], starts[1][0])
    assert (starts[0][0][..., 1] != starts[2][0][..., 1]).all()
    assert (starts[0][0][..., 0] == 1).all()
    assert starts[0][1].tolist() == [1, 0]


def test_what_is_learned_is_the_map_of_one_filter():
    before = project(noise(2), filters=2, channels=2)
    target = target_of(before, 0, 1, SOBEL)
    start = target.start_for(before, 0)
    training = Training(start, target.data_for(start), dataclasses.replace(TARGET_RECIPE, epochs=2000), 1e6)
    for _ in training.go(Goal(2000, 2000), lambda: False):
        pass
    kernel, bias = training.network.weights[0]
    np.testing.assert_allclose(kernel[..., 0, 1], SOBEL, atol=0.01)
    np.testing.assert_allclose(kernel[..., 1, 1], SOBEL, atol=0.01)
    assert (kernel[..., 0] == 1).all()
    assert bias[0] == 1
    assert abs(bias[1]) < 0.01


def test_a_picture_of_noise_determines_a_filter_and_a_line_does_not():
    assert target_of(project(noise()), 0, 0, SOBEL).determined(project(noise())) == (10, 10)
    drawn = target_of(project(line()), 0, 0, VERTICAL)
    assert drawn.determined(project(line())) == (4, 10)  # the sums of the three columns, and the bias


def test_random_inputs_more_determine_it():
    target = target_of(project(line()), 0, 0, VERTICAL, inputs=3)
    assert target.determined(project(line())) == (10, 10)
    data = target.data_for(project(line()))
    assert data.x.shape == (3, 8, 8, 1)
    assert data.y[0, ..., 0].tolist() == [[0, 0, 3, 3, 0, 0]] * 6
    row = data.x[1, 0:3, 1, 0].sum()
    assert data.y[1, 0, 0, 0] == pytest.approx(row, rel=1e-6)


def test_cells_that_relu_cut_say_less_than_an_equation():
    relu = project(noise(), activation="relu")
    target = target_of(relu, 0, 0, -VERTICAL)  # of positive cells all sums are negative
    assert target.wanted.max() == 0
    assert target.determined(relu) == (0, 10)


def test_a_filter_of_a_group_sees_its_own_channels_alone():
    grouped = project(noise(4), filters=2, channels=4, groups=2)
    target = target_of(grouped, 0, 1, SOBEL)
    assert target.determined(grouped) == (19, 19)
    assert target.data_for(grouped).kernel.shape == (3, 3, 2)


def test_a_target_behind_another_layer_sees_what_reaches_its_layer():
    first = project(line(), filters=1)
    deep = dataclasses.replace(first, layers=(*first.layers, *project(line()).layers))
    target = target_of(deep, 1, 0, VERTICAL)
    data = target.data_for(deep)
    assert target.wanted.shape == (4, 4)
    assert data.x[0, 0, :, 0].tolist() == [1, 4, 7, 7, 4, 1]  # three rows of 0 1 2 2 1 0, and the bias
    assert (data.layer, data.filter) == (1, 0)


def test_a_line_of_one_dimension():
    bump = np.array([0, 0, 0, 1, 1, 0, 0, 0], np.float32)[:, None]
    kernel = np.ones((3, 1, 1), np.float32)
    words = {"filters": 1, "kernel_size": (3,)}
    flat = Project(bump, (LayerPart("Conv1D", words, (kernel, np.zeros(1, np.float32))),))
    target = target_of(flat, 0, 0, [0, 1, 0])
    assert target.wanted.tolist() == [[0, 0, 1, 1, 0, 0]]  # the tutorial's map
    data = target.data_for(flat)
    assert data.y[0, :, 0].tolist() == [0, 0, 1, 1, 0, 0]
    assert data.kernel[0, :, 0].tolist() == [0, 1, 0]
    assert target.determined(flat) == (4, 4)


def test_a_map_of_another_size_is_refused():
    with pytest.raises(ValueError, match=r"has 6 × 6 cells. Received: a target of 8 × 8"):
        DrawnTarget(0, 0, np.zeros((8, 8))).data_for(project(line()))


def test_what_is_no_filter_is_refused():
    with pytest.raises(ValueError, match="Received: MaxPooling2D"):
        DrawnTarget(0, 0, np.zeros((4, 4))).data_for(Project(line(), (LayerPart("MaxPooling2D", {}),)))
    with pytest.raises(ValueError, match=r"one of 1. Received: 1, from 0"):
        target_of(project(line()), 0, 1, VERTICAL)
    with pytest.raises(ValueError, match=r"one of 1. Received: 3, from 0"):
        target_of(project(line()), 3, 0, VERTICAL)
    with pytest.raises(ValueError, match=r"shape \(3, 3, 1\). Received: \(5, 5, 1\)"):
        target_of(project(line()), 0, 0, np.ones((5, 5)))
    with pytest.raises(ValueError, match=r"finite numbers \(rows, cols\)"):
        DrawnTarget(0, 0, np.full((6, 6), np.nan))


def test_several_inputs_need_a_filter_that_says_what_is_wanted_of_them():
    with pytest.raises(ValueError, match="Received: inputs=2"):
        DrawnTarget(0, 0, np.zeros((6, 6)), inputs=2)
