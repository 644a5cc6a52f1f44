import threading
import tracemalloc

import numpy as np
import pytest

from convstudio.files.project import LayerPart, Project
from convstudio.model import large_maps, recomputing, some_maps
from convstudio.model.document import Document
from convstudio.model.large_maps import AllMaps
from convstudio.model.maps import Maps
from convstudio.model.results import Results
from convstudio.model.some_maps import SomeMaps
from convstudio.nn import pieces, stream

KEPT, NOT_KEPT = 1 << 20, 0  # bytes of maps


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch):
    """All maps come in pieces, each of one map."""
    monkeypatch.setattr(some_maps, "LARGE", -1)
    monkeypatch.setattr(pieces, "PIECE", 1)


@pytest.fixture
def follow(qtbot):
    """Results of a document that keep so many bytes of maps; closed at the end."""
    opened = []

    def make(document, map_memory=KEPT):
        opened.append(Results(document, map_memory=map_memory))
        return opened[-1]

    yield make
    for results in opened:
        results.close()


@pytest.fixture
def wait(qtbot):
    return lambda results: qtbot.waitUntil(lambda: not results.is_computing)


class Gate:
    """Lets one piece after the other be computed."""

    def __init__(self, monkeypatch):
        self._open = threading.Semaphore(0)
        fill = pieces.fill_piece

        def wait_and_fill(*arguments):
            assert self._open.acquire(timeout=10)
            fill(*arguments)

        for module in (large_maps, some_maps):
            monkeypatch.setattr(module, "fill_piece", wait_and_fill)

    def let(self, count):
        self._open.release(count)


@pytest.fixture
def gate(monkeypatch):
    gate = Gate(monkeypatch)
    yield gate
    gate.let(1000)


def many_filters(filters=8, layers=1):
    rng = np.random.default_rng(3)
    channels, parts = 2, []
    for _ in range(layers):
        kernel = rng.normal(size=(3, 3, channels, filters)).astype(np.float32)
        config = {"filters": filters, "kernel_size": (3, 3), "padding": "same"}
        parts.append(LayerPart("Conv2D", config, (kernel, np.zeros(filters, np.float32))))
        channels = filters
    return Project(rng.random((12, 10, 2), np.float32), tuple(parts))


def expected(document, layer=0):
    maps = Maps(document.project)
    maps.compute()
    return maps.output(layer)


def assert_right(document, results, layer, filters):
    for filter in range(filters):
        np.testing.assert_allclose(
            results.map_of(layer, filter), expected(document, layer)[..., filter], rtol=1e-5, atol=1e-4
        )


def test_large_maps_are_those_of_a_whole_pass(follow, wait):
    document = Document(many_filters(layers=2))
    results = follow(document)
    wait(results)
    for layer in (0, 1):
        assert_right(document, results, layer, 8)
        assert np.array_equal(results.overview(layer).low, results.output_of(layer).min(axis=(0, 1)))


def test_the_map_that_is_looked_at_comes_first(follow, wait, gate, heard):
    results = follow(Document(many_filters()))
    told = heard(results.maps_changed)
    assert results.map_of(0, 5) is None
    gate.let(8)
    wait(results)
    assert [filters[0] for _, _, filters in told][:2] in ([5, 0], [0, 5])  # the first may have been begun
    assert sorted(filters[0] for _, _, filters in told) == list(range(8))


def test_a_map_is_told_before_the_others_are_there(follow, qtbot, gate):
    results = follow(Document(many_filters()))
    gate.let(1)
    qtbot.waitUntil(lambda: results.map_of(0, 0) is not None)
    assert results.is_computing
    assert results.output_of(0) is None
    assert results.map_of(0, 7) is None


def test_a_newer_edit_replaces_the_older_work(follow, qtbot, wait, gate, heard):
    document = Document(many_filters())
    results = follow(document)
    gate.let(3)
    qtbot.waitUntil(lambda: results.map_of(0, 2) is not None)
    document.paint([(3, 3)], 0.5)
    told = heard(results.maps_changed)
    assert results.map_of(0, 2) is None
    gate.let(9)  # one that the older work had begun
    wait(results)
    assert sorted(filters[0] for _, _, filters in told) == list(range(8))
    assert_right(document, results, 0, 8)


