"""What stands below the level of the chosen cell, and what the colours mean."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from convstudio.engine.geometry import Box
from convstudio.files.project import LayerPart, Project
from convstudio.model.tracing import Spot, Tracing
from convstudio.nn import Conv1D, Conv2D, Dense, Flatten, MaxPooling2D
from convstudio.views.network_light import FIELD, PATHS
from convstudio.views.network_note import MOST_SLICES, note_of, slices_of
from convstudio.views.network_texts import place_text
from convstudio.views.network_view import NetworkView
from convstudio.views.theme import DARK, LIGHT, apply_theme


def stack(layers, shape=(32, 32, 3)):
    parts, after = [], shape
    for layer in layers:
        layer.build((None, *after))
        after = layer.output_shape_for(after)
        parts.append(LayerPart(type(layer).__name__, layer.get_config(), tuple(layer.get_weights())))
    return Project(np.random.default_rng(0).random(shape).astype(np.float32), tuple(parts), look="photo")


def designed():
    """The network of the design: 8 maps, pooled, 16 maps, and what is made of them."""
    layers = [
        Conv2D(8, 3, activation="relu", seed=1),
        MaxPooling2D(2),
        Conv2D(16, 3, activation="relu", seed=2),
        Flatten(),
        Dense(5, seed=3),
    ]
    return stack(layers)


@pytest.fixture
def note(make_studio):
    def of(project, spot):
        studio = make_studio(project)
        return note_of(studio, Tracing(studio.results, studio.results), spot)

    return of


@pytest.fixture
def show(qtbot, make_studio):
    def shown(project=None):
        view = NetworkView(make_studio(project or designed()))
        qtbot.addWidget(view)
        view.resize(1400, 800)
        view.show()
        qtbot.waitExposed(view)
        return view

    return shown


def test_the_filter_and_what_it_sees_are_told(note):
    told = note(designed(), Spot(3, 4, 8, 6))
    assert told.title == "Filter 7 of 16: a 3×3 slice per channel"
    assert [name for name, _ in told.slices] == [f"ch {n}" for n in range(1, 9)]
    assert list(told.lines) == [
        "seen: 8 × 8 cells of the input",
        "rows 8–15, columns 16–23",
        "jump 2 · first centre 3.5",
    ]
    assert list(told.trace) == ["The trace in the input:", "rows 8–15, columns 16–23"]
    assert told.hint == "Double-click opens this step on the Stage"


def test_a_layer_without_a_kernel_tells_what_it_sees(note):
    told = note(designed(), Spot(2, 3, 4, 7))
    assert told.title == "MaxPooling2D 2×2: map 8 of 8"
    assert told.slices == []
    assert told.lines[0] == "seen: 4 × 4 cells of the input"


def test_a_unit_has_a_weight_for_each_value(note):
    told = note(designed(), Spot(5, 0, 0, 2))
    assert told.title == "Unit 3 of 5: a weight for each of 2704 values"
    assert len(told.slices) == 1
    assert told.slices[0][1].size == 2704
    assert told.lines == ["seen: 32 × 32 cells of the input", "rows 0–31, columns 0–31"]


def test_of_a_line_cells_are_told_without_rows(note):
    told = note(stack([Conv1D(2, 3, dilation_rate=2)], (12, 2)), Spot(1, 0, 4, 1))
    assert told.title == "Filter 2 of 2: 3 weights per channel"
    assert list(told.lines) == ["seen: 5 cells of the input", "cells 4–8", "jump 1 · first centre 2"]


@pytest.mark.parametrize(
    ("box", "is_1d", "text"),
    [
        (Box(8, 16, 16, 24), False, "rows 8–15, columns 16–23"),
        (Box(8, 9, 3, 4), False, "row 8, column 3"),
        (Box(0, 1, 4, 7), True, "cells 4–6"),
        (Box(0, 1, 0, 1), True, "cell 0"),
    ],
)
def test_one_row_is_no_rows(box, is_1d, text):
    assert place_text(box, is_1d) == text


def test_a_cell_of_the_input_has_no_note(note):
    assert note(designed(), Spot(0, 1, 1, None)) is None
    assert note(designed(), None) is None


def test_of_many_slices_the_strongest_are_shown_in_their_order(note):
    layer = Conv2D(2, 3)
    layer.build((None, 6, 6, 40))
    kernel = np.zeros((3, 3, 40, 2), np.float32)
    kernel[1, 1, :, 1] = np.arange(40) % 20
    part = LayerPart("Conv2D", layer.get_config(), (kernel, np.zeros(2, np.float32)))
    names = [name for name, _ in slices_of(part, 1)]
    assert len(names) == MOST_SLICES
    assert names == [f"ch {n}" for n in (*range(15, 21), *range(35, 41))]
    told = note(Project(np.ones((6, 6, 40), np.float32), (part,)), Spot(1, 0, 0, 1))
    assert told.title.endswith("the 12 strongest of 40")


def test_groups_name_the_channels_that_they_see():
    layer = Conv2D(4, 1, groups=2)
    layer.build((None, 6, 6, 6))
    part = LayerPart("Conv2D", layer.get_config(), tuple(layer.get_weights()))
    assert [name for name, _ in slices_of(part, 3)] == ["ch 4", "ch 5", "ch 6"]


def test_the_note_stands_below_its_level_and_follows_the_chosen_cell(show):
    view = show()
    canvas = view.canvas
    for spot in (Spot(3, 4, 8, 6), Spot(5, 0, 0, 2), Spot(2, 1, 1, 0)):
        view.choose(spot)
        level = canvas.places[spot.level].bounds
        assert canvas.note.note.level == spot.level
        assert canvas.note.area.top() > level.bottom()
        assert canvas.note.area.left() == level.left()
        assert canvas.sceneRect().contains(canvas.note.boundingRect())
    view.choose(Spot(0, 3, 3, 0))
    assert canvas.note.note is None
    assert canvas.note.area.isEmpty()


def test_notes_and_maps_do_not_cover_each_other(show):
    view = show()
    for level in range(1, 6):
        view.choose(Spot(level, 0, 0, 0))
        note = view.canvas.note
        for area in (note.area, note._trace):
            assert not any(place.tiles.intersects(area) for place in view.canvas.places)


def test_a_weight_that_is_edited_is_seen_in_the_note(show, qtbot):
    view = show()
    view.choose(Spot(1, 3, 3, 0))
    view._studio.document.set_weight((0, 0, 0, 0), 9.0)
    qtbot.waitUntil(lambda: view.canvas.note.note.slices[0][1][0, 0] == 9)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_it_is_painted_in_the_colours_of_the_theme(show, dressed, theme):
    apply_theme(dressed, theme)
    view = show()
    view.choose(Spot(3, 4, 8, 6))
    picture = view.canvas.viewport().grab().toImage()
    corner = view.canvas.mapFromScene(view.canvas.note.area.topLeft())
    assert picture.pixelColor(corner.x() + 6, corner.y() + 4).name() == theme.ground


def test_a_cell_of_the_input_has_a_legend_for_every_layer_that_it_reaches(show):
    view = show()
    spot = Spot(0, 10, 10, 1)
    view.choose(spot)
    scales, parts = view.canvas.light.light.scales, view.tracing.influence(spot)
    assert sorted(scales) == [1, 2, 3, 4, 5]
    for level, scale in scales.items():
        assert (scale.low, scale.high) == (-parts[level].reach, parts[level].reach)
    assert [name for name, _ in view.why.sums] == [
        "layer 1 (Conv2D), at most",
        "layer 2 (MaxPooling2D), at most",
        "layer 3 (Conv2D), at most",
        "layer 4 (Flatten), at most",
        "layer 5 (Dense), at most",
    ]
    assert view.why.sums[0][1].startswith("±0.")
    view.canvas.grab()


def test_paths_and_fields_have_a_legend_from_zero_on(show):
    view = show()
    view.choose(Spot(3, 4, 8, 6))
    assert view.canvas.light.light.scales == {}
    for picture in (PATHS, FIELD):
        view.picture_box.setCurrentIndex(view.picture_box.findData(picture))
        scales = view.canvas.light.light.scales
        assert sorted(scales) == [0, 1, 2]
        assert all(scale.low == 0 < scale.high for scale in scales.values())
        view.canvas.grab()


def test_a_note_does_not_change_the_size_of_the_network(show, qtbot):
    view = show()
    before = view.canvas.cell_pixels
    view.choose(Spot(3, 4, 8, 6))
    view.canvas.fit()
    assert view.canvas.cell_pixels == before
    qtbot.keyClick(view.canvas, Qt.Key.Key_Right)
    assert view.canvas.note.note.lines[1] == "rows 8–15, columns 18–25"
