"""Layers as they are before they learn."""

import pytest

from convstudio.files.project import LayerPart
from convstudio.files.start_weights import output_shape, with_start_weights, without_weights
from convstudio.nn import BatchNormalization, Conv2D, Dense, Flatten


def parts():
    return without_weights([Conv2D(2, 3, seed=5), Conv2D(2, 3), BatchNormalization(), Flatten(), Dense(3)])


def test_layers_of_one_kind_are_named_apart_and_have_no_weights():
    assert [part.config["name"] for part in parts()][:2] == ["conv2d", "conv2d_1"]
    assert all(part.weights == () for part in parts())


def test_start_weights_have_their_shapes_and_keep_the_settings():
    fresh = with_start_weights(parts(), (8, 8, 1), seed=3)
    shapes = [[array.shape for array in part.weights] for part in fresh]
    assert shapes == [[(3, 3, 1, 2), (2,)], [(3, 3, 2, 2), (2,)], [(2,)] * 4, [], [(32, 3), (3,)]]
    assert [part.config for part in fresh] == [part.config for part in parts()]


def test_layers_of_one_shape_start_with_different_weights():
    fresh = with_start_weights(without_weights([Conv2D(1, 3), Conv2D(1, 3)]), (8, 8, 1))
    assert (fresh[0].weights[0] != fresh[1].weights[0]).any()


def test_a_disabled_layer_changes_no_shape():
    flat = LayerPart("Flatten", {"name": "flatten"}, enabled=False)
    assert output_shape((flat, *without_weights([Conv2D(4, 3)])), (8, 8, 1)) == (6, 6, 4)
    assert with_start_weights((flat, *without_weights([Conv2D(4, 3)])), (8, 8, 1))[1].weights[0].shape == (
        3, 3, 1, 4,
    )  # fmt: skip


def test_layers_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="window"):
        with_start_weights(without_weights([Conv2D(1, 9)]), (8, 8, 1))
    with pytest.raises(ValueError, match="axes"):
        output_shape(without_weights([Conv2D(1, 3)]), (8, 1))
