"""The numbers behind a figure as files, read back to the same numbers."""

import csv
import dataclasses
import re

import numpy as np
import pytest

from convstudio.files.computed import compute
from convstudio.files.export_numbers import Part
from convstudio.files.export_source import ExportSource
from convstudio.files.exported import NUMBERS, formats, write_numbers
from convstudio.files.grid import parse_grid
from convstudio.files.project import load_project
from convstudio.files.resources import examples, load_example, resource_dir

WHAT = ("stage", "input", "filter", "map", "maps", "arithmetic", "network", "walk")
LATEX_ROW = re.compile(r"^  (\$.*\$) \\\\$", re.MULTILINE)


def written(tmp_path, project, what, suffix, **options):
    path = tmp_path / f"a{suffix}"
    write_numbers(ExportSource(project), Part(what, **options), path)
    return path


def from_markdown(path):
    """The numbers of all grids, row by row."""
    lines = [line for line in path.read_text().splitlines() if line.startswith("| **")]
    return np.array([[float(cell) for cell in line.strip("|").split("|")[1:]] for line in lines], np.float32)


def from_latex(path):
    rows = LATEX_ROW.findall(path.read_text())
    return np.array([[_number(cell) for cell in row.split("&")] for row in rows], np.float32)


def _number(cell):
    return float(re.sub(r" \\cdot 10\^\{(-?\d+)\}", r"e\1", cell.strip(" $")))


def lenet(layer):
    project = load_project(resource_dir() / "networks" / "lenet.convstudio")
    return dataclasses.replace(project, active_layer=layer)


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("example", examples(), ids=lambda example: example.id)
def test_everything_is_written_in_each_of_its_formats(tmp_path, example, what):
    for suffix in formats(what):
        assert written(tmp_path, load_example(example.id), what, suffix).stat().st_size > 5


@pytest.mark.parametrize("name", ["vertical-line", "digit", "sign", "stride"])
def test_a_map_comes_back_from_every_format(tmp_path, name):
    project = load_example(name)
    values = compute(project).maps[..., 0]
    assert np.array_equal(np.load(written(tmp_path, project, "map", ".npy")), values)
    assert np.array_equal(parse_grid(written(tmp_path, project, "map", ".csv").read_text()), values)
    assert np.array_equal(from_markdown(written(tmp_path, project, "map", ".md")), values)
    assert np.array_equal(from_latex(written(tmp_path, project, "map", ".tex")), values)


def test_all_maps_come_back(tmp_path):
    project = load_example("sign")
    maps = compute(project).maps
    assert np.array_equal(np.load(written(tmp_path, project, "maps", ".npy")), maps)
    stacked = np.concatenate(np.moveaxis(maps, -1, 0))
    assert np.array_equal(from_markdown(written(tmp_path, project, "maps", ".md")), stacked)
    assert np.array_equal(from_latex(written(tmp_path, project, "maps", ".tex")), stacked)


