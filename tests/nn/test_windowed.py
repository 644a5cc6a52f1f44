import pytest

from convstudio.nn import Conv1D, Conv2D, DepthwiseConv2D, SeparableConv1D


def test_the_window_of_a_line_slides_over_one_row():
    geometry = Conv1D(1, 3, strides=2, padding=(1, 0)).geometry((8, 1))
    assert (geometry.rows.length, geometry.rows.kernel, geometry.rows.pad) == (1, 1, (0, 0))
    assert (geometry.cols.length, geometry.cols.kernel, geometry.cols.stride) == (8, 3, 2)


def test_the_border_belongs_to_the_window():
    assert Conv2D(1, 3, border="circular").geometry((8, 8, 1)).rows.border == "circular"


@pytest.mark.parametrize(
    "layer", [DepthwiseConv2D(3), SeparableConv1D(1, 3), Conv2D(1, 3, activation="relu")]
)
def test_all_convolutions_have_the_same_words(layer):
    shared = {
        "kernel_size",
        "strides",
        "padding",
        "dilation_rate",
        "activation",
        "use_bias",
        "border",
        "flip",
    }
    assert shared <= set(layer.get_config())


def test_the_activation_tells_whether_maps_are_apart():
    assert Conv2D(1, 3, activation="relu").filters_are_apart
    assert not Conv2D(1, 3, activation="softmax").filters_are_apart
