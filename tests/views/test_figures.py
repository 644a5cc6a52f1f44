"""Every figure of every example, opened again in every format; and the big ones."""

import dataclasses
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from convstudio.files.drawing.painting import picture
from convstudio.files.drawing.saving import save_sheet
from convstudio.files.drawing.shapes import Cells, Frame, Strokes, Text
from convstudio.files.drawing.svg import as_svg
from convstudio.files.drawing.tikz import as_tikz
from convstudio.files.export_source import ExportSource
from convstudio.files.project import LayerPart, Project, load_project
from convstudio.files.resources import examples, load_example, resource_dir
from convstudio.views.figures import FIGURES, Wish, figure
from convstudio.views.look import Look
from convstudio.views.theme import DARK, LIGHT

pytestmark = pytest.mark.usefixtures("qapp")


def drawn(project, what, filter=0, cell=None, **look):
    return figure(ExportSource(project), Wish(what, filter, cell, Look(**look)))


def texts(sheet):
    return [shape.text for shape in sheet.shapes if isinstance(shape, Text)]


def cells(sheet):
    return [shape.colors.shape for shape in sheet.shapes if isinstance(shape, Cells)]


def lenet(layer=0):
    project = load_project(resource_dir() / "networks" / "lenet.convstudio")
    return dataclasses.replace(project, active_layer=layer)


@pytest.mark.parametrize("what", FIGURES)
@pytest.mark.parametrize("example", examples(), ids=lambda example: example.id)
def test_every_figure_is_written_in_every_format(tmp_path, example, what):
    sheet = drawn(load_example(example.id), what, 0, (0, 1))
    for suffix in (".png", ".svg", ".pdf", ".tikz"):
        save_sheet(sheet, tmp_path / f"a{suffix}", 1.5)
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == tuple(round(side * 1.5) for side in sheet.size.toTuple())
        assert len(image.convert("RGB").getcolors(1 << 20)) > 3
    ElementTree.fromstring((tmp_path / "a.svg").read_bytes())
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert r"\end{tikzpicture}" in (tmp_path / "a.tikz").read_text(encoding="utf-8")


@pytest.mark.parametrize("what", FIGURES)
def test_nothing_stands_beside_the_sheet(what):
    for project in (load_example("sign"), load_example("bump"), lenet(2)):
        sheet = drawn(project, what, 0, (0, 3))
        areas = [s.area for s in sheet.shapes if isinstance(s, Cells | Frame)]
        assert all(sheet.area.adjusted(-0.01, -0.01, 0.01, 0.01).contains(area) for area in areas)
        assert all(sheet.area.contains(s.at) for s in sheet.shapes if isinstance(s, Text))


@pytest.mark.parametrize("what", FIGURES)
def test_dark_is_dark_and_light_is_light(what):
    for theme in (LIGHT, DARK):
        sheet = drawn(load_example("cross"), what, 0, (1, 1), theme=theme)
        assert sheet.ground == theme.card
        colors = {shape.color for shape in sheet.shapes if isinstance(shape, Text)}
        assert colors & {theme.text, theme.quiet}
        other = DARK if theme is LIGHT else LIGHT
        assert other.quiet not in colors


def test_the_stage_has_input_filter_and_map():
    sheet = drawn(load_example("vertical-line"), "stage", 0, (2, 2))
    assert cells(sheet)[:3] == [(8, 8), (3, 3), (6, 6)]
    assert "Filter 1, window at rows 2–4, columns 2–4 → map[2, 2] = 3" in texts(sheet)


def test_numbers_of_the_map_stand_in_its_cells():
    sheet = drawn(load_example("vertical-line"), "map")
    assert texts(sheet)[2:38] == ["0", "0", "3", "3", "0", "0"] * 6


def test_the_arithmetic_says_what_the_panel_says():
    said = texts(drawn(load_example("vertical-line"), "arithmetic", 0, (0, 2)))
    assert "Filter 1, window at rows 0–2, columns 2–4 → map[0, 2]" in said
    assert "Σ products = 0+1+0 + 0+1+0 + 0+1+0 = 3" in said
    assert "3 + bias 0 = 3" in said
    assert said.count("⊙") == 1


def test_the_arithmetic_of_many_channels_shows_those_that_count():
    said = texts(drawn(lenet(4), "arithmetic", 0, (0, 0)))
    assert not any(text.startswith("Σ products") for text in said)
    sheet = drawn(lenet(2), "arithmetic", 3, (2, 2))
    assert len([text for text in texts(sheet) if text.startswith("channel")]) == 6
    assert cells(sheet).count((5, 5)) == 18


def test_a_layer_without_products_is_told_in_words():
    assert any("max" in text or "largest" in text for text in texts(drawn(lenet(1), "arithmetic", 0, (0, 0))))


def test_a_layer_without_weights_has_no_figure_of_a_filter():
    with pytest.raises(ValueError, match="a layer of kind MaxPooling2D has no filters that could be drawn"):
        drawn(lenet(1), "filter")


