import numpy as np
import pytest

from convstudio.files.compare import compare, read_reference
from convstudio.files.importing.single import layer_from_arrays
from convstudio.files.project import LayerPart

RANDOM = np.random.default_rng(0)
KERNEL = RANDOM.uniform(-1, 1, (3, 3, 3, 3)).astype(np.float32)
BIAS = np.array([1, -2, 3], np.float32)
X = RANDOM.uniform(-1, 1, (6, 6, 3)).astype(np.float32)


def layer(kernel=KERNEL, bias=BIAS, **words):
    part = layer_from_arrays(kernel, bias)
    return LayerPart(part.kind, {**part.config, **words}, part.weights)


def output(part, x=X):
    return part.build(x.shape)(x[None])[0]


def test_the_same_numbers_agree():
    found = compare(layer(), X, output(layer()))

    assert found.agrees
    assert (found.count, found.largest, found.cause) == (0, 0, "")


def test_differences_below_the_tolerance_are_none():
    assert compare(layer(), X, output(layer()) + np.float32(3e-6)).agrees


def test_the_first_cell_of_the_walk_is_told():
    reference = output(layer())
    reference[3, 1, 1] += 1
    reference[2, 2, 1] += 2
    reference[0, 0, 2] += 4

    found = compare(layer(), X, reference)

    assert found.first == (2, 2, 1)
    assert found.theirs - found.ours == pytest.approx(2)
    assert (found.count, found.cause) == (3, "")
    assert found.largest == pytest.approx(4)
    assert np.argwhere(found.differs).tolist() == [[0, 0, 2], [2, 2, 1], [3, 1, 1]]


def test_what_is_no_number_on_both_sides_is_the_same():
    x = X.copy()
    x[0, 0, 0] = np.nan

    assert compare(layer(), x, output(layer(), x)).agrees
    assert np.isnan(compare(layer(), x, output(layer())).largest)


