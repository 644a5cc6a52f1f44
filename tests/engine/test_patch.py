import numpy as np

from convstudio.engine.geometry import Geometry
from convstudio.engine.patch import patch_at


def test_a_patch_knows_places_cells_and_padding():
    patch = patch_at(Geometry.build((1, 3), (1, 2), padding=((0, 0), (1, 0))), 0, 0)
    assert patch.positions.tolist() == [[[0, -1], [0, 0]]]
    assert patch.sources.tolist() == [[[0, -1], [0, 0]]]
    assert patch.inside.tolist() == patch.is_cell.tolist() == [[False, True]]


def test_zeros_stand_where_no_cell_does():
    patch = patch_at(Geometry.build((1, 3), (1, 2), padding=((0, 0), (1, 0))), 0, 0)
    assert patch.values(np.array([[[5], [6], [7]]])).ravel().tolist() == [0, 5]


def test_a_repeated_cell_is_counted_once():
    patch = patch_at(Geometry.build((1, 3), (1, 2), padding=((0, 0), (1, 0)), border="replicate"), 0, 0)
    assert patch.cells(range(1, 3)).tolist() == [[0, 0, 1], [0, 0, 2]]
    assert patch.is_cell.all()
