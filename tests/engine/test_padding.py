import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine.padding import output_length, pad_amount, source_indices

PAD_MODES = {
    "reflect": "reflect",
    "symmetric": "symmetric",
    "replicate": "edge",
    "circular": "wrap",
}


@pytest.mark.parametrize(
    ("length", "kernel", "pad", "stride", "dilation", "outputs"),
    [
        (4, 3, 0, 1, 1, 2),
        (5, 4, 2, 1, 1, 6),
        (5, 3, 1, 1, 1, 5),
        (5, 3, 2, 1, 1, 7),
        (5, 3, 0, 2, 1, 2),
        (5, 3, 1, 2, 1, 3),
        (6, 3, 1, 2, 1, 3),
        (7, 3, 0, 1, 2, 3),
    ],
)
def test_sizes_are_those_of_dumoulin_and_visin(length, kernel, pad, stride, dilation, outputs):
    assert output_length(length, kernel, stride, dilation, (pad, pad)) == outputs


def test_the_first_layer_of_alexnet_gives_55():  # CS231n
    assert output_length(227, 11, stride=4) == 55


def test_same_padding_puts_the_odd_cell_after_the_input():  # TensorFlow
    assert pad_amount("same", 224, 7, 2) == (2, 3)
    assert pad_amount("same", 6, 3, 2) == (0, 1)
    assert output_length(6, 3, 2, 1, (0, 1)) == 3


@given(st.integers(1, 30), st.integers(1, 7), st.integers(1, 5), st.integers(1, 4))
def test_same_padding_gives_the_length_over_the_stride_rounded_up(length, kernel, stride, dilation):
    pad = pad_amount("same", length, kernel, stride, dilation)
    assert output_length(length, kernel, stride, dilation, pad) == -(-length // stride)


def test_full_padding_lets_every_window_stand_that_touches_the_input():
    assert pad_amount("full", 5, 3, 1, 2) == (4, 4)


def test_causal_padding_stands_before_the_input_alone():
    assert pad_amount("causal", 8, 3, 1, 2) == (4, 0)


def test_explicit_padding_passes_through():
    assert pad_amount((1, 4), 5, 3) == (1, 4)


def test_an_unknown_padding_is_refused():
    with pytest.raises(ValueError, match="Received: 'middle'"):
        pad_amount("middle", 5, 3)


def test_a_window_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"a window of 5 \(kernel 3, dilation 2\) on 4"):
        output_length(4, 3, dilation=2)


@pytest.mark.parametrize("name", ["length", "kernel", "stride", "dilation"])
def test_numbers_below_one_are_refused_by_name(name):
    with pytest.raises(ValueError, match=f"{name}=0"):
        output_length(**{"length": 5, "kernel": 3, name: 0})


def test_negative_padding_is_refused():
    with pytest.raises(ValueError, match="must not be negative"):
        output_length(5, 3, pad=(0, -1))


@pytest.mark.parametrize(
    ("border", "expected"),
    [
        ("zeros", [0, 0, 1, 2, 3, 4, 0, 0]),
        ("reflect", [3, 2, 1, 2, 3, 4, 3, 2]),
        ("symmetric", [2, 1, 1, 2, 3, 4, 4, 3]),
        ("replicate", [1, 1, 1, 2, 3, 4, 4, 4]),
        ("circular", [3, 4, 1, 2, 3, 4, 1, 2]),
    ],
)
def test_borders_continue_one_two_three_four(border, expected):
    cells = np.array([1, 2, 3, 4, 0])  # the last one is found by the index -1
    assert cells[source_indices(4, (2, 2), border)].tolist() == expected


@pytest.mark.parametrize("border", PAD_MODES)
@given(length=st.integers(1, 6), before=st.integers(0, 20), after=st.integers(0, 20))
def test_borders_are_those_of_numpy_also_past_the_length_of_the_input(border, length, before, after):
    padded = np.pad(np.arange(length), (before, after), mode=PAD_MODES[border])
    assert source_indices(length, (before, after), border).tolist() == padded.tolist()


def test_an_unknown_border_is_refused():
    with pytest.raises(ValueError, match="Received: 'mirror'"):
        source_indices(4, (1, 1), "mirror")
