import numpy as np

from convstudio.nn import Dropout


def test_nothing_is_dropped_outside_of_training():
    x = np.array([[-2.0, 0, 1, 8]])
    assert Dropout(0.9)(x).tolist() == x.tolist()
    assert Dropout(0.9).explain(x[None], 0, 0, 0).lines() == ("-2 = -2",)
