"""The ready-made networks are those that tools/make_networks.py makes, and show what their notes say."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from convstudio.files.project import load_project, save_project
from convstudio.files.resources import load_example, networks
from convstudio.model.maps import Maps

NETWORKS = runpy.run_path(str(Path(__file__).parents[1] / "tools" / "make_networks.py"))["NETWORKS"]
MOST_BYTES = 300_000


def outputs(project):
    maps = Maps(project)
    maps.compute()
    return [maps.output(number) for number in range(len(project.layers))]


def test_they_are_shown_in_the_order_in_which_they_are_made():
    assert [network.id for network in networks()] == list(NETWORKS)


@pytest.mark.parametrize("network", networks(), ids=lambda network: network.id)
def test_the_tool_makes_the_same_small_file_and_every_layer_fits(network, tmp_path):
    save_project(NETWORKS[network.id](), tmp_path / "made")
    assert (tmp_path / "made").read_bytes() == network.path.read_bytes()
    assert network.path.stat().st_size < MOST_BYTES
    assert network.note
    maps = Maps(load_project(network.path))
    assert maps.built.problem is None


def test_the_combination_of_the_line_detectors_finds_the_crossing():
    combined = outputs(load_example("lines"))[1]
    assert np.argwhere(combined[..., 1] > 0).tolist() == [[3, 3]]
    assert (combined[..., 0] > 0).sum() > 10


def test_corners_are_found_and_nothing_else():
    corners = outputs(load_example("corners"))[1]
    for number, (rows, cols) in enumerate(((0, 0), (0, 1), (1, 0), (1, 1))):
        found = np.argwhere(corners[..., number] > 0)
        assert len(found)
        assert (found[:, 0] >= 5).all() == bool(rows)
        assert (found[:, 1] >= 5).all() == bool(cols)


def test_lenet_has_the_parameters_of_lenet():
    project = load_example("lenet")
    assert sum(array.size for part in project.layers for array in part.weights) == 61_706


def test_a_bump_reaches_sixteen_cells_of_the_causal_stack():
    assert np.flatnonzero(outputs(load_example("causal"))[-1]).tolist() == list(range(4, 20))


def test_upsampling_by_windows_of_three_makes_a_checkerboard():
    assert set(np.unique(outputs(load_example("upsampling"))[0])) == {1, 2, 4}