def test_until_it_is_computed_anew_no_map_is_there(follow, wait, gate):
    document = Document(many_filters())
    results = follow(document)
    gate.let(8)
    wait(results)
    document.set_setting("activation", "relu")
    assert [results.map_of(0, filter) for filter in range(8)] == [None] * 8
    assert results.overview(0).missing == frozenset(range(8))
    assert results.output_of(0) is None


def test_maps_are_computed_where_those_before_were(follow, wait):
    document = Document(many_filters())
    results = follow(document)
    wait(results)
    before = results.output_of(0)
    document.set_setting("activation", "relu")
    wait(results)
    assert np.shares_memory(results.output_of(0), before)


def test_a_few_painted_cells_are_followed_at_once(follow, wait):
    document = Document(many_filters(layers=2))
    results = follow(document)
    wait(results)
    document.paint([(0, 0), (11, 9)], 1)
    assert not results.is_computing
    assert_right(document, results, 1, 8)
    assert np.array_equal(results.overview(1).small, results.output_of(1))


def test_after_a_stroke_the_numbers_are_exact(follow, wait):
    document = Document(many_filters(layers=2))
    results = follow(document)
    wait(results)
    document.begin_stroke("")
    for number in range(6):
        document.set_weight((1, 1, 0, 2), 0.1 * number)
    document.end_stroke()
    wait(results)
    fresh = AllMaps(document.project, results._maps.built, 0)
    for _ in fresh.compute_pieces(lambda: False):
        pass
    for number in (0, 1):
        assert np.array_equal(results.output_of(number), fresh._whole[number])


def test_what_is_not_kept_is_computed_again_with_the_same_numbers(follow, wait, qtbot):
    document = Document(many_filters())
    results = follow(document, NOT_KEPT)
    wait(results)
    seen = []
    for filter in (0, 5, 0):
        results.map_of(0, filter)
        qtbot.waitUntil(lambda filter=filter: results.map_of(0, filter) is not None)
        seen.append(results.map_of(0, filter))
        wait(results)
    assert np.array_equal(seen[0], seen[2])
    for filter, values in zip((0, 5), seen, strict=False):
        np.testing.assert_allclose(values, expected(document)[..., filter], rtol=1e-5, atol=1e-4)


