import numpy as np
import pytest

from convstudio.files.importing.stack import Stack

WORDS = {"filters": 2, "kernel_size": 3}


def test_the_shape_follows_the_layers():
    stack = Stack((5, 5, 1))
    stack.add("Conv2D", WORDS, [np.zeros((3, 3, 1, 2)), np.zeros(2)], "conv")
    stack.add("Flatten")

    assert (stack.input_shape, stack.shape) == ((5, 5, 1), (18,))


def test_weights_of_another_shape_are_refused():
    with pytest.raises(
        ValueError, match=r"needs weights of shapes \(3, 3, 1, 2\), \(2,\) here, and the file has none"
    ):
        Stack((5, 5, 1)).add("Conv2D", WORDS)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("UpSampling2D", {"size": (1 << 40, 1)}),
        ("UpSampling1D", {"size": 1 << 40}),
        ("ZeroPadding2D", {"padding": 1 << 40}),
        ("Conv2D", {"filters": 1 << 40, "kernel_size": 1}),
    ],
)
def test_growth_beyond_measure_is_refused_before_memory_is_taken(kind, words):
    with pytest.raises(ValueError, match=r"the limit is 268,435,456|needs weights"):
        Stack((4, 1) if kind.endswith("1D") else (4, 4, 1)).add(kind, words)


def test_names_are_told_apart():
    stack = Stack((4, 4, 1))
    for _ in range(3):
        stack.add("ReLU", name="relu")

    assert [part.config["name"] for part in stack.parts] == ["relu", "relu_1", "relu_2"]


def test_after_a_layer_that_is_refused_the_shape_is_not_known():
    stack = Stack((4, 4, 1))
    stack.refuse("layer 1, Lambda", "there is no such layer here")
    stack.add("Conv2D", WORDS, [np.zeros((3, 3, 7, 2)), np.zeros(2)])

    assert stack.shape is None
    assert stack.unsupported == ["layer 1, Lambda: there is no such layer here"]


def test_a_bias_that_comes_later_is_one_for_each_filter():
    stack = Stack((5, 5, 1))
    stack.add("Conv2D", {**WORDS, "use_bias": False}, [np.zeros((3, 3, 1, 2))])
    stack.add_bias(np.array([4.0]))

    assert stack.parts[0].weights[1].tolist() == [4, 4]
    with pytest.raises(ValueError, match="it adds 3 numbers to 2 channels"):
        stack.add_bias(np.zeros(3))
