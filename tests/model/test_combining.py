"""Several maps as one: every value exact, at once or a little later."""

import numpy as np
import pytest

from convstudio.files.project import LayerPart, Project
from convstudio.model import combining, some_maps
from convstudio.model.combining import Combining
from convstudio.model.document import Document
from convstudio.model.maps import Maps
from convstudio.model.results import Results

KEPT, NOT_KEPT = 1 << 20, 0  # bytes of maps


def project(layers=1, rows=300):
    rng = np.random.default_rng(3)
    channels, parts = 2, []
    for _ in range(layers):
        kernel = rng.normal(size=(3, 3, channels, 5)).astype(np.float32)
        config = {"filters": 5, "kernel_size": (3, 3), "padding": "same"}
        parts.append(LayerPart("Conv2D", config, (kernel, np.zeros(5, np.float32))))
        channels = 5
    return Project(rng.random((rows, 7, 2), np.float32), tuple(parts))


@pytest.fixture
def follow(qtbot, monkeypatch):
    opened = []

    def make(document, map_memory=KEPT, large=True):
        monkeypatch.setattr(some_maps, "LARGE", -1 if large else 1e9)
        monkeypatch.setattr(combining, "FEW", 0 if large else 1e9)
        opened.append(Results(document, map_memory=map_memory))
        qtbot.waitUntil(lambda: not opened[-1].is_computing)
        return opened[-1]

    yield make
    for results in opened:
        results.close()


def maps(document, layer=0):
    fresh = Maps(document.project)
    fresh.compute()
    return fresh.output(layer).astype(np.float64)


def close(values, wanted):
    np.testing.assert_allclose(values, wanted, rtol=1e-5, atol=1e-4)


def test_small_maps_are_combined_at_once(follow):
    document = Document(project())
    together = Combining(document, follow(document, large=False))
    together.ask([1, 3, 4], "difference")
    close(together.values, maps(document)[..., 1] - maps(document)[..., [3, 4]].sum(axis=2))
    assert not together.is_due


@pytest.mark.parametrize("memory", [KEPT, NOT_KEPT])
@pytest.mark.parametrize("way", ["sum", "maximum", "difference"])
def test_large_maps_are_combined_in_the_worker_with_every_cell(follow, qtbot, memory, way):
    document = Document(project())
    together = Combining(document, follow(document, memory))
    together.ask([4, 0, 2], way)
    assert together.is_due
    assert together.values is None
    qtbot.waitUntil(lambda: together.values is not None)
    all_maps = maps(document)
    wanted = {
        "sum": all_maps[..., [4, 0, 2]].sum(axis=2),
        "maximum": all_maps[..., [4, 0, 2]].max(axis=2),
        "difference": all_maps[..., 4] - all_maps[..., [0, 2]].sum(axis=2),
    }
    assert together.values.shape == (300, 7)
    close(together.values, wanted[way])


def test_maps_that_are_not_kept_are_combined_of_a_later_layer_too(follow, qtbot):
    document = Document(project(layers=2))
    results = follow(document, NOT_KEPT)
    document.set_active_layer(1)
    together = Combining(document, results)
    together.ask([0, 1], "sum")
    assert together.values is None
    results.map_of(1, 0)  # as the Stage asks for it
    qtbot.waitUntil(lambda: together.values is not None)
    close(together.values, maps(document, 1)[..., :2].sum(axis=2))


@pytest.mark.parametrize("large", [True, False])
def test_painted_cells_are_followed_at_once(follow, qtbot, large):
    document = Document(project())
    together = Combining(document, follow(document, large=large))
    together.ask([0, 1], "maximum")
    qtbot.waitUntil(lambda: together.values is not None)
    document.paint([(5, 5), (200, 2)], 9)
    close(together.values, maps(document)[..., :2].max(axis=2))


def test_other_weights_make_it_anew(follow, qtbot):
    document = Document(project())
    together = Combining(document, follow(document))
    together.ask([0, 1], "sum")
    qtbot.waitUntil(lambda: together.values is not None)
    document.set_setting("activation", "relu")
    assert together.is_due
    qtbot.waitUntil(lambda: together.values is not None)
    close(together.values, maps(document)[..., :2].sum(axis=2))


def test_a_map_that_is_not_among_them_changes_nothing(follow):
    document = Document(project())
    together = Combining(document, follow(document, large=False))
    together.ask([0, 1], "sum")
    before = together.values
    document.set_weight((0, 0, 0, 4), 7)
    assert together.values is before


def test_a_newer_question_replaces_an_older_one(follow, qtbot):
    document = Document(project())
    together = Combining(document, follow(document))
    together.ask([0, 1], "sum")
    together.ask([2, 3], "sum")
    qtbot.waitUntil(lambda: together.values is not None)
    close(together.values, maps(document)[..., 2:4].sum(axis=2))


def test_one_map_alone_is_no_question(follow):
    document = Document(project())
    together = Combining(document, follow(document, large=False))
    for numbers in ([0, 1], [3], []):
        together.ask(numbers, "sum")
    assert together.values is None
    assert not together.is_due


def test_maps_that_are_gone_are_no_longer_combined(follow):
    document = Document(project())
    together = Combining(document, follow(document, large=False))
    together.ask([0, 4], "sum")
    document.take_filters([0, 1], "Fewer")
    assert together.values is None
