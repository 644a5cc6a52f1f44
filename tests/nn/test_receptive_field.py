"""Receptive fields: the published numbers, and exactly the cells that gradients say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.nn import (
    AveragePooling2D,
    Conv1D,
    Conv2D,
    Conv2DTranspose,
    Cropping2D,
    Dense,
    DepthwiseConv2D,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    Reshape,
    Softmax,
    UpSampling2D,
    ZeroPadding2D,
)
from convstudio.nn.receptive_field import (
    Reach,
    cover,
    mask,
    paths,
    receptive_fields,
    regions,
    shapes_of,
    unseen,
)
from convstudio.nn.shapes import planar_shape


def same(*counts):
    """Blocks of 3x3 convolutions that keep the size, each followed by a pooling: VGG."""
    return [
        layer
        for count in counts
        for layer in (*(Conv2D(1, 3, padding="same") for _ in range(count)), MaxPooling2D(2, padding="same"))
    ]


ALEXNET_V2 = [
    *(Conv2D(1, 11, strides=4), MaxPooling2D(3, strides=2)),
    *(Conv2D(1, 5, padding="same"), MaxPooling2D(3, strides=2)),
    *(Conv2D(1, 3, padding="same") for _ in range(3)),
    MaxPooling2D(3, strides=2),
]


# google-research/receptive_field: size, jump and padding at the last pooling.
@pytest.mark.parametrize(
    ("layers", "numbers"),
    [
        (ALEXNET_V2, (195, 32, 64)),
        (same(2, 2, 3, 3, 3), (212, 32, 90)),
        (same(1, 1, 2, 2, 2), (150, 32, 59)),
    ],
    ids=["AlexNet v2", "VGG-16", "VGG-A"],
)
def test_published_networks_see_as_much_as_published(layers, numbers):
    rows, cols = receptive_fields(layers, (224, 224, 3))[-1]
    assert (rows.size, rows.jump, rows.padding) == numbers
    assert cols == rows
    assert rows.first == (rows.size - 1) / 2 - rows.padding


def test_a_small_chain_grows_as_araujo_norris_and_sim_count():
    layers = [Conv2D(1, 3), Conv2D(1, 3, strides=2), MaxPooling2D(2), Conv2D(1, 3, dilation_rate=2)]
    fields = receptive_fields(layers, (40, 40, 1))
    assert [field.rows.size for field in fields] == [1, 3, 5, 7, 23]
    assert [field.cols.jump for field in fields] == [1, 1, 2, 4, 4]


def test_first_centres_are_those_of_the_first_windows():
    layers = [Conv2D(8, 3), MaxPooling2D(2), Conv2D(16, 3)]
    fields = receptive_fields(layers, (32, 32, 3))
    assert [(f.rows.size, f.rows.jump, f.rows.first) for f in fields] == [
        (1, 1, 0),
        (3, 1, 1),
        (4, 2, 1.5),
        (8, 2, 3.5),
    ]


def test_a_line_has_its_field_to_the_right_alone():
    down, right = receptive_fields([Conv1D(1, 3, padding="causal", dilation_rate=4)], (20, 1))[-1]
    assert down == Reach()
    assert (right.size, right.first, right.padding) == (9, -4, 8)


def test_enlarging_brings_the_fields_closer_together():
    layers = [Conv2D(1, 3), UpSampling2D(2), Conv2D(1, 3)]
    rows = receptive_fields(layers, (9, 9, 1))[-1].rows
    assert (rows.size, rows.jump, rows.first) == (4, 0.5, 1.5)
    rows = receptive_fields([Conv2DTranspose(1, 4, strides=2)], (9, 9, 1))[-1].rows
    assert (rows.size, rows.jump) == (2, 0.5)
    blended = receptive_fields([UpSampling2D(2, interpolation="bilinear")], (9, 9, 1))[-1].rows
    assert (blended.size, blended.first) == (2, -0.5)


def test_padding_and_cropping_move_the_first_centre():
    fields = receptive_fields([ZeroPadding2D(((2, 0), (1, 0))), Cropping2D(((3, 0), (0, 0)))], (9, 9, 1))
    assert [(f.rows.first, f.cols.first) for f in fields] == [(0, 0), (-2, -1), (1, -1)]
    assert fields[1].rows.padding == 2


def test_a_dense_unit_has_no_place_on_the_input():
    layers = [Conv2D(2, 3), Flatten(), Dense(3)]
    assert receptive_fields(layers, (5, 5, 1))[-1] == (None, None)
    shapes = shapes_of(layers, (5, 5, 1))
    seen = regions(layers, shapes, 3, (0, 0, 1))
    assert [cover(region).shape for region in seen] == [(5, 5), (3, 3), (1, 1), (1, 1)]


def test_shares_over_all_places_have_no_place_either():
    assert receptive_fields([Softmax(axis=(1, 2))], (5, 5, 1))[-1] == (None, None)


def test_a_flattened_value_sees_what_its_one_cell_sees():
    layers = [Conv2D(2, 3), Flatten()]
    shapes = shapes_of(layers, (5, 6, 1))
    seen = regions(layers, shapes, 2, (0, 0, 2 * (1 * 4 + 2) + 1))
    assert mask(seen[1], shapes[1])[1, 2, 1]
    assert mask(seen[1], shapes[1]).sum() == 1
    assert cover(seen[0]) == (1, 4, 2, 5)


def test_pooling_sees_its_own_channel_alone():
    layers = [MaxPooling2D(2), DepthwiseConv2D(1, depth_multiplier=2)]
    shapes = shapes_of(layers, (4, 4, 3))
    seen = regions(layers, shapes, 2, (0, 1, 3))
    assert seen[0][0].channels.tolist() == [1]
    assert cover(seen[0]) == (0, 2, 2, 4)


def test_a_region_ends_at_the_border():
    layers = [Conv2D(1, 5, padding="same")]
    seen = regions(layers, shapes_of(layers, (8, 8, 1)), 1, (0, 7, 0))
    assert cover(seen[0]) == (0, 3, 5, 8)


def test_a_dilated_window_sees_cells_apart():
    layers = [Conv2D(1, 3, dilation_rate=2)]
    (cells,) = regions(layers, shapes_of(layers, (8, 8, 1)), 1, (1, 0, 0))[0]
    assert cells.rows.tolist() == [1, 3, 5]
    assert len(cells.boxes) == 9


def test_a_cell_over_padding_alone_sees_nothing():
    layers = [Conv2D(1, 1, padding=((2, 0), (0, 0)))]
    assert regions(layers, shapes_of(layers, (3, 3, 1)), 1, (0, 0, 0))[0] == ()


def test_strides_leave_cells_that_nobody_sees():
    layers = [Conv2D(1, 1, strides=2), MaxPooling2D(2)]
    shapes = shapes_of(layers, (7, 6, 1))
    nobody = unseen(layers, shapes)
    assert [places.shape for places in nobody] == [(7, 6), (4, 3), (2, 1)]
    assert np.flatnonzero(nobody[1].all(axis=0)).tolist() == [2]
    assert np.argwhere(~nobody[0]).tolist() == [[r, c] for r in (0, 2, 4, 6) for c in (0, 2)]
    assert not nobody[2].any()


def test_paths_to_the_middle_are_the_most():
    layers = [Conv2D(1, 3), Conv2D(1, 3)]
    counts = paths(layers, shapes_of(layers, (5, 5, 1)), 2, (0, 0, 0))[0]
    assert counts[0].tolist() == [1, 2, 3, 2, 1]
    assert counts.sum() == 81


def test_every_place_has_a_path_to_a_dense_unit():
    layers = [Conv2D(2, 2), Flatten(), Dense(3)]
    counts = paths(layers, shapes_of(layers, (3, 3, 1)), 3, (0, 0, 0))
    assert counts[0].tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]


@st.composite
def stacks(draw):
    """Small stacks that are linear, with positive weights."""
    sizes, strides = st.integers(1, 3), st.integers(1, 2)
    paddings = st.sampled_from(["valid", "same", "full"])
    kinds = {
        "conv": lambda: Conv2D(
            2, draw(sizes), strides=draw(strides), padding=draw(paddings), groups=draw(st.integers(1, 2))
        ),
        "dilated": lambda: Conv2D(2, draw(sizes), dilation_rate=2, padding="same"),
        "wrapped": lambda: Conv2D(
            2, 3, padding="same", border=draw(st.sampled_from(["circular", "reflect"]))
        ),
        "pool": lambda: AveragePooling2D(2, strides=draw(strides), padding="same"),
        "turned": lambda: Conv2DTranspose(2, draw(sizes), strides=draw(strides)),
        "up": lambda: UpSampling2D(2, interpolation=draw(st.sampled_from(["nearest", "bilinear"]))),
        "pad": lambda: ZeroPadding2D(1),
        "reshape": lambda: Reshape((-1, 2, 2)),
        "global": lambda: GlobalAveragePooling2D(keepdims=True),
    }
    names = draw(st.lists(st.sampled_from(sorted(kinds)), min_size=1, max_size=4))
    return [kinds[name]() for name in names]


@settings(deadline=None, max_examples=40)
@given(stacks(), st.data())
def test_a_region_is_where_the_gradient_is(layers, data):
    shapes = [(6, 8, 2)]
    for layer in layers:
        layer.dtype = "float64"
        try:
            layer.build((None, *shapes[-1]))
        except ValueError:
            break  # a window that does not fit any more ends the stack
        layer.set_weights([np.ones_like(weights) for weights in layer.get_weights()])
        shapes.append(layer.output_shape_for(shapes[-1]))
    level = len(shapes) - 1
    planes = planar_shape(shapes[-1])
    cell = tuple(data.draw(st.integers(0, size - 1)) for size in planes)
    gradient = np.zeros((1, *planes))
    gradient[0][cell] = 1
    seen = regions(layers, shapes, level, cell)
    for number in reversed(range(level)):
        x = np.ones((1, *planar_shape(shapes[number])))
        gradient = layers[number].backward(x, gradient, shapes[number])
        np.testing.assert_array_equal(mask(seen[number], shapes[number]), gradient[0] != 0)
