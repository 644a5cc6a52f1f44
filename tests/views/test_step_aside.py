"""What stands beside the sentences of a step."""

import numpy as np

from convstudio.engine.explain import explain
from convstudio.engine.geometry import Geometry
from convstudio.views.step_aside import aside, asides, largest_terms
from convstudio.views.step_numbers import channels_to_show, step_numbers


def step(channels):
    x, kernel = np.ones((2, 2, channels), np.float32), np.ones((2, 2, channels, 1), np.float32)
    return explain(x, kernel, None, Geometry.build((2, 2), (2, 2)), 0, 0, 0)


def forms(channels, hidden=False):
    one = step(channels)
    return asides(one, step_numbers(one, channels_to_show(one, 8)), True, hidden)


def test_the_notation_of_several_channels_stands_side_by_side_or_below_each_other():
    wide, tall = forms(2)
    assert [line.split("     ")[0].rstrip() for line in wide] == list(tall[:3])
    assert wide[2] == "[1, 1] . [1, 1] = 4     [1, 1] . [1, 1] = 4"
    assert tall == ("channel 1:", "[1, 1]   [1, 1]", "[1, 1] . [1, 1] = 4", "channel 2:", *tall[1:3])


def test_one_channel_needs_no_name():
    assert forms(1) == (("[1, 1]   [1, 1]", "[1, 1] . [1, 1] = 4"),)


def test_what_is_to_be_predicted_is_not_given_away():
    assert forms(1, hidden=True) == ((),)


def test_of_many_channels_it_is_told_what_each_adds():
    [lines] = forms(20)
    assert lines[0] == "What each channel adds:"
    assert lines[-1].split() == ["5:", "4"]
    assert "others: 48" in " ".join(" ".join(lines).split())


def test_all_of_very_many_channels_have_no_notation():
    one = step(20)
    assert aside(one, step_numbers(one, list(range(20))), True, False) == ()


def test_a_large_product_of_long_numbers_is_only_about_equal():
    x, kernel = np.full((1, 1, 1), 1 / 3, np.float32), np.full((1, 1, 1, 1), 1 / 7, np.float32)
    one = explain(x, kernel, None, Geometry.build((1, 1), (1, 1)), 0, 0, 0)
    assert largest_terms(one) == ("[0, 0]: 0.1429 × 0.3333 ≈ 0.04762",)
