import numpy as np
import pytest

from convstudio.engine.explain import explain
from convstudio.engine.geometry import Geometry
from convstudio.model.mistakes import Answer, Slip, find_mistake


def step(patch, kernel, bias=0.0, activation="linear", padding="valid", border="zeros"):
    """The first cell of a map over one input; lists are (rows, cols) or (rows, cols, channels)."""
    x, weights = (np.array(array, np.float32) for array in (patch, kernel))
    x, weights = (array if array.ndim == 3 else array[..., None] for array in (x, weights))
    geometry = Geometry.build(x.shape[:2], weights.shape[:2], padding=padding, border=border)
    return explain(x, weights[..., None], np.float32([bias]), geometry, 0, 0, 0, activation)


PLAIN = step([[1, 2], [3, 4]], [[1, 10], [100, 1000]], bias=0.5)  # 1 + 20 + 300 + 4000 + 0.5


@pytest.mark.parametrize(
    ("answer", "slip", "number", "places"),
    [
        ("4321", Slip.BIAS, 0.5, ()),
        ("4000.5", Slip.LARGEST, 4000, ()),
        ("1234.5", Slip.FLIPPED, 4321.5, ()),
        ("4021.5", Slip.LEFT_OUT, 300, ((1, 0, 0),)),
        ("4341.5", Slip.TWICE, 20, ((0, 1, 0),)),
        ("4319.5", Slip.SIGN, 1, ((0, 0, 0),)),
    ],
)
def test_each_slip_is_found_by_the_number_that_it_gives(answer, slip, number, places):
    assert find_mistake(PLAIN, Answer.read(answer)) == (slip, number, places)


def test_no_slip_explains_just_any_number():
    assert find_mistake(PLAIN, Answer.read("77")) is None


def test_a_forgotten_activation_is_found():
    cut = step([[1, 2]], [[1, -2]], activation="relu")
    assert cut.value == 0
    assert find_mistake(cut, Answer.read("-3")) == (Slip.ACTIVATION, -3, ())


def test_slips_are_followed_through_the_activation():
    curved = step([[1, 2]], [[0.5, 0.25]], bias=1, activation="sigmoid")
    without_bias = 1 / (1 + np.exp(-1))
    assert find_mistake(curved, Answer.read(f"{without_bias:.4f}")).slip is Slip.BIAS


def test_a_missed_channel_is_found():
    colours = step(np.float32([[[1, 2, 4]]]), np.float32([[[1, 10, 100]]]))
    assert find_mistake(colours, Answer.read("401")) == (Slip.CHANNEL, 20, ((0, 0, 1),))


def test_missed_padding_is_found():
    mirrored = step([[1, 2], [3, 5]], np.ones((3, 3)), padding="same", border="symmetric")
    assert mirrored.value == 1 * 4 + 2 * 2 + 3 * 2 + 5
    assert find_mistake(mirrored, Answer.read("11")) == (Slip.PADDING, 8, ())


def test_products_of_the_same_size_are_all_named():
    same = step([[1, 1, 1, 1]], [[1, 1, 1, 1]])
    assert find_mistake(same, Answer.read("3")) == (Slip.LEFT_OUT, 1, tuple((0, c, 0) for c in range(4)))


@pytest.mark.parametrize(
    ("answer", "number", "is_right"),
    [
        ("0.333", 1 / 3, True),
        ("1/3", 1 / 3, True),
        ("0.3", 1 / 3, False),
        ("0.334", 1 / 3, False),
        ("0.00", 0.001, False),
        ("300", 301, False),
        ("3e2", 300, True),
        ("-0.125", -0.125, True),
        ("12.3", 12.34, True),
        ("0", 0, True),
    ],
)
def test_an_answer_may_be_rounded_to_three_digits_and_no_further(answer, number, is_right):
    assert Answer.read(answer).means(number) is is_right


def test_an_answer_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="number"):
        Answer.read("three")