def test_of_all_maps_that_are_not_kept_a_small_picture_stays(follow, wait):
    document = Document(many_filters())
    results = follow(document, NOT_KEPT)
    wait(results)
    assert results.output_of(0) is None
    np.testing.assert_allclose(results.overview(0).small, expected(document), rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("maps", [1, 3])
def test_so_many_maps_are_kept_as_the_limit_allows(follow, wait, qtbot, maps):
    results = follow(Document(many_filters()), maps * 12 * 10 * 4)
    for filter in range(8):
        qtbot.waitUntil(lambda filter=filter: results.map_of(0, filter) is not None)
    wait(results)
    assert sum(filter in results._maps._singles for filter in range(8)) == maps


def test_a_later_layer_keeps_only_what_reaches_it(follow, wait, qtbot):
    document = Document(many_filters(layers=3))
    results = follow(document, NOT_KEPT)
    document.set_active_layer(2)
    results.map_of(2, 4)
    qtbot.waitUntil(lambda: results.map_of(2, 4) is not None)
    wait(results)
    np.testing.assert_allclose(results.map_of(2, 4), expected(document, 2)[..., 4], rtol=1e-5, atol=1e-4)
    assert results.input_of(2) is not None
    assert results.output_of(0) is None
    assert [whole is not None for whole in results._maps._whole] == [False, True, False]


def test_maps_within_the_limit_are_all_kept():
    project = many_filters()
    size = 12 * 10 * 8 * 4
    assert isinstance(some_maps.maps_of(project, size, 0), AllMaps)
    assert isinstance(some_maps.maps_of(project, size - 1, 0), SomeMaps)


def test_layers_of_every_way_to_be_cut_give_the_same(follow, wait):
    """Groups, layers that go channel by channel, and those that can only be computed as a whole."""
    rng = np.random.default_rng(1)
    depthwise = rng.normal(size=(3, 3, 2, 2)).astype(np.float32)
    layers = (
        LayerPart(
            "DepthwiseConv2D", {"kernel_size": (3, 3), "depth_multiplier": 2}, (depthwise, np.ones(4, "f4"))
        ),
        LayerPart("MaxPooling2D", {"pool_size": (2, 2)}, ()),
        LayerPart("Softmax", {}, ()),
    )
    document = Document(Project(rng.random((12, 10, 2), np.float32), layers))
    results = follow(document)
    wait(results)
    for layer in range(3):
        assert_right(document, results, layer, 4)


def test_what_is_kept_of_the_first_layer_follows_painted_cells(follow, wait):
    document = Document(many_filters())
    results = follow(document, NOT_KEPT)
    wait(results)
    assert results.map_of(0, 0) is not None
    document.paint([(0, 0), (11, 9), (5, 5)], 1)
    assert not results.is_computing
    np.testing.assert_allclose(results.map_of(0, 0), expected(document)[..., 0], rtol=1e-5, atol=1e-4)
    np.testing.assert_allclose(results.overview(0).small, expected(document), rtol=1e-5, atol=1e-4)
    results.map_of(0, 6)
    wait(results)
    np.testing.assert_allclose(results.map_of(0, 6), expected(document)[..., 6], rtol=1e-5, atol=1e-4)


def test_a_weight_makes_anew_what_is_not_kept(follow, wait):
    document = Document(many_filters())
    results = follow(document, NOT_KEPT)
    wait(results)
    document.set_weight((1, 1, 0, 0), 3.0)
    assert results.map_of(0, 0) is None
    wait(results)
    np.testing.assert_allclose(results.map_of(0, 0), expected(document)[..., 0], rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("limit", [KEPT << 6, NOT_KEPT])
def test_memory_stays_within_one_and_a_half_times_what_is_kept(follow, wait, limit):
    rng = np.random.default_rng(3)
    kernel = rng.normal(size=(3, 3, 3, 48)).astype(np.float32)
    config = {"filters": 48, "kernel_size": (3, 3), "padding": "same"}
    layers = (LayerPart("Conv2D", config, (kernel, np.zeros(48, np.float32))),)
    document = Document(Project(rng.random((400, 400, 3), np.float32), layers))
    results = follow(document, limit)
    wait(results)  # working memory of the engine lives on
    tracemalloc.start()
    try:
        document.set_network(document.project.input + 1, layers, "Brighter")
        wait(results)
        document.set_setting("activation", "relu")
        wait(results)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    one = 400 * 400 * 4
    kept = 48 * one if limit else one
    already = kept if limit else 0  # the maps are computed where those before them were
    assert peak + already <= 1.5 * (3 * one + kept) + (8 << 20)


def test_of_layers_that_are_not_kept_there_is_a_glance_once_all_are_looked_at(follow, wait):
    document = Document(many_filters(layers=3))
    results = follow(document, NOT_KEPT)
    wait(results)
    assert [results.overview(layer).is_exact for layer in range(3)] == [True, False, False]
    results.look_at_all(True)
    wait(results)
    for layer in range(3):
        overview, right = results.overview(layer), expected(document, layer)
        assert overview.is_exact
        np.testing.assert_allclose(overview.small, right, rtol=1e-4, atol=1e-4)
        np.testing.assert_allclose(overview.largest, right.max(axis=(0, 1)), rtol=1e-5)
    assert results.output_of(0) is results.output_of(1) is results.output_of(2) is None


def test_what_all_looked_like_stays_known_when_another_layer_is_looked_at(follow, wait, qtbot):
    document = Document(many_filters(layers=3))
    results = follow(document, NOT_KEPT)
    results.look_at_all(True)
    wait(results)
    qtbot.waitUntil(lambda: all(results.overview(layer).is_exact for layer in range(3)))
    document.set_active_layer(2)
    assert results.map_of(2, 0) is None
    assert [results.overview(layer).is_exact for layer in range(3)] == [True] * 3
    qtbot.waitUntil(lambda: results.map_of(2, 0) is not None)
    assert_right(document, results, 2, 1)


def test_after_a_stroke_the_glances_are_those_of_the_new_input(follow, wait, qtbot):
    document = Document(many_filters(layers=3))
    results = follow(document, NOT_KEPT)
    results.look_at_all(True)
    wait(results)
    document.begin_stroke("")
    document.paint([(2, 3), (7, 7)], 5)
    assert results.overview(1).missing == frozenset(range(8))
    document.end_stroke()
    qtbot.waitUntil(lambda: all(results.overview(layer).is_exact for layer in range(3)))
    for layer in range(3):
        right = expected(document, layer)
        np.testing.assert_allclose(results.overview(layer).small, right, rtol=1e-4, atol=1e-4)
        np.testing.assert_allclose(results.overview(layer).low, right.min(axis=(0, 1)), rtol=1e-5)


@pytest.mark.parametrize("limit", [KEPT, NOT_KEPT])
def test_after_a_stroke_lowest_and_highest_are_those_of_every_cell(follow, wait, qtbot, limit):
    document = Document(many_filters())
    results = follow(document, limit)
    wait(results)
    document.begin_stroke("")
    for value in (50, 0.5):  # what was highest in between is there no more
        document.paint([(5, 5)], value)
    document.end_stroke()
    assert results.overview(0).high.max() > 10
    qtbot.waitUntil(lambda: results.overview(0).is_exact)
    np.testing.assert_allclose(results.overview(0).high, expected(document).max(axis=(0, 1)), rtol=1e-5)


def test_a_single_map_comes_while_the_others_are_looked_at(follow, wait, qtbot):
    document = Document(many_filters(layers=3))
    results = follow(document, NOT_KEPT)
    results.look_at_all(True)
    wait(results)
    results.map_of(0, 6)
    qtbot.waitUntil(lambda: results.map_of(0, 6) is not None)
    np.testing.assert_allclose(results.map_of(0, 6), expected(document)[..., 6], rtol=1e-5, atol=1e-4)


def test_on_its_way_a_layer_shows_the_rows_that_are_there(follow, wait, heard, monkeypatch):
    monkeypatch.setattr(recomputing, "SOON", 0)
    monkeypatch.setattr(stream, "BAND", 1)
    document = Document(many_filters(layers=2))
    results = follow(document, NOT_KEPT)
    wait(results)
    told = []
    results.maps_changed.connect(lambda layer, *_: told.append((layer, results.overview(layer).rows_there)))
    results.look_at_all(True)
    wait(results)
    assert [rows for layer, rows in told if layer == 1] == list(range(1, 13))


def test_less_memory_drops_maps_and_more_brings_them_back(follow, wait):
    document = Document(many_filters(layers=2))
    results = follow(document)
    wait(results)
    results.set_map_memory(NOT_KEPT)
    wait(results)
    assert isinstance(results._maps, SomeMaps)
    assert results.output_of(0) is None
    assert_right(document, results, 0, 1)
    results.set_map_memory(KEPT)
    wait(results)
    assert isinstance(results._maps, AllMaps)
    assert_right(document, results, 1, 8)


def test_another_limit_that_changes_nothing_computes_nothing(follow, wait):
    results = follow(Document(many_filters()))
    wait(results)
    before = results.output_of(0)
    results.set_map_memory(KEPT * 2)
    assert not results.is_computing
    assert results.output_of(0) is before or np.shares_memory(results.output_of(0), before)


def test_memory_below_nothing_is_refused(follow):
    results = follow(Document(many_filters()))
    with pytest.raises(ValueError, match="0 bytes or more, not -1"):
        results.set_map_memory(-1)