def test_a_pooling_window_is_framed_on_the_input():
    project = lenet(1)
    before, after = (len(drawn(project, "stage", 0, cell).shapes) for cell in (None, (3, 3)))
    assert after - before == 3


@pytest.mark.parametrize(
    ("what", "filter", "cell", "match"),
    [
        ("stage", 2, None, "there is no filter 3"),
        ("map", 0, (7, 0), "there is no row 7"),
        ("filter", 5, None, "there is no filter 6"),
        ("arithmetic", 0, (0, 9), "there is no column 9"),
        ("network", 0, (9, 9), r"layer 1 has 2 maps of 7 × 7 cells; there is no cell \[9, 9\] of map 1"),
        ("walk", 0, None, "a figure is one of"),
    ],
)
def test_what_is_not_there_is_refused(what, filter, cell, match):
    with pytest.raises(ValueError, match=match):
        drawn(load_example("cross"), what, filter, cell)


def test_a_layer_that_does_not_fit_is_said():
    project = Project(np.zeros((2, 2, 1)), load_example("vertical-line").layers)
    with pytest.raises(ValueError, match="layer 1 does not fit"):
        drawn(project, "stage")
    with pytest.raises(ValueError, match="layer 1 does not fit, so it has no cells"):
        drawn(project, "network", 0, (0, 0))
    assert cells(drawn(project, "network")) == [(2, 2)]


def test_what_is_no_number_is_hatched():
    project = Project(np.full((5, 5, 1), np.nan, np.float32), load_example("vertical-line").layers)
    sheet = drawn(project, "map")
    hatching = [s for s in sheet.shapes if isinstance(s, Strokes) and s.color == LIGHT.text]
    assert len(hatching[0].lines) == 3 * 3 * 3
    assert not picture(sheet).isNull()


def test_one_scale_for_all_maps_is_what_the_person_chose():
    project = load_example("sign")
    each, shared = (drawn(project, "maps", is_shared=choice) for choice in (False, True))
    assert any("each with a scale of its own" in text for text in texts(each))
    assert any("one scale for all" in text for text in texts(shared))
    assert not np.array_equal(each.shapes[3].colors, shared.shapes[3].colors)


def test_a_chosen_palette_colours_the_maps():
    project = lenet()
    usual, chosen = (drawn(project, "map", palettes=(name, "red-blue")) for name in ("viridis", "cividis"))
    assert not np.array_equal(usual.shapes[2].colors, chosen.shapes[2].colors)


class TestBigCases:
    def test_512_maps_are_on_one_sheet(self):
        project = load_example("cross")
        random = np.random.default_rng(0)
        kernel, bias = random.standard_normal((3, 3, 1, 512)), np.zeros(512)
        config = {**project.layers[0].config, "filters": 512}
        layer = LayerPart("Conv2D", config, (kernel.astype(np.float32), bias.astype(np.float32)))
        sheet = drawn(Project(random.random((34, 34, 1)), (layer,)), "maps")
        assert len(cells(sheet)) == 512
        assert "512" in texts(sheet)
        assert sheet.size.width() < 2000
        assert sheet.size.height() < 2000
        assert picture(sheet, 2).width() == round(2 * sheet.size.width())

    def test_a_grid_of_64_by_64_is_drawn_cell_by_cell(self):
        project = Project(np.random.default_rng(0).random((64, 64, 1)), load_example("vertical-line").layers)
        svg = ElementTree.fromstring(as_svg(drawn(project, "input")).encode())
        (group,) = svg.iter("{http://www.w3.org/2000/svg}g")
        assert len(group) > 64 * 55
        assert as_tikz(drawn(project, "stage")).count("\\fill") > 7000

    def test_a_picture_of_a_million_cells_stays_a_figure(self):
        random = np.random.default_rng(0).random((1000, 1000, 3)).astype(np.float32)
        sheet = drawn(Project(random, load_example("sign").layers, look="photo"), "stage", 0, (500, 500))
        assert sheet.size.width() < 1200
        assert len(as_svg(sheet)) < 6_000_000
        with pytest.raises(ValueError, match="take PDF or SVG"):
            as_tikz(sheet)

    def test_a_long_line_can_be_seen(self):
        project = Project(np.random.default_rng(0).random((1000, 1)), load_example("bump").layers)
        areas = [s.area for s in drawn(project, "stage", 0, (0, 500)).shapes if isinstance(s, Cells)]
        assert areas[0].height() == areas[2].height() == 24
        assert 600 < areas[0].width() <= 640

    def test_all_of_lenet_is_drawn_with_what_a_cell_sees(self):
        sheet = drawn(lenet(2), "network", 5, (4, 6))
        assert {"Conv2D 5×5 · relu", "Dense · softmax", "16 filters, each 5 × 5 × 6"} <= set(texts(sheet))
        assert cells(sheet).count((28, 28)) == 1 + 6
        assert cells(sheet).count((14, 14)) == 6 + 1  # of the input, too, it sees 14 × 14 cells
        assert cells(sheet).count((10, 10)) == 16 + 6  # and as many of each map of the first layer
        assert r"\end{document}" in as_tikz(sheet)
