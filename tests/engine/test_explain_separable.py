import numpy as np

from convstudio.engine.explain import Place, explain
from convstudio.engine.explain_separable import explain_separable
from convstudio.engine.geometry import Geometry


def test_maps_are_mixed_and_each_is_explained():
    x = np.array([[[1, 10], [2, 20]]], np.float32)
    kernel = np.ones((1, 2, 1, 2), np.float32)
    geometry = Geometry.build((1, 2), (1, 2))
    parts = [explain(x, kernel, None, geometry, 0, 0, number) for number in (0, 1)]
    cell = explain_separable(
        Place("SeparableConv1D", 0, 0, 0), parts, np.array([2, -1], np.float32), 30.0, "relu"
    )
    assert cell.values.tolist() == [3, 30]
    assert (cell.total, cell.before, cell.value) == (-24, 6, 6)
    assert cell.inputs().tolist() == [[0, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 1]]
    assert cell.lines() == (
        "map 1: 3",
        "map 2: 30",
        "3 × 2 + 30 × -1",
        "6 + -30 + bias 30 = 6",
        "relu: max(6, 0) → 6",
    )
