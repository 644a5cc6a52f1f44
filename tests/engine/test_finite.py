import numpy as np
import pytest

from convstudio.engine.finite import is_finite


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("step", [1, 2])
def test_one_value_that_is_not_finite_is_seen(value, step):
    block = np.ones((6, 6, 2))[:, ::step]
    assert is_finite(block)
    block[3, 1, 1] = value
    assert not is_finite(block)


def test_two_opposite_infinities_are_seen():
    assert not is_finite(np.array([[np.inf], [-np.inf]]))
