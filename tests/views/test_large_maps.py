import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from convstudio.files.project import LayerPart, Project
from convstudio.model import combining, some_maps
from convstudio.nn import pieces
from convstudio.views.gallery import Gallery
from convstudio.views.map_panel import MapPanel
from convstudio.views.network_view import NetworkView
from convstudio.views.status_line import StatusLine


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch):
    """All maps come in pieces, each of one map."""
    monkeypatch.setattr(some_maps, "LARGE", -1)
    monkeypatch.setattr(pieces, "PIECE", 1)


@pytest.fixture
def large(make_studio, qtbot):
    """A studio whose maps are all there; a side of 600 is beyond what is coloured at once."""

    def make(side=12):
        rng = np.random.default_rng(3)
        kernel = rng.normal(size=(3, 3, 2, 4)).astype(np.float32)
        config = {"filters": 4, "kernel_size": (3, 3)}
        part = LayerPart("Conv2D", config, (kernel, np.zeros(4, np.float32)))
        studio = make_studio(Project(rng.random((side, side, 2), np.float32), (part,)))
        qtbot.waitUntil(lambda: not studio.results.is_computing)
        return studio

    return make


@pytest.fixture
def show(qtbot):
    def make(widget):
        qtbot.addWidget(widget)
        widget.resize(400, 400)
        widget.show()
        return widget

    return make


def edit(studio):
    """Something that makes all maps others; nothing of them is there before the loop runs again."""
    studio.document.set_setting("activation", "relu")


def test_a_map_that_is_not_there_is_an_empty_place(large, show):
    studio = large()
    panel = show(MapPanel(studio))
    assert not panel.view.is_blank
    edit(studio)
    assert panel.view.is_blank
    assert np.isnan(panel.view.values).all()
    assert panel.view.values.shape == (10, 10)
    assert panel.hint.text() == "computing…"
    assert panel.view.isVisible()
    assert not panel.bar.isVisible()


def test_it_is_filled_when_the_map_is_there(large, show, qtbot):
    studio = large()
    panel = show(MapPanel(studio))
    edit(studio)
    qtbot.waitUntil(lambda: not panel.view.is_blank)
    assert np.array_equal(panel.view.values, studio.results.map_of(0, 0))
    assert panel.view.values.min() >= 0
    assert panel.bar.isVisible()
    assert panel.hint.text() == "Click a cell to go there"


def test_the_gallery_leaves_empty_what_is_not_there(large, show, qtbot):
    studio = large()
    gallery = show(Gallery(studio))
    edit(studio)
    pictures = gallery.mosaic._pictures
    assert not any(pictures.has_map(number) for number in range(4))
    gallery.grab()
    qtbot.waitUntil(lambda: not studio.results.is_computing)
    assert all(pictures.has_map(number) for number in range(4))
    gallery.grab()


def test_the_gallery_orders_maps_once_they_are_all_there(large, show, qtbot):
    studio = large()
    gallery = show(Gallery(studio))
    studio.settings.map_order = "largest"
    edit(studio)
    assert gallery.mosaic.order == [0, 1, 2, 3]
    qtbot.waitUntil(lambda: not studio.results.is_computing)
    gallery._settle()
    largest = studio.results.output_of(0).max(axis=(0, 1))
    assert gallery.mosaic.order == np.argsort(-largest).tolist()


def test_the_status_line_tells_no_old_number(large, show):
    studio = large()
    line = show(StatusLine(studio))
    assert "map[0, 0]" in line.place.text()
    edit(studio)
    assert line.place.text() == ""


def test_of_a_large_map_only_what_is_in_sight_is_coloured(large, show):
    panel = show(MapPanel(large(600)))
    panel.view.grab()
    heatmap = panel.view.heatmap
    assert heatmap._step > 1
    assert heatmap._colors.size < 600 * 600 / 2
    panel.view.zoom(40)
    panel.view.grab()
    assert heatmap._step == 1
    assert heatmap._colors.size < 600 * 600 / 2


@pytest.mark.parametrize("zoom", [1, 3, 60])
def test_a_painted_cell_looks_as_if_all_were_painted_anew(large, show, zoom):
    studio = large(600)
    panel = show(MapPanel(studio))
    view = panel.view
    studio.document.paint([(50, 50)], -1.0)  # so that what follows stays within the scale
    view.zoom(zoom)
    view.ensure_cell_visible((50, 50))
    before = view.grab().toImage()
    studio.document.paint([(row, col) for row in range(40, 60) for col in range(40, 60)], 0.0)
    QApplication.processEvents()
    after = view.grab().toImage()
    view.heatmap.show_colors(view.heatmap.box, view.colors_of)
    assert after == view.grab().toImage()
    assert after != before


def test_the_network_shows_a_new_input_with_the_same_shape(large, show, qtbot):
    studio = large()
    view = show(NetworkView(studio))
    before = view._pictures.picture(0, 0)
    studio.document.set_input(1 - studio.document.project.input, "Invert")
    qtbot.waitUntil(lambda: not studio.results.is_computing)
    QApplication.processEvents()
    assert view._pictures.picture(0, 0) != before


def test_the_network_shows_large_maps_once_all_are_there(large, show, qtbot):
    studio = large()
    view = show(NetworkView(studio))
    assert view.tracing.levels == 2
    edit(studio)
    assert view.tracing.levels == 1
    view.grab()
    qtbot.waitUntil(lambda: not studio.results.is_computing)
    assert view.tracing.levels == 2
    assert view.grab().toImage() is not None


def combine(gallery, way):
    box = gallery.bar.way_box
    box.setCurrentIndex(box.findData(way))
    box.activated.emit(box.currentIndex())


def test_large_maps_together_are_shown_with_every_cell(large, show, qtbot, monkeypatch):
    monkeypatch.setattr(combining, "FEW", 0)
    studio = large(300)
    gallery = show(Gallery(studio))
    gallery.together.enlarge()
    combine(gallery, "sum")
    window = gallery.together.window
    assert not gallery.mosaic._is_exact
    assert window.view.is_blank
    assert window.formula.text().endswith("· computing…")
    gallery.grab()
    qtbot.waitUntil(lambda: not window.view.is_blank)
    assert gallery.mosaic._is_exact
    assert window.formula.text() == "map 1 + map 2 + map 3 + map 4"
    wanted = studio.results.output_of(0).sum(axis=2, dtype=np.float64)
    np.testing.assert_allclose(window.view.values, wanted, rtol=1e-6, atol=1e-6)
    gallery.grab()


def test_the_order_waits_for_the_numbers_of_every_cell(large, show, qtbot):
    studio = large()
    gallery = show(Gallery(studio))
    studio.settings.map_order = "mean"
    before = gallery.mosaic.order
    assert gallery.bar.order_box.itemText(1) == "Sorted: by mean"
    studio.document.begin_stroke("")
    studio.document.paint([(row, col) for row in range(6) for col in range(12)], -30.0)
    gallery._settle()
    assert gallery.mosaic.order == before
    assert gallery.bar.order_box.itemText(1) == "Sorted: by mean …"
    studio.document.end_stroke()
    qtbot.waitUntil(lambda: studio.results.overview(0).is_exact)
    gallery._settle()
    assert gallery.bar.order_box.itemText(1) == "Sorted: by mean"
    mean = studio.results.output_of(0).mean(axis=(0, 1), dtype=np.float64)
    assert gallery.mosaic.order == np.argsort(-mean).tolist() != before
