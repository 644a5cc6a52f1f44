"""Any block of a stack's outputs from the part of the input that it sees, equal to the whole at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio import nn
from convstudio.engine.geometry import Box
from convstudio.nn.blockwise import Blockwise
from convstudio.nn.shapes import to_planar

RANDOM = np.random.default_rng(3)
LAYERS = {
    "valid": lambda: nn.Conv2D(2, 3, seed=1),
    "same": lambda: nn.Conv2D(2, (3, 2), padding="same", activation="relu", seed=1),
    "same with a stride": lambda: nn.Conv2D(2, 3, strides=2, padding="same", seed=1),
    "stride 3": lambda: nn.Conv2D(2, 4, strides=3, seed=1),
    "dilated": lambda: nn.Conv2D(2, 3, dilation_rate=3, padding="same", seed=1),
    "full": lambda: nn.Conv2D(2, 3, padding="full", seed=1),
    "more padding than window": lambda: nn.Conv2D(2, 2, padding=((3, 4), (5, 0)), seed=1),
    **{
        border: lambda border=border: nn.Conv2D(2, 5, padding="same", border=border, seed=1)
        for border in ("reflect", "symmetric", "replicate", "circular")
    },
    "circular with a stride": lambda: nn.Conv2D(2, 3, strides=2, padding="same", border="circular", seed=1),
    "depthwise": lambda: nn.DepthwiseConv2D(3, padding="same", seed=1),
    "separable": lambda: nn.SeparableConv2D(3, 3, strides=2, seed=1),
    "transposed": lambda: nn.Conv2DTranspose(2, 3, strides=2, padding="same", seed=1),
    "transposed with gaps": lambda: nn.Conv2DTranspose(2, 1, strides=3, seed=1),
    "transposed and dilated": lambda: nn.Conv2DTranspose(2, 3, dilation_rate=2, seed=1),
    "max": lambda: nn.MaxPooling2D(2),
    "max of same": lambda: nn.MaxPooling2D(3, strides=2, padding="same"),
    "average of same": lambda: nn.AveragePooling2D(3, strides=2, padding="same"),
    "upsampling": lambda: nn.UpSampling2D((2, 3)),
    "bilinear": lambda: nn.UpSampling2D(2, interpolation="bilinear"),
    "padding": lambda: nn.ZeroPadding2D(((4, 1), (0, 5))),
    "cropping": lambda: nn.Cropping2D(((2, 1), (0, 3))),
    "activation": lambda: nn.Activation("tanh"),
    "softmax of channels": lambda: nn.Softmax(),
    "normalisation": lambda: nn.BatchNormalization(),
    "dense at each place": lambda: nn.Dense(3, seed=1),
    "shared slopes": lambda: nn.PReLU(shared_axes=(1, 2)),
    "dropout": lambda: nn.Dropout(0.5),
}


def stack_of(names, shape):
    model = nn.Sequential([LAYERS[name]() for name in names])
    model.build((None, *shape))
    return model


def blockwise(model, x):
    asked = []

    def read(box):
        asked.append(box)
        return x[box.slices]

    return Blockwise(model.layers, x.shape, read), asked


def assert_blocks_equal(model, x, boxes):
    whole = np.asarray(model(x[np.newaxis]))
    whole = to_planar(whole, whole.shape[1:])[0]
    blocks, _ = blockwise(model, x)
    assert blocks.planes == whole.shape
    for box in boxes(whole.shape):
        found = blocks.block(box)
        assert found.shape == whole[box.slices].shape
        np.testing.assert_allclose(found, whole[box.slices], rtol=1e-5, atol=1e-6)


def all_blocks(shape, height=3, width=4):
    return [
        Box(top, min(shape[0], top + height), left, min(shape[1], left + width))
        for top in range(0, shape[0], height)
        for left in range(0, shape[1], width)
    ]


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("size", [(13, 11), (12, 16)])
def test_the_blocks_of_a_layer_are_those_of_the_whole(name, size):
    x = RANDOM.normal(size=(*size, 3)).astype(np.float32)
    assert_blocks_equal(stack_of([name], x.shape), x, all_blocks)


@given(
    st.lists(st.sampled_from([*LAYERS]), min_size=2, max_size=4),
    st.integers(24, 33),
    st.integers(24, 33),
    st.data(),
)
def test_any_block_of_a_stack_is_that_of_the_whole(names, rows, cols, data):
    x = np.random.default_rng(rows * cols).normal(size=(rows, cols, 2)).astype(np.float32)
    try:
        model = stack_of(names, x.shape)
    except ValueError:
        return

    def some(shape):
        top, left = data.draw(st.integers(0, shape[0] - 1)), data.draw(st.integers(0, shape[1] - 1))
        bottom, right = data.draw(st.integers(top + 1, shape[0])), data.draw(st.integers(left + 1, shape[1]))
        return [Box(top, bottom, left, right)]

    assert_blocks_equal(model, x, some)


def test_lines_are_computed_in_blocks_too():
    x = RANDOM.normal(size=(40, 2)).astype(np.float32)
    model = nn.Sequential([nn.Conv1D(3, 3, padding="causal", dilation_rate=2, seed=1), nn.MaxPooling1D(2)])
    model.build((None, 40, 2))
    whole = np.asarray(model(x[np.newaxis]))[0]
    blocks = Blockwise(model.layers, x.shape, lambda box: x[np.newaxis][box.slices])
    found = [blocks.block(Box(0, 1, left, left + 5))[0] for left in range(0, 20, 5)]
    np.testing.assert_allclose(np.concatenate(found), whole, rtol=1e-5, atol=1e-6)


def test_only_what_a_block_sees_is_read():
    x = RANDOM.normal(size=(200, 200, 1)).astype(np.float32)
    blocks, asked = blockwise(stack_of(["valid", "max", "valid"], x.shape), x)
    blocks.block(Box(10, 20, 30, 40))
    assert asked == [Box(20, 46, 60, 86)]


def test_a_block_at_a_circular_border_reads_both_sides_and_no_more():
    x = RANDOM.normal(size=(100, 100, 1)).astype(np.float32)
    blocks, asked = blockwise(stack_of(["circular"], x.shape), x)
    blocks.block(Box(0, 10, 40, 50))
    assert asked == [Box(98, 100, 38, 52), Box(0, 12, 38, 52)]


@pytest.mark.parametrize("layer", [nn.Flatten(), nn.Softmax(axis=1), nn.Permute((2, 1, 3))])
def test_a_layer_that_looks_at_everything_is_refused_by_name(layer):
    model = nn.Sequential([nn.Conv2D(1, 3, seed=1), layer])
    model.build((None, 8, 8, 1))
    with pytest.raises(ValueError, match=f"{type(layer).__name__} needs its whole input at once"):
        Blockwise(model.layers, (8, 8, 1), lambda box: np.zeros((8, 8, 1))[box.slices])


def test_slopes_that_belong_to_places_are_refused():
    model = nn.Sequential([nn.PReLU()])
    model.build((None, 8, 8, 1))
    with pytest.raises(ValueError, match="PReLU needs its whole input"):
        Blockwise(model.layers, (8, 8, 1), lambda box: np.zeros((8, 8, 1))[box.slices])


def test_the_cost_of_a_block_counts_all_levels():
    model = stack_of(["valid"], (100, 100, 3))
    blocks, _ = blockwise(model, np.zeros((100, 100, 3), np.float32))
    assert blocks.cost(Box(0, 10, 0, 10)) == 4 * (12 * 12 * 3 + 10 * 10 * 2)


@pytest.mark.parametrize("border", ["reflect", "symmetric", "replicate", "circular"])
def test_what_a_transposed_layer_folds_back_at_the_border_is_not_computed_block_by_block(border):
    """The end of a block would fold as the end of the input does."""
    model = nn.Sequential([nn.Conv2DTranspose(2, 4, padding="same", border=border, seed=1)])
    model.build((None, 9, 12, 1))
    with pytest.raises(ValueError, match="Conv2DTranspose needs its whole input at once"):
        blockwise(model, np.zeros((9, 12, 1), np.float32))
