import numpy as np
import pytest

from convstudio.nn import Conv1D, Conv2D
from convstudio.nn.layer import as_numbers, default_name


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("Conv2D", "conv2d"),
        ("MaxPooling2D", "max_pooling2d"),
        ("Conv2DTranspose", "conv2d_transpose"),
        ("ReLU", "re_lu"),
        ("ELU", "elu"),
    ],
)
def test_names_are_those_of_keras(kind, name):
    assert default_name(type(kind, (), {})) == name


def test_a_layer_builds_itself_for_the_first_inputs():
    layer = Conv2D(2, 3)
    assert layer(np.ones((1, 5, 5, 4))).shape == (1, 3, 3, 2)
    assert layer.get_weights()[0].shape == (3, 3, 4, 2)


def test_another_size_of_picture_needs_no_other_weights():
    layer = Conv2D(2, 3)
    layer.build((None, 8, 8, 1))
    assert layer(np.ones((1, 5, 7, 1))).shape == (1, 3, 5, 2)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_inputs_and_weights_are_cast(dtype):
    layer = Conv2D(1, 3, dtype=dtype)
    assert layer(np.ones((1, 5, 5, 1), np.int8)).dtype == dtype
    assert layer.get_weights()[0].dtype == dtype


def test_a_seed_gives_the_same_weights_every_time():
    first, second, third = Conv1D(2, 3, seed=1), Conv1D(2, 3, seed=1), Conv1D(2, 3, seed=2)
    for layer in (first, second, third):
        layer.build((None, 8, 1))
    assert (first.kernel == second.kernel).all()
    assert (first.kernel != third.kernel).all()


def test_nothing_is_counted_before_it_is_built():
    with pytest.raises(ValueError, match="before counting"):
        Conv2D(1, 3).count_params()
    with pytest.raises(ValueError, match="before setting"):
        Conv2D(1, 3).set_weights([])


@pytest.mark.parametrize("shape", [(8, 8, 1), (None, 8, 8), (None, 8, 0, 1), (None, None, None, 1), 8, ()])
def test_shapes_without_a_batch_or_a_size_are_refused(shape):
    with pytest.raises(ValueError, match="Received"):
        Conv2D(1, 3).build(shape)


def test_a_number_alone_is_no_batch():
    with pytest.raises(ValueError, match=r"takes arrays \(batch, ...\)"):
        Conv2D(1, 3)(5)


def test_only_real_numbers_are_taken():
    assert as_numbers([True, False], "float32").tolist() == [1, 0]
    with pytest.raises(ValueError, match="array of complex128"):
        as_numbers([1j], "float32")
    with pytest.raises(ValueError, match="real numbers"):
        as_numbers(["a"], "float32")


def test_numbers_too_large_become_infinite_without_a_warning():
    assert as_numbers([1e300], "float32").tolist() == [np.inf]