FROM_TORCH = KERNEL.reshape(3, 3, 3, 3).transpose(2, 3, 1, 0)
AS_TORCH = np.ascontiguousarray(KERNEL.transpose(3, 2, 0, 1)).reshape(3, 3, 3, 3)
CAUSES = {
    "The kernel is flipped": layer(flip=True),
    "The bias is missing": layer(bias=np.zeros(3, np.float32)),
    "The channels of the kernel are in reverse order": layer(KERNEL[:, :, ::-1]),
    "Rows and columns of the kernel are swapped": layer(KERNEL.swapaxes(0, 1)),
    "The layout is swapped: in and out change places": layer(KERNEL.swapaxes(2, 3)),
    "The layout is swapped: there the same memory is read as": layer(FROM_TORCH),
    "The layout is swapped: memory of": layer(AS_TORCH),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_the_likely_cause_is_found_by_trying(cause):
    found = compare(layer(), X, output(CAUSES[cause]))

    assert not found.agrees
    assert found.cause.startswith(cause)


def test_filters_in_reverse_order_are_found():
    part = layer(bias=np.zeros(3, np.float32))

    assert compare(part, X, output(layer(KERNEL[..., ::-1], np.zeros(3)))).cause.startswith(
        "The filters are in reverse"
    )


def test_the_odd_cell_of_padding_on_the_other_side_is_found():
    ours = layer(padding="same", strides=(2, 2))
    theirs = layer(padding=((1, 0), (1, 0)), strides=(2, 2))

    assert compare(ours, X, output(theirs)).cause == "The odd cell of padding stands on the other side there."


def test_a_missing_activation_is_found():
    assert compare(layer(activation="relu"), X, output(layer())).cause == "The activation is missing there."


def test_channels_first_are_found():
    reference = np.moveaxis(output(layer()), -1, 0)[None]

    assert compare(layer(), X, reference).cause == "The reference has its channels first."


def test_reversed_and_turned_inputs_are_found():
    reversed_input = compare(layer(), X, output(layer(), X[..., ::-1]))
    turned_input = compare(layer(), X, output(layer(), X.swapaxes(0, 1)))

    assert reversed_input.cause.startswith("The channels of the")
    assert turned_input.cause == "Rows and columns of the input are swapped there."


def test_a_layer_without_weights_is_compared():
    part = LayerPart("MaxPooling2D", {"pool_size": (2, 2)})

    assert compare(part, X, output(part)).agrees
    assert compare(part, X, output(part) + 1).first == (0, 0, 0)


def test_one_dimension_is_one_row():
    part = layer_from_arrays(KERNEL[0], BIAS)
    reference = output(part, X[0])
    reference[2, 1] += 1

    assert compare(part, X[0], reference).first == (0, 2, 1)


@pytest.mark.parametrize("reference", [np.zeros((5, 5, 3)), np.zeros((4, 4, 3), complex)])
def test_a_reference_of_another_kind_is_refused(reference):
    with pytest.raises(
        ValueError, match=r"gives values of shape \(4, 4, 3\)\. Received: a reference of shape"
    ):
        compare(layer(), X, reference)


def test_a_reference_is_read_from_a_file(tmp_path):
    np.save(tmp_path / "a.npy", BIAS)
    np.savez(tmp_path / "a.npz", x=BIAS, y=-BIAS)

    assert read_reference(tmp_path / "a.npy").tolist() == [1, -2, 3]
    assert read_reference(tmp_path / "a.npz", "y").tolist() == [-1, 2, -3]
    with pytest.raises(ValueError, match=r"a\.npz holds 2 arrays; name one of x, y"):
        read_reference(tmp_path / "a.npz")


def test_channels_first_is_told_beside_the_cause():
    four = RANDOM.uniform(-1, 1, (3, 3, 3, 4)).astype(np.float32)
    part, bare = layer(four, np.arange(1, 5.0)), layer(four, np.zeros(4))
    reference = np.moveaxis(output(bare), -1, 0)[None]

    found = compare(part, X, reference)

    assert found.reading == "The reference has its channels first."
    assert found.cause == "The bias is missing there."
    np.testing.assert_array_equal(found.reference, output(bare))
    assert found.theirs == pytest.approx(found.ours - 1)


def test_a_cube_with_channels_first_is_found_although_its_shape_does_not_tell():
    part, flipped = layer(padding=((1, 0), (1, 0))), layer(padding=((1, 0), (1, 0)), flip=True)
    x = X[:4, :4]
    assert output(part, x).shape == (3, 3, 3)

    found = compare(part, x, np.moveaxis(output(flipped, x), -1, 0))

    assert found.reading == "The reference has its channels first."
    assert found.cause.startswith("The kernel is flipped")


def test_the_nearest_sample_of_a_batch_is_compared():
    batch = np.stack([output(layer(), X * factor) for factor in (2, 1, -1)])

    found = compare(layer(), X, np.moveaxis(batch, -1, 1))

    assert found.agrees
    assert found.cause == (
        "The reference has its channels first. Sample 2 of 3 of the reference is the nearest."
    )


def test_the_same_padding_of_keras_is_found_where_ours_is_on_both_sides():
    ours, theirs = layer(padding=((1, 1), (1, 1)), strides=(2, 2)), layer(padding="same", strides=(2, 2))

    assert compare(ours, X, output(theirs)).cause == "The padding is 'same' there, as Keras counts it."


def test_padding_written_in_numbers_is_found_on_the_other_side():
    ours, theirs = layer(padding=((2, 1), (2, 1))), layer(padding=((1, 2), (1, 2)))

    assert compare(ours, X, output(theirs)).cause == "The odd cell of padding stands on the other side there."


def test_maps_in_reverse_order_are_found():
    found = compare(layer(), X, output(layer())[..., ::-1])

    assert found.cause == "The maps are in reverse order there."


def test_a_bias_that_is_not_ours_is_found():
    bare = layer(bias=np.zeros(3, np.float32))

    assert compare(bare, X, output(layer())).cause == "Another bias is added there."


def test_an_input_read_in_another_layout_is_found():
    memory = np.moveaxis(X.reshape(3, 6, 6), 0, -1)

    assert compare(layer(), X, output(layer(), memory)).cause == (
        "The input's memory is taken for (channels, rows, cols) there."
    )


def test_the_order_in_which_pytorch_flattens_is_found():
    part = LayerPart("Flatten", {})

    assert compare(part, X, np.moveaxis(X, -1, 0).ravel()).cause == (
        "The values are flattened channel by channel there."
    )
