"""The Network view of maps that are large, and of those that are not kept."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from convstudio.engine.geometry import Box
from convstudio.files.project import LayerPart, Project
from convstudio.model import some_maps, tracing
from convstudio.model.maps import Maps
from convstudio.model.tracing import Spot
from convstudio.nn import Conv2D, Dense, GlobalAveragePooling2D, MaxPooling2D, partial, pieces
from convstudio.views import network_details
from convstudio.views.network_light import FIELD, PATHS
from convstudio.views.network_view import NetworkView

KEPT, NOT_KEPT = 1 << 30, 0  # bytes of maps


def stack(side=24):
    layers = [
        Conv2D(4, 3, activation="relu", padding="same", seed=1),
        MaxPooling2D(2),
        Conv2D(3, 3, activation="tanh", seed=2),
        GlobalAveragePooling2D(),
        Dense(5, seed=3),
    ]
    random = np.random.default_rng(0)
    parts, after = [], (side, side, 3)
    for layer in layers:
        layer.build((None, *after))
        after = layer.output_shape_for(after)
        parts.append(LayerPart(type(layer).__name__, layer.get_config(), tuple(layer.get_weights())))
    return Project(random.random((side, side, 3)).astype(np.float32), tuple(parts), look="photo")


@pytest.fixture
def show(qtbot, make_studio, monkeypatch):
    """A view of a network whose maps count as large, with so many bytes of them kept."""

    def shown(memory, side=24, at_once=True):
        monkeypatch.setattr(some_maps, "LARGE", -1)
        monkeypatch.setattr(pieces, "PIECE", 1)
        monkeypatch.setattr(tracing, "SHORT", 1e9 if at_once else -1)
        studio = make_studio()
        studio.results._map_memory = memory
        studio.document.replace(stack(side), None)
        view = NetworkView(studio)
        qtbot.addWidget(view)
        view.resize(1400, 800)
        view.show()
        qtbot.waitExposed(view)
        qtbot.waitUntil(lambda: not studio.results.is_computing)
        QApplication.processEvents()
        return view

    return shown


@pytest.fixture
def small(qtbot, make_studio, monkeypatch):
    """A view of the same network, all of it kept."""

    def shown():
        monkeypatch.setattr(some_maps, "LARGE", 1e12)
        monkeypatch.setattr(tracing, "SHORT", 1e9)
        view = NetworkView(make_studio(stack()))
        qtbot.addWidget(view)
        return view

    return shown


def whole(view):
    maps = Maps(view._studio.document.project)
    maps.compute()
    return [maps.output(layer) for layer in range(5)]


def test_layers_that_are_not_kept_are_shown_too(show):
    view = show(NOT_KEPT)
    assert [place.maps for place in view.canvas.places] == [3, 4, 4, 3, 3, 5]
    assert view.tracing.levels == 6  # maps of 128 cells a side are known by a glance
    for level, maps in enumerate((4, 4, 3), 1):
        assert not any(view._pictures.picture(level, number).isNull() for number in range(maps))


@pytest.mark.parametrize("memory", [KEPT, NOT_KEPT])
def test_pictures_are_those_of_maps_that_are_kept(show, small, memory):
    view, other = show(memory), small()
    for level, maps in enumerate((4, 4, 3), 1):
        for number in range(maps):
            assert view._pictures.picture(level, number) == other._pictures.picture(level, number)


def test_until_they_are_computed_there_are_empty_places(show, qtbot):
    view = show(KEPT)
    view._studio.document.set_setting("activation", "tanh")
    assert view._pictures.picture(1, 0).isNull()
    assert view.tracing.depth == 6
    QApplication.processEvents()
    assert len(view.canvas.places) == 6
    view.grab()
    qtbot.waitUntil(lambda: not view._pictures.picture(1, 0).isNull())


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("spot", [Spot(1, 7, 9, 2), Spot(3, 5, 5, 1), Spot(4, 0, 0, 1), Spot(5, 0, 0, 3)])
def test_values_and_reasons_of_what_is_not_kept(show, qtbot, spot, at_once, monkeypatch):
    view = show(NOT_KEPT, side=300, at_once=at_once)
    right = whole(view)[spot.level - 1][spot.row, spot.col, spot.channel]
    view.choose(spot)
    qtbot.waitUntil(lambda: view.tracing.value(spot) is not None)
    assert view.tracing.value(spot) == pytest.approx(right, rel=1e-4)
    for from_pixels in (False, True):
        qtbot.waitUntil(lambda pixels=from_pixels: view.tracing.why(spot, pixels) is not None)
        why = view.tracing.why(spot, from_pixels)
        assert why.value == pytest.approx(right, rel=1e-4)
        assert why.total == pytest.approx(why.before, rel=1e-3, abs=1e-5)
    qtbot.waitUntil(lambda: view.why.sums and view._hint.text().startswith("point at a cell"))


@pytest.mark.parametrize("at_once", [True, False])
def test_what_lights_up_is_that_of_maps_that_are_kept(show, small, qtbot, at_once):
    view, other = show(NOT_KEPT, at_once=at_once), small().tracing
    for spot in (Spot(3, 4, 4, 1), Spot(0, 9, 9, None), Spot(0, 9, 9, 1), Spot(5, 0, 0, 2)):
        ask = view.tracing.influence if spot.level == 0 else view.tracing.gradients
        qtbot.waitUntil(lambda ask=ask, spot=spot: ask(spot) is not None)
        wanted = other.influence(spot) if spot.level == 0 else other.gradients(spot)
        for part, right in zip(ask(spot), wanted, strict=True):
            assert (part is None) == (right is None)
            if part is not None:
                assert part.box == right.box
                np.testing.assert_allclose(part.values, right.values, rtol=1e-4, atol=1e-6)


def test_while_an_answer_is_worked_out_the_view_says_so(show, qtbot):
    view = show(NOT_KEPT, at_once=False)
    view.choose(Spot(3, 4, 4, 1))
    assert view.why.note.text() == "computing…"
    assert view.why.bars.bars == ()
    view.picture_box.setCurrentIndex(view.picture_box.findData(FIELD))
    assert view.canvas.light.light.is_due
    assert view._hint.text() == "computing…"
    qtbot.waitUntil(lambda: not view.canvas.light.light.is_due and len(view.why.bars.bars) > 0)
    assert view.why.note.text() == ""


def test_paths_of_many_places_are_counted_elsewhere(show, qtbot, monkeypatch):
    view = show(KEPT)
    spot = Spot(3, 4, 4, 1)
    right = view.tracing.paths(spot)
    view.tracing._questions.forget()
    monkeypatch.setattr(tracing, "MOST_PLACES", 0)
    view.choose(spot)
    view.picture_box.setCurrentIndex(view.picture_box.findData(PATHS))
    assert view.canvas.light.light.is_due
    qtbot.waitUntil(lambda: not view.canvas.light.light.is_due)
    for counts, wanted in zip(view.tracing.paths(spot), right, strict=True):
        assert np.array_equal(counts, wanted)


def test_what_would_take_too_much_memory_is_said(show, monkeypatch):
    monkeypatch.setattr(tracing, "MOST_VALUES", 10)
    view = show(KEPT)
    view.choose(Spot(5, 0, 0, 0))
    view.why._ways.button(1).click()
    assert view.why.note.text() == "It sees more than can be added up at once."
    view.choose(Spot(0, 4, 4, None))
    assert "too many others" in view._hint.text()


def test_a_hidden_view_asks_for_nothing(show):
    view = show(NOT_KEPT)
    assert view._studio.results._maps.wants_all
    view.hide()
    assert not view._studio.results._maps.wants_all


@pytest.mark.parametrize("memory", [KEPT, NOT_KEPT])
def test_close_to_it_every_cell_in_sight_is_seen(show, qtbot, memory):
    view = show(memory, side=300)
    place = view.canvas.places[1]
    assert view._pictures.picture(1, 0).width() == 100  # one of three
    for _ in range(12):
        view.canvas.zoom(1.25)
    view.canvas.centerOn(place.map_rect(1).center())
    view.canvas.repaint_levels()
    view.canvas.grab()
    details = view._details._kept
    qtbot.waitUntil(lambda: view.canvas.grab() is not None and (1, 1) in details)
    box, step, image = details[1, 1]
    assert step == 1
    assert (image.height(), image.width()) == box.shape
    right = view._pictures.image(1, 1, whole(view)[0][box.slices][:, :, 1].copy())
    if memory == KEPT:
        assert image == right
    colour = view._details._kept.get((0, None))
    assert colour is None or colour.image.width() == colour.box.shape[1]


def test_a_part_is_asked_for_as_it_is_seen(show, monkeypatch):
    view = show(KEPT, side=300)
    asked = []
    monkeypatch.setattr(view.tracing, "part", lambda *question: asked.append(question))
    place, sight = view.canvas.places[1], view.canvas._sight()
    coarse = view._pictures.picture(1, 0)
    assert view._details.detail(1, 0, place, sight._replace(pixels=1.0), coarse) is None
    assert asked == []
    tile = place.map_rect(0)
    corner = network_details.Sight(tile.adjusted(0, 0, -0.9 * tile.width(), -0.9 * tile.height()), 8.0)
    view._details.detail(1, 0, place, corner, coarse)
    assert asked == [(1, Box(0, 64, 0, 64), 1, [0])]


@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize("at_once", [True, False])
def test_of_maps_that_are_not_kept_those_in_sight_are_computed_as_fine_as_the_screen(
    show, qtbot, monkeypatch, streamed, at_once
):
    monkeypatch.setattr(partial, "LARGE", 0 if streamed else 1 << 23)
    view = show(NOT_KEPT, side=600, at_once=at_once)
    box, right = Box(64, 256, 0, 130), whole(view)[1]
    qtbot.waitUntil(lambda: view.tracing.part(2, box, 3, [3, 1]) is not None)
    part = view.tracing.part(2, box, 3, [3, 1])
    np.testing.assert_allclose(part, right[box.slices][::3, ::3][:, :, [3, 1]], rtol=1e-4, atol=1e-5)


def test_one_can_come_so_close_that_every_cell_of_a_large_map_is_seen(show):
    view = show(KEPT, side=300)
    for _ in range(60):
        view.canvas.zoom(1.25)
    sizes = [view.canvas.cell_pixels * place.width / place.grid[1] for place in view.canvas.places]
    assert min(sizes) == pytest.approx(10)


def test_the_input_follows_a_stroke_while_it_is_drawn(show, qtbot):
    view = show(KEPT)
    document = view._studio.document
    document.begin_stroke("")
    pictures = []
    for place in range(3):
        document.paint([(place, place)], 9)
        QApplication.processEvents()
        pictures.append(view._pictures.picture(0, None))
    document.end_stroke()
    assert pictures[0] != pictures[1] != pictures[2]
    assert view.canvas.spot_at(QPoint(0, 0)) is None
