import numpy as np
import pytest

from convstudio.nn import arguments


def test_one_number_stands_for_all_axes():
    assert arguments.sizes(3, 2, "strides") == (3, 3)
    assert arguments.sizes([np.int64(1), 2], 2, "strides") == (1, 2)


@pytest.mark.parametrize("value", [0, 1.5, "3", (1, 2, 3), {1: 2, 3: 4}, None, (True, 1)])
def test_other_sizes_are_refused(value):
    with pytest.raises(ValueError, match=r"2 whole numbers of at least 1. Received: strides="):
        arguments.sizes(value, 2, "strides")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "1", True, None, -1])
def test_a_number_is_finite_and_not_too_small(value):
    with pytest.raises(ValueError, match=r"a finite number of at least 0. Received: alpha="):
        arguments.number(value, "alpha", least=0)
    assert arguments.number(3, "alpha", least=0) == 3.0


def test_words_are_understood_in_any_case():
    assert arguments.padding("SAME", 2) == "same"
    assert arguments.border("Reflect") == "reflect"


def test_no_activation_is_the_linear_one():
    assert arguments.activation(None) == "linear"
