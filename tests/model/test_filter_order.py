"""Filters in another order: what comes after them goes on as before."""

import numpy as np
import pytest

from convstudio.files.project import LayerPart, Project
from convstudio.model.document import Document
from convstudio.model.filter_order import delete_order, duplicate_order, move_order
from convstudio.model.maps import Maps


def stack(*later):
    """A Conv2D with three filters, and layers after it with random weights."""
    random = np.random.default_rng(0)
    x = random.random((6, 6, 2)).astype(np.float32)
    layers = [LayerPart("Conv2D", {"filters": 3, "kernel_size": (3, 3), "seed": 1}, ())]
    layers += [LayerPart(kind, {**config, "seed": place}, ()) for place, (kind, config) in enumerate(later)]
    return Document(Project(x, layers))


def output(document, layer=-1):
    maps = Maps(document.project)
    maps.compute()
    return maps.output(layer % len(document.project.layers))


def norm():
    """A batch normalisation whose channels differ."""
    return LayerPart(
        "BatchNormalization", {}, tuple(np.array([1, 2, 3], np.float32) * n for n in (1, 2, 3, 4))
    )


LATER = [
    [("Conv2D", {"filters": 2, "kernel_size": (2, 2)})],
    [
        ("ReLU", {}),
        ("MaxPooling2D", {"pool_size": (2, 2)}),
        ("Conv2D", {"filters": 2, "kernel_size": (2, 2)}),
    ],
    [("Flatten", {}), ("Dense", {"units": 4})],
    [("GlobalAveragePooling2D", {}), ("Dense", {"units": 4})],
    [
        ("DepthwiseConv2D", {"kernel_size": (2, 2), "depth_multiplier": 2}),
        ("Flatten", {}),
        ("Dense", {"units": 2}),
    ],
    [("SeparableConv2D", {"filters": 2, "kernel_size": (2, 2), "depth_multiplier": 2})],
    [("Conv2DTranspose", {"filters": 2, "kernel_size": (2, 2)})],
    [("PReLU", {"shared_axes": (1, 2)}), ("Conv2D", {"filters": 1, "kernel_size": (1, 1)})],
]


@pytest.mark.parametrize("later", LATER)
def test_another_order_of_the_filters_changes_nothing_after_them(qtbot, later):
    document = stack(*later)
    before, maps = output(document), output(document, 0)
    document.take_filters([2, 0, 1], "Move")
    np.testing.assert_allclose(output(document), before, rtol=1e-4, atol=1e-5)
    assert np.array_equal(output(document, 0), maps[..., [2, 0, 1]])


def test_numbers_of_a_normalisation_move_with_their_channel(qtbot):
    document = stack()
    project = document.project
    document.replace(Project(project.input, (*project.layers, norm())))
    before = output(document)
    document.take_filters([1, 2, 0], "Move")
    np.testing.assert_allclose(output(document), before[..., [1, 2, 0]], rtol=1e-5)


def test_the_next_layer_loses_the_slice_of_a_deleted_filter(qtbot):
    document = stack(("Conv2D", {"filters": 1, "kernel_size": (1, 1)}))
    slices = document.project.layers[1].weights[0][0, 0, :, 0]
    document.take_filters([0, 2], "Delete")
    assert document.project.layers[1].weights[0][0, 0, :, 0].tolist() == [slices[0], slices[2]]


def test_each_change_of_the_order_is_one_undo(qtbot):
    document = stack(("Conv2D", {"filters": 1, "kernel_size": (1, 1)}))
    before = document.project
    document.take_filters([0, 0, 1, 2], "Duplicate")
    assert document.layer.config["filters"] == 4
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.project == before


def test_the_bias_goes_with_its_filter(qtbot):
    document = stack()
    for filter in range(3):
        document.set_bias(filter, filter)
    document.take_filters([2, 2, 0], "Take")
    assert document.layer.weights[1].tolist() == [2, 2, 0]


@pytest.mark.parametrize(
    ("order", "rule"),
    [([], "1 to 512"), ([0] * 513, "1 to 512"), ([3], "not 3"), ([-1], "not -1")],
)
def test_an_order_that_cannot_be_is_refused(qtbot, order, rule):
    document = stack()
    with pytest.raises(ValueError, match=rule):
        document.take_filters(order, "Take")
    assert document.undo_stack.count() == 0


def test_a_filter_stays_in_its_group(qtbot):
    document = stack()
    document.set_setting("filters", 4)
    document.set_setting("groups", 2)
    with pytest.raises(ValueError, match="filter 3 sees the channels of its group"):
        document.take_filters([1, 2, 0, 3], "Move")
    document.take_filters([1, 0, 2, 3], "Move")
    with pytest.raises(ValueError, match="2 groups cannot share 3"):
        document.take_filters([0, 1, 2], "Delete")


def test_a_layer_without_filters_refuses(qtbot):
    document = stack(("ReLU", {}))
    document.set_active_layer(1)
    with pytest.raises(ValueError, match="ReLU has no filters"):
        document.take_filters([0], "Take")


def test_orders():
    assert duplicate_order(3, 1, 1) == [0, 1, 1, 2]
    assert duplicate_order(4, 2, 1) == [0, 1, 1, 2, 3, 3]
    assert delete_order(3, 1, 1) == [0, 2]
    assert delete_order(4, 2, 2) == [1, 3]
    assert move_order(4, 3, 0) == [3, 0, 1, 2]


def test_a_bank_brings_its_number_and_size(qtbot):
    document = stack(("Conv2D", {"filters": 1, "kernel_size": (1, 1)}))
    document.set_bias(1, 5)
    kernel = np.random.default_rng(0).random((2, 4, 2, 5)).astype(np.float32)
    document.set_bank(kernel, "Paste")
    assert np.array_equal(document.layer.weights[0], kernel)
    assert document.layer.weights[1].tolist() == [0, 5, 0, 0, 0]
    assert (document.layer.config["filters"], document.layer.config["kernel_size"]) == (5, (2, 4))
    assert document.project.layers[1].weights[0].shape == (1, 1, 5, 1)


@pytest.mark.parametrize(
    ("kernel", "rule"),
    [
        (np.zeros((3, 3, 1, 2)), r"\(rows, cols, 2, filters\), not \(3, 3, 1, 2\)"),
        (np.zeros((3, 3, 2)), "rows, cols, 2, filters"),
        (np.full((3, 3, 2, 1), np.nan), "finite"),
        (np.zeros((1, 1, 2, 513)), "1 to 512"),
    ],
)
def test_a_bank_that_is_none_for_the_layer_is_refused(qtbot, kernel, rule):
    document = stack()
    with pytest.raises(ValueError, match=rule):
        document.set_bank(kernel, "Paste")
    assert document.undo_stack.count() == 0
