"""Every kind of layer follows edits, alone and between others."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.engine.geometry import Box
from convstudio.nn import LAYERS, Sequential, layer_from
from convstudio.nn.live import LiveStack

PICTURE, LINE = (7, 8, 4), (9, 4)
WORDS = {"dtype": "float64", "seed": 3}
PICTURES = [
    ("Conv2D", {"filters": 4, "kernel_size": 3, "padding": "same", "activation": "relu"}),
    ("Conv2D", {"filters": 4, "kernel_size": 2, "dilation_rate": 2, "groups": 2, "border": "reflect"}),
    ("DepthwiseConv2D", {"kernel_size": 3, "padding": "same", "depth_multiplier": 2, "activation": "tanh"}),
    ("DepthwiseConv2D", {"kernel_size": (2, 1), "flip": True}),
    ("SeparableConv2D", {"filters": 4, "kernel_size": 2, "activation": "softmax"}),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"}),
    ("Conv2DTranspose", {"filters": 4, "kernel_size": 2, "padding": ((0, 1), (1, 0)), "border": "circular"}),
    ("MaxPooling2D", {"pool_size": 2}),
    ("MaxPooling2D", {"pool_size": 3, "strides": 1, "padding": "same"}),
    ("AveragePooling2D", {"pool_size": 2, "padding": "same"}),
    ("GlobalMaxPooling2D", {"keepdims": True}),
    ("GlobalAveragePooling2D", {"keepdims": True}),
    ("ZeroPadding2D", {"padding": ((1, 0), (2, 1))}),
    ("Cropping2D", {"cropping": ((0, 1), (1, 0))}),
    ("UpSampling2D", {"size": (2, 1)}),
    ("UpSampling2D", {"size": 2, "interpolation": "bilinear"}),
    ("Reshape", {"target_shape": (-1, 2, 2)}),
    ("Permute", {"dims": (2, 1, 3)}),
    ("Dense", {"units": 4, "activation": "sigmoid"}),
    ("Dense", {"units": 4, "activation": "softmax"}),
    ("Activation", {"activation": "relu"}),
    ("Activation", {"activation": "log_softmax"}),
    ("ReLU", {"negative_slope": 0.1}),
    ("LeakyReLU", {}),
    ("PReLU", {"alpha_initializer": "ones"}),
    ("PReLU", {"shared_axes": (1, 2), "alpha_initializer": "random_normal"}),
    ("ELU", {}),
    ("Softmax", {}),
    ("Softmax", {"axis": 1}),
    ("BatchNormalization", {"gamma_initializer": "random_normal"}),
    ("BatchNormalization", {"axis": 1}),
    ("Dropout", {"rate": 0.5}),
]
LINES = [
    ("Conv1D", {"filters": 4, "kernel_size": 3, "padding": "causal", "dilation_rate": 2}),
    ("DepthwiseConv1D", {"kernel_size": 3}),
    ("SeparableConv1D", {"filters": 4, "kernel_size": 2}),
    ("Conv1DTranspose", {"filters": 4, "kernel_size": 2, "strides": 3}),
    ("MaxPooling1D", {"padding": "same"}),
    ("AveragePooling1D", {"pool_size": 3, "strides": 1, "padding": "same"}),
    ("GlobalMaxPooling1D", {"keepdims": True}),
    ("GlobalAveragePooling1D", {"keepdims": True}),
    ("ZeroPadding1D", {"padding": (2, 0)}),
    ("Cropping1D", {"cropping": (0, 1)}),
    ("UpSampling1D", {}),
    ("Permute", {"dims": (2, 1)}),
    ("Flatten", {}),
    ("Activation", {"activation": "tanh"}),
]


def stack_of(given, shape):
    """A computed stack of those layers that fit on top of each other."""
    model = Sequential()
    model.build((None, *shape))
    for kind, words in given:
        try:
            model.add(layer_from(kind, {**WORDS, **words}))
        except ValueError:
            continue
    x = np.random.default_rng(0).normal(size=shape if len(shape) == 3 else (1, *shape))
    stack = LiveStack(model.layers, x)
    stack.compute()
    return stack


def assert_up_to_date(stack):
    again = LiveStack(stack.layers, stack.x)
    again.compute()
    for layer, output, expected in zip(stack.layers, stack.outputs, again.outputs, strict=True):
        assert output == pytest.approx(expected, abs=1e-9), layer.name


def assert_edits_are_followed(stack, data):
    rows, cols, channels = stack.x.shape
    top, left = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, cols - 1))
    box = Box(top, data.draw(st.integers(top + 1, rows)), left, data.draw(st.integers(left + 1, cols)))
    stack.set_cells(box, np.random.default_rng(1).normal(size=(*box.shape, channels)))
    assert_up_to_date(stack)
    for number, layer in enumerate(stack.layers):
        for weights in layer.get_weights()[:1]:
            index = tuple(data.draw(st.integers(0, size - 1)) for size in weights.shape)
            stack.set_weight(number, index, 1.5)
            assert layer.get_weights()[0][index] == 1.5
            assert_up_to_date(stack)


@pytest.mark.parametrize(("kind", "words"), PICTURES, ids=lambda value: str(value))
def test_a_layer_follows_edits_between_convolutions(kind, words):
    conv = ("Conv2D", {"filters": 4, "kernel_size": 2})
    stack = stack_of([conv, (kind, words), conv], PICTURE)
    assert len(stack.layers) >= 2
    for box in (Box(2, 3, 3, 4), Box(0, 1, 0, 1), Box(5, 7, 4, 8), Box(0, 7, 0, 8)):
        stack.set_cells(box, np.random.default_rng(2).normal(size=(*box.shape, 4)))
        assert_up_to_date(stack)
    for index in ((0, 0, 0, 0), (1, 1, 3, 3)):
        stack.set_weight(0, index, 2.0)
        assert_up_to_date(stack)
    stack.set_filter(0, 2, np.ones((2, 2, 4)), bias=0.5)
    stack.set_bias(0, 1, -1.0)
    assert_up_to_date(stack)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(PICTURES), min_size=1, max_size=5), st.data())
def test_layers_on_pictures_follow_edits(given, data):
    assert_edits_are_followed(stack_of(given, PICTURE), data)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=5), st.data())
def test_layers_on_lines_follow_edits(given, data):
    assert_edits_are_followed(stack_of(given, LINE), data)


@pytest.mark.parametrize(
    ("kind", "words", "channels"),
    [
        ("Conv2D", {"filters": 6, "kernel_size": 2, "groups": 2}, 6),
        ("DepthwiseConv2D", {"kernel_size": 2, "depth_multiplier": 2}, 8),
        ("Conv2DTranspose", {"filters": 3, "kernel_size": 2}, 3),
        ("Dense", {"units": 5}, 5),
    ],
)
def test_one_filter_of_a_layer_is_one_of_its_maps(kind, words, channels):
    stack = stack_of([(kind, words)], PICTURE)
    layer, before = stack.layers[0], stack.outputs[0].copy()
    weights = layer.first_weights[layer.filter_slice(2)]
    changes = stack.set_filter(0, 2, np.zeros_like(weights), bias=7)
    changed = (before != stack.outputs[0]).any(axis=(0, 1))
    assert before.shape[2] == channels
    assert np.flatnonzero(changed).tolist() == list(changes[0].filters) == [2]
    assert (stack.outputs[0][..., 2] == 7).all()


@pytest.mark.parametrize("kind", ["SeparableConv2D", "BatchNormalization"])
def test_weights_that_serve_all_maps_are_no_filter(kind):
    words = {"filters": 2, "kernel_size": 2} if kind == "SeparableConv2D" else {}
    stack = stack_of([(kind, words)], PICTURE)
    with pytest.raises(ValueError, match="do not belong to single filters"):
        stack.set_filter(0, 0, np.zeros(3))


def test_a_map_alone_goes_on_through_activation_and_pooling():
    stack = stack_of(
        [
            ("Conv2D", {"filters": 4, "kernel_size": 2}),
            ("ReLU", {}),
            ("MaxPooling2D", {}),
            ("UpSampling2D", {}),
            ("Flatten", {}),
        ],
        PICTURE,
    )
    filters = [change.filters for change in stack.set_weight(0, (0, 0, 0, 3), 5)]
    assert filters == [range(3, 4)] * 4 + [None]


def test_every_layer_is_tried():
    tried = {kind for kind, _ in (*PICTURES, *LINES)}
    assert tried == set(LAYERS)
