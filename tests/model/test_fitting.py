import dataclasses

import numpy as np

from convstudio.files.project import LayerPart
from convstudio.model.fitting import fitted_kernel, fitted_layers, shape_before, with_weights

CONV = LayerPart("Conv2D", {"filters": 2, "kernel_size": (3, 3)})


def kernel(size, channels=1, filters=1):
    return (
        np.arange(1, size**2 + 1, dtype=np.float32)
        .reshape(size, size, 1, 1)
        .repeat(channels, 2)
        .repeat(filters, 3)
    )


def test_a_larger_kernel_has_the_old_one_in_its_middle():
    larger = fitted_kernel(kernel(1), kernel(3))[..., 0, 0]
    assert larger.tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]


def test_a_smaller_kernel_is_the_middle_of_the_old_one():
    assert fitted_kernel(kernel(3), kernel(1)).ravel().tolist() == [5]


def test_an_even_kernel_leans_to_the_upper_left():
    assert fitted_kernel(kernel(2), kernel(3))[..., 0, 0].tolist() == [[1, 2, 0], [3, 4, 0], [0, 0, 0]]
    assert fitted_kernel(kernel(3), kernel(2))[..., 0, 0].tolist() == [[1, 2], [4, 5]]


def test_new_filters_keep_the_values_that_they_start_with():
    fresh = np.full((1, 1, 1, 3), 7, np.float32)
    assert fitted_kernel(kernel(1), fresh).ravel().tolist() == [1, 7, 7]


def test_missing_channels_repeat_those_there_are():
    old = np.float32([10, 20]).reshape(1, 1, 2, 1)
    assert fitted_kernel(old, np.zeros((1, 1, 5, 1))).ravel().tolist() == [10, 20, 10, 20, 10]
    assert fitted_kernel(old, np.zeros((1, 1, 1, 1))).ravel().tolist() == [10]


def test_layers_that_were_never_built_start_the_same_every_time():
    one, two = (fitted_layers([CONV], (5, 5, 1))[0] for _ in range(2))
    assert [array.shape for array in one.weights] == [(3, 3, 1, 2), (2,)]
    assert one == two


def test_layers_after_one_that_does_not_fit_stay_as_they_are():
    large = LayerPart("Conv2D", {"filters": 1, "kernel_size": (9, 9)})
    first, second = fitted_layers([large, CONV], (5, 5, 1))
    assert first.weights[0].shape == (9, 9, 1, 1)
    assert second is CONV


def test_what_reaches_a_layer_is_known_as_far_as_layers_fit(deep_document):
    project = deep_document.project
    assert shape_before(project, 1) == (5, 4, 3)
    small = dataclasses.replace(project, input=project.input[:2])
    assert shape_before(small, 1) is None


def test_a_project_with_all_its_weights_stays_as_it_is(deep_document):
    assert with_weights(deep_document.project) == deep_document.project


def test_weights_without_a_window_follow_too():
    old, fresh = np.float32([[1, 2]]), np.zeros((3, 3), np.float32)
    assert fitted_kernel(old, fresh).tolist() == [[1, 2, 0]] * 3