def test_several_planes_as_csv_have_a_row_for_each_value(tmp_path):
    project = load_example("cross")
    maps = compute(project).maps
    with written(tmp_path, project, "maps", ".csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["row", "col", "filter", "value"]
    assert len(rows) == maps.size
    found = np.zeros_like(maps)
    for row in rows:
        found[int(row["row"]), int(row["col"]), int(row["filter"]) - 1] = row["value"]
    assert np.array_equal(found, maps)


def test_filters_are_those_of_the_layer(tmp_path):
    project = load_example("sign")
    kernel = project.layers[0].weights[0]
    assert np.array_equal(np.load(written(tmp_path, project, "filter", ".npy", filter=4)), kernel[..., 4])
    slices = np.concatenate(np.moveaxis(kernel[..., 2], -1, 0))
    assert np.array_equal(from_markdown(written(tmp_path, project, "filter", ".md", filter=2)), slices)


def test_a_line_has_no_axis_of_rows(tmp_path):
    project = load_example("bump")
    assert np.load(written(tmp_path, project, "input", ".npy")).shape == (8, 1)
    assert np.load(written(tmp_path, project, "filter", ".npy")).shape == (3, 1)
    assert np.load(written(tmp_path, project, "map", ".npy")).tolist() == [0, 0, 1, 1, 0, 0]
    assert written(tmp_path, project, "map", ".csv").read_text() == "0,0,1,1,0,0\n"


def test_the_arithmetic_multiplies(tmp_path):
    project = load_example("vertical-line")
    path = written(tmp_path, project, "arithmetic", ".csv", cell=(0, 2))
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 9
    assert all(float(r["weight"]) * float(r["input"]) == float(r["product"]) for r in rows)
    assert sum(float(r["product"]) for r in rows) == 3
    weights, patch, products = np.load(written(tmp_path, project, "arithmetic", ".npy", cell=(0, 2)))
    assert np.array_equal(weights * patch, products)
    assert r"\begin{align*}" in written(tmp_path, project, "arithmetic", ".tex").read_text()


def test_the_walk_has_a_row_for_each_step(tmp_path):
    project = load_example("cross")
    path = written(tmp_path, project, "walk", ".csv", filter=None)
    with path.open(newline="") as file:
        rows = [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]
    maps = compute(project).maps
    assert [row[0] for row in rows] == list(range(1, 99))
    assert [row[4] for row in rows] == np.moveaxis(maps, -1, 0).ravel().tolist()
    part = written(tmp_path, project, "walk", ".csv", filter=1, steps=range(2, 4)).read_text().splitlines()
    assert [line.split(",")[:4] for line in part[1:]] == [["52", "2", "0", "2"], ["53", "2", "0", "3"]]


def test_the_network_is_its_summary(tmp_path):
    with written(tmp_path, lenet(0), "network", ".csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["kind"] for row in rows[:3]] == ["Conv2D", "MaxPooling2D", "Conv2D"]
    assert [row["parameters"] for row in rows[:3]] == ["156", "0", "2416"]
    assert [row["receptive field"] for row in rows[:3]] == ["5 × 5", "6 × 6", "14 × 14"]
    assert (rows[2]["output shape"], rows[-1]["receptive field"]) == ("10 × 10 × 16", "whole input")


def test_the_stage_is_three_tables(tmp_path):
    text = written(tmp_path, load_example("vertical-line"), "stage", ".tex").read_text()
    titles = [line for line in text.splitlines() if line.startswith("%")]
    assert titles == ["% Input, channel 1", "% Filter 1, channel 1", "% Feature map 1"]


def test_units_of_a_vector_are_one_row(tmp_path):
    project = lenet(7)
    values = compute(project).maps.ravel()
    assert np.array_equal(np.load(written(tmp_path, project, "maps", ".npy")), values)
    assert len(written(tmp_path, project, "maps", ".csv").read_text().splitlines()) == 1
    assert written(tmp_path, project, "stage", ".md").read_text().count("**Input**") == 1


@pytest.mark.parametrize(
    ("what", "suffix", "options", "match"),
    [
        ("stage", ".npy", {}, r"numbers of 'stage' are written as \.md, \.tex, not as '\.npy'"),
        ("walk", ".npy", {}, r"written as \.csv, \.md, \.tex, not as"),
        ("map", "", {}, "not as 'nothing'"),
        ("map", ".csv", {"filter": 4}, "there is no filter 5"),
        ("arithmetic", ".md", {"cell": (9, 9)}, "there is no row 9"),
        ("walk", ".csv", {"steps": range(90, 99)}, "there are none from 91 to 99"),
    ],
)
def test_what_is_not_there_is_refused_and_nothing_written(tmp_path, what, suffix, options, match):
    with pytest.raises(ValueError, match=match):
        written(tmp_path, load_example("cross"), what, suffix, **options)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["filter", "arithmetic"])
def test_a_layer_without_weights_is_named(tmp_path, what):
    with pytest.raises(ValueError, match="a layer of kind MaxPooling2D has no weights"):
        written(tmp_path, lenet(1), what, ".csv")


def test_every_array_has_every_format():
    assert formats("map") == NUMBERS == (".csv", ".npy", ".md", ".tex")
