import numpy as np
import pytest

from convstudio.model.flat import as_grid, folded, is_flat, number_at, place_in


@pytest.mark.parametrize(
    ("count", "shape"),
    [(1, (1, 1)), (10, (1, 10)), (32, (1, 32)), (84, (7, 12)), (400, (20, 20)), (37, (1, 37))],
)
def test_long_vectors_are_folded_without_a_rest(count, shape):
    assert folded(count) == shape


def test_every_value_has_a_place_of_its_own():
    places = [place_in(84, number) for number in range(84)]
    assert len(set(places)) == 84
    assert [number_at(84, *place) for place in places] == list(range(84))


def test_only_vectors_are_flat():
    assert is_flat((10,))
    assert not any(map(is_flat, [(1,), (10, 1), (1, 1, 10), None]))


def test_a_vector_becomes_a_grid_without_a_copy_and_maps_stay():
    vector, maps = np.arange(84.0).reshape(1, 1, 84), np.zeros((3, 4, 2))
    assert as_grid(vector, (84,)).shape == (7, 12, 1)
    assert np.shares_memory(as_grid(vector, (84,)), vector)
    assert as_grid(maps, (3, 4, 2)) is maps
