"""Whether the shown value is what the activation makes of the shown number."""

import pytest

from convstudio.engine.activated import activation_equals, activation_suits, gives


@pytest.mark.parametrize(
    ("name", "before", "value", "sign"),
    [
        ("linear", "3", 3.0, "="),
        ("linear", "0.587", 0.587302, "≈"),
        ("relu", "-2", 0.0, "="),
        ("leaky_relu", "-2", -0.4, "="),
        ("hard_sigmoid", "1", 2 / 3, "≈"),
        ("sigmoid", "0", 0.5, "="),
        ("sigmoid", "3", 0.952574, "≈"),
        ("linear", "nan", float("nan"), "="),
        ("softmax", "1", 0.25, "="),
        ("softmax", "1", 0.7310586, "≈"),
    ],
)
def test_the_sign_is_true(name, before, value, sign):
    assert activation_equals(name, before, value) == sign


def test_a_text_suits_if_six_digits_of_the_value_are_the_same():
    assert activation_suits("tanh", 0.5873015, "0.587302")
    assert not activation_suits("tanh", 0.5873015, "0.587")
    assert activation_suits("relu", -0.5873015, "-0.6")
    assert activation_suits("softmax", 0.5873015, "0.6")


def test_a_weight_that_is_stored_as_float32_may_be_off_by_its_last_bit():
    assert not gives(-0.2000000030, -0.2)
    assert gives(-0.2000000030, -0.2, rounded=True)
    assert not gives(0.3333333, 1 / 3, rounded=True)
