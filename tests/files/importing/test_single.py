import numpy as np
import pytest

from convstudio.files.importing.single import layer_from_arrays, layers_in, part_from, weights_into
from convstudio.files.weights import read_weights

KERNEL = np.arange(3 * 2 * 4 * 5, dtype=np.float32).reshape(3, 2, 4, 5)


def found(tmp_path, **arrays):
    np.savez(tmp_path / "a.npz", **arrays)
    return layers_in(read_weights(tmp_path / "a.npz"))


def test_a_kernel_of_keras_is_taken_as_it_is():
    part = layer_from_arrays(KERNEL, np.zeros(5))

    assert (part.kind, part.config["filters"], part.config["kernel_size"]) == ("Conv2D", 5, (3, 2))
    assert np.array_equal(part.weights[0], KERNEL)


def test_a_kernel_of_pytorch_is_turned():
    part = layer_from_arrays(KERNEL, np.zeros(3), layout="torch")

    assert part.weights[0].shape == (4, 5, 2, 3)
    assert part.weights[0][3, 4, 1, 2] == KERNEL[2, 1, 3, 4]


def test_a_transposed_kernel_of_pytorch_is_turned():
    part = layer_from_arrays(KERNEL, np.zeros(2), "torch", "Conv2DTranspose")

    assert part.config["filters"] == 2
    assert part.weights[0].shape == (4, 5, 2, 3)


@pytest.mark.parametrize(
    ("shape", "kind"), [((2, 3), "Dense"), ((5, 2, 3), "Conv1D"), ((5, 5, 2, 3), "Conv2D")]
)
def test_the_axes_of_a_kernel_tell_the_layer(shape, kind):
    part = layer_from_arrays(np.zeros(shape))

    assert part.kind == kind
    assert part.config["use_bias"] is False


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"kernel": np.zeros(3)}, "has 2 to 4 axes"),
        ({"kernel": KERNEL, "layout": "tf"}, "must be one of keras, torch"),
        ({"kernel": KERNEL, "bias": np.zeros(4)}, "do not belong to one Conv2D"),
        ({"kernel": KERNEL, "kind": "Conv1D"}, "a kernel of Conv1D has 3 axes"),
        ({"kernel": KERNEL, "kind": "MaxPooling2D"}, "these arrays are of no MaxPooling2D"),
        ({"kernel": np.zeros((0, 3, 1, 1))}, "not shape"),
    ],
)
def test_arrays_of_no_layer_are_refused(words, reason):
    with pytest.raises(ValueError, match=reason):
        layer_from_arrays(**words)


def test_names_tell_which_arrays_belong_together(tmp_path):
    layers = found(tmp_path, conv1_kernel=KERNEL, conv1_bias=np.zeros(5), other=np.zeros((2, 2)))

    assert [(layer.name, len(layer.entries)) for layer in layers] == [("conv1", 2), ("other", 1)]


@pytest.mark.parametrize(("count", "layout"), [(5, "keras"), (3, "torch")])
def test_without_a_format_the_bias_tells_the_layout(tmp_path, count, layout):
    (layer,) = found(tmp_path, kernel=KERNEL, bias=np.zeros(count))

    assert layer.layout == layout
    assert part_from(layer).config["filters"] == count


def test_statistics_are_a_normalization(tmp_path):
    arrays = {
        "bn.weight": 1,
        "bn.bias": 2,
        "bn.running_mean": 3,
        "bn.running_var": 4,
        "bn.num_batches_tracked": 5,
    }
    (layer,) = found(tmp_path, **{name: np.full(2, value) for name, value in arrays.items()})

    part = part_from(layer)

    assert part.kind == "BatchNormalization"
    assert [array[0] for array in part.weights] == [1, 2, 3, 4]


def test_arrays_that_tell_nothing_are_named_with_their_shapes(tmp_path):
    (layer,) = found(tmp_path, strange=np.zeros((2,) * 5))

    with pytest.raises(ValueError, match=r"'strange' of shapes \(2, 2, 2, 2, 2\) are of no layer"):
        part_from(layer)


def test_weights_go_into_a_layer_that_keeps_its_settings():
    active = layer_from_arrays(np.zeros((5, 5, 4, 1), np.float32), np.zeros(1))
    active = type(active)(
        active.kind, {**active.config, "strides": (2, 2), "activation": "relu"}, active.weights
    )

    part = weights_into(layer_from_arrays(KERNEL), active, channels=4)

    assert [
        part.config[word] for word in ("strides", "activation", "filters", "kernel_size", "use_bias")
    ] == [*((2, 2), "relu", 5, (3, 2), False)]
    assert part.build((8, 8, 4)).count_params() == KERNEL.size


@pytest.mark.parametrize(
    ("kernel", "channels", "reason"),
    [
        (np.zeros((3, 3)), 4, "of a Dense, and the layer is a Conv2D"),
        (KERNEL, 1, "are for 4 channels, and 1 reach"),
    ],
)
def test_weights_of_another_layer_or_for_other_inputs_are_refused(kernel, channels, reason):
    with pytest.raises(ValueError, match=reason):
        weights_into(layer_from_arrays(kernel), layer_from_arrays(KERNEL), channels)
