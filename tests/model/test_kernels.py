import numpy as np
import pytest

from convstudio.files.project import LayerPart
from convstudio.model.fitting import fitted_part
from convstudio.model.kernels import bias_of, channels_of_filter, kernel_of, place_of, with_slices

PLANES, LINE = (6, 6, 3), (6, 3)


def part(kind, shape, **settings):
    return fitted_part(LayerPart(kind, settings), shape)


@pytest.mark.parametrize(
    ("made", "shape"),
    [
        (part("Conv2D", PLANES, filters=4, kernel_size=2), (2, 2, 3, 4)),
        (part("Conv1D", LINE, filters=4, kernel_size=2), (1, 2, 3, 4)),
        (part("DepthwiseConv2D", PLANES, kernel_size=2, depth_multiplier=2), (2, 2, 1, 6)),
        (part("DepthwiseConv1D", LINE, kernel_size=2), (1, 2, 1, 3)),
        (part("SeparableConv2D", PLANES, filters=5, kernel_size=2, depth_multiplier=2), (2, 2, 6, 5)),
        (part("SeparableConv1D", LINE, filters=5, kernel_size=2), (1, 2, 3, 5)),
        (part("Conv2DTranspose", PLANES, filters=4, kernel_size=2), (2, 2, 3, 4)),
        (part("Conv1DTranspose", LINE, filters=4, kernel_size=2), (1, 2, 3, 4)),
        (part("Dense", (12,), units=5), (1, 12, 1, 5)),
        (part("Dense", (36,), units=5), (6, 6, 1, 5)),
    ],
    ids=lambda made: getattr(made, "kind", ""),
)
def test_every_kernel_is_seen_in_one_order_and_each_weight_found_again(made, shape):
    kernel = kernel_of(made)
    assert kernel.shape == shape
    place = tuple(size - 1 for size in shape)
    for one in (place, (0, 0, shape[2] - 1, 1)):
        assert made.weights[0][place_of(made, *one)] == kernel[one]


@pytest.mark.parametrize("kind", ["DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose"])
def test_the_weights_of_one_filter_are_written_where_they_are_read(kind):
    settings = {} if kind == "DepthwiseConv2D" else {"filters": 2}
    made = part(kind, PLANES, kernel_size=2, **settings)
    weights = np.full(kernel_of(made).shape[:3], 7, np.float32)
    changed = LayerPart(kind, made.config, (with_slices(made, 1, weights), *made.weights[1:]))
    assert (kernel_of(changed)[..., 1] == 7).all()
    assert changed.weights[0].shape == made.weights[0].shape


def test_a_layer_without_kernel_has_none():
    for kind, settings in (("MaxPooling2D", {}), ("ReLU", {}), ("BatchNormalization", {})):
        assert kernel_of(part(kind, PLANES, **settings)) is None
    with pytest.raises(ValueError, match="no kernel"):
        place_of(part("Flatten", PLANES), 0, 0, 0, 0)


def test_a_disabled_layer_has_no_kernel_to_look_at():
    made = part("Conv2D", PLANES, filters=1, kernel_size=2)
    disabled = LayerPart(made.kind, made.config, made.weights, enabled=False)
    assert (kernel_of(disabled), bias_of(disabled)) == (None, None)


def test_the_bias_comes_last():
    made = part("SeparableConv2D", PLANES, filters=5, kernel_size=2)
    assert bias_of(made).shape == (5,)
    assert bias_of(part("Dense", (4,), units=2, use_bias=False)) is None


def test_each_slice_is_for_a_channel():
    assert list(channels_of_filter(part("Conv2D", (6, 6, 4), filters=4, kernel_size=1, groups=2), 2)) == [
        2,
        3,
    ]
    depthwise = part("DepthwiseConv2D", PLANES, kernel_size=1, depth_multiplier=2)
    assert list(channels_of_filter(depthwise, 3)) == [1]
    separable = part("SeparableConv2D", PLANES, filters=2, kernel_size=1, depth_multiplier=2)
    assert list(channels_of_filter(separable, 0)) == [0, 0, 1, 1, 2, 2]
    assert list(channels_of_filter(part("Conv2DTranspose", PLANES, filters=2, kernel_size=1), 1)) == [0, 1, 2]
