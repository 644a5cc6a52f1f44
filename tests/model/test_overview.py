import numpy as np
import pytest

from convstudio.engine.geometry import Box
from convstudio.model.overview import Looking, Overview


def large_maps():
    return np.random.default_rng(2).normal(size=(300, 130, 3)).astype(np.float32)


def known(maps):
    overview = Overview(maps.shape)
    overview.take(range(3), overview.look(maps))
    return overview


def test_a_large_map_is_seen_by_every_few_cells():
    maps = large_maps()
    overview = known(maps)
    assert overview.steps == (3, 2)
    assert np.array_equal(overview.small, maps[::3, ::2])
    assert np.array_equal(overview.high, maps.max(axis=(0, 1)))


def test_nothing_is_known_at_first_and_after_forgetting():
    overview = Overview((4, 4, 3))
    assert overview.missing == {0, 1, 2}
    overview.take(range(1, 2), overview.look(np.ones((4, 4, 1), np.float32)))
    assert overview.missing == {0, 2}
    overview.forget()
    assert overview.missing == {0, 1, 2}


def test_an_edit_of_cells_is_followed():
    maps = large_maps()
    overview = known(maps)
    for box in (Box(0, 1, 0, 1), Box(7, 8, 3, 4), Box(10, 31, 5, 9), Box(295, 300, 120, 130)):
        maps[box.slices] += 1
        overview.touch(box, maps[box.slices], range(3))
        assert np.array_equal(overview.small, maps[::3, ::2])
    maps[50, 50] = 99, -99, np.inf
    overview.touch(Box(50, 51, 50, 51), maps[50:51, 50:51], range(3))
    assert overview.high[0] == 99
    assert overview.low[1] == -99
    assert np.isfinite(overview.high[2])


def test_values_that_are_no_numbers_have_no_range():
    overview = Overview((2, 2, 1))
    glance = overview.look(np.full((2, 2, 1), np.nan, np.float32))
    assert (glance.low[0], glance.high[0]) == (0, 0)


def test_mean_and_largest_are_those_of_every_cell():
    maps = large_maps()
    overview = known(maps)
    assert np.array_equal(overview.largest, maps.max(axis=(0, 1)))
    np.testing.assert_allclose(overview.mean, maps.mean(axis=(0, 1), dtype=np.float64), rtol=1e-12)


def test_after_an_edit_the_numbers_count_until_the_maps_are_looked_through_again():
    maps = large_maps()
    overview = known(maps)
    assert overview.is_exact
    overview.touch(Box(0, 1, 0, 1), maps[:1, :1, 1:2], range(1, 2))
    assert overview.exact.tolist() == [True, False, True]
    overview.take(range(1, 2), overview.look(maps[:, :, 1:2]))
    assert overview.is_exact


@pytest.mark.parametrize("at_once", [1, 7, 300])
def test_rows_that_come_one_after_the_other_are_seen_like_the_whole(at_once):
    maps = large_maps()
    maps[3, 4] = np.nan, np.inf, -np.inf
    overview = Overview(maps.shape)
    looking = Looking(overview, 3)
    for first in range(0, 300, at_once):
        looking.look(first, maps[first : first + at_once])
    for seen, whole in zip(looking.glance, overview.look(maps), strict=True):
        np.testing.assert_allclose(seen, whole, rtol=1e-12)
    assert np.isnan(looking.glance.mean[0])
    assert looking.glance.largest[1] == np.inf
    assert looking.glance.low[2] == np.nanmin(np.where(np.isfinite(maps[:, :, 2]), maps[:, :, 2], np.nan))


def test_a_block_of_cells_is_found_in_the_small_maps():
    overview = Overview((300, 130, 1))  # one of 3 rows and of 2 columns
    assert overview.small_box(Box(2, 7, 3, 5)) == Box(1, 3, 2, 3)
    assert overview.small_box(Box(4, 6, 0, 2)).is_empty
