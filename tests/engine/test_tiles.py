import threading

import pytest

from convstudio.engine.geometry import Box, Geometry
from convstudio.engine.tiles import never, run, tiles, whole_tile


def test_tiles_cover_every_output_once():
    geometry = Geometry.build((20, 30), (3, 3), padding="same")
    seen = [
        (row, col)
        for tile in tiles(geometry, Box(1, 20, 2, 29), 6, 10)
        for row in tile.box.rows
        for col in tile.box.cols
    ]
    assert sorted(seen) == [(row, col) for row in range(1, 20) for col in range(2, 29)]


def test_a_tile_knows_the_input_under_it_unless_it_sees_padding():
    geometry = Geometry.build((8, 8), (3, 3), padding="same")
    assert whole_tile(geometry, Box(2, 4, 3, 6)).source == (slice(1, 5), slice(2, 7))
    assert whole_tile(geometry, Box(0, 4, 3, 6)).source is None


@pytest.mark.parametrize("workers", [1, 2])
def test_work_reaches_all_tiles_and_then_says_so(workers):
    done = []
    geometry = Geometry.build((20, 20), (3, 3))
    each = list(tiles(geometry, Box(0, 18, 0, 18), 5, 5))
    assert run(done.append, each, never, workers)
    assert sorted(done) == sorted(each)


@pytest.mark.parametrize("workers", [1, 2])
def test_cancelled_work_does_no_further_tile(workers):
    stop = threading.Event()
    done = []

    def work(tile):
        done.append(tile)
        stop.set()

    geometry = Geometry.build((40, 40), (3, 3))
    each = list(tiles(geometry, Box(0, 38, 0, 38), 1, 1))
    assert not run(work, each, stop.is_set, workers)
    assert len(done) <= workers
