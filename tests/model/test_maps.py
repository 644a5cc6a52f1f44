import numpy as np
import pytest

from convstudio.engine.geometry import Box
from convstudio.model import built
from convstudio.model.maps import Maps, joined
from convstudio.nn.live import Change


@pytest.fixture
def maps(deep_document):
    maps = Maps(deep_document.project)
    maps.compute()
    return maps


def test_nothing_is_there_before_it_is_computed(deep_document):
    maps = Maps(deep_document.project)
    assert (maps.is_ready, maps.output(0)) == (False, None)


def test_what_was_cancelled_is_not_there(deep_document):
    maps = Maps(deep_document.project)
    maps.compute(lambda: True)
    assert (maps.is_ready, maps.output(0)) == (False, None)


def test_the_work_is_one_for_every_weight_and_every_value(maps):
    first, second = 5 * 4 * 3, 4 * 3 * 2
    assert maps.built.multiply_adds == first * 18 + first + second * 12 + second


def test_an_edit_in_the_corner_is_less_work_than_one_in_the_middle(maps):
    corner, middle = maps.work_of_cells([Box(0, 1, 0, 1)]), maps.work_of_cells([Box(3, 4, 3, 4)])
    assert 0 < corner < middle < maps.built.multiply_adds


def test_an_edit_of_everything_is_all_the_work(maps):
    assert maps.work_of_cells([Box(0, 7, 0, 6)]) == maps.built.multiply_adds


@pytest.mark.parametrize("spare", [0, 10_000])
def test_one_weight_is_taken_over_by_its_term_or_by_its_filter(maps, deep_document, spare):
    deep_document.set_weight((0, 1, 1, 2), 4)
    part = deep_document.project.layers[0]
    changes = maps.write_filter(0, 2, part, maps.work_of_filter(0, 1) + spare)
    fresh = Maps(deep_document.project)
    fresh.compute()
    assert changes[0] == Change(0, None, range(2, 3))
    np.testing.assert_allclose(maps.output(1), fresh.output(1), rtol=1e-5)


def test_one_bias_is_taken_over_where_the_filter_is_too_much(maps, deep_document):
    deep_document.set_bias(1, 4)
    changes = maps.write_filter(0, 1, deep_document.project.layers[0], maps.work_of_filter(0, 1))
    assert changes[0] == Change(0, None, range(1, 2))


def test_too_much_work_is_left_to_others(maps, deep_document):
    deep_document.set_filter(0, np.eye(3), "")
    part = deep_document.project.layers[0]
    assert maps.write_filter(0, 0, part, maps.work_of_filter(0, 1)) is None
    assert maps.write_filter(0, 0, part, 0) is None


def test_maps_of_the_same_project_do_not_differ(maps, deep_document):
    again = Maps(deep_document.project, maps.built)
    assert again.differences(maps) == again.everything()
    again.compute()
    assert again.differences(maps) == []


def test_changes_of_one_layer_become_one():
    left, right = Change(0, (Box(0, 1, 0, 1),), None), Change(0, (Box(2, 3, 2, 3),), None)
    assert joined([left, Change(1, None, None), right]) == [
        Change(0, (Box(0, 1, 0, 1), Box(2, 3, 2, 3)), None),
        Change(1, None, None),
    ]


def test_maps_that_would_not_fit_in_memory_are_a_problem_and_not_a_crash(deep_document, monkeypatch):
    monkeypatch.setattr(built, "MOST_VALUES", 5 * 4 * 3)
    layers = built.build_layers(deep_document.project)
    assert len(layers.layers) == 1
    assert layers.problem == "feature maps hold at most 60 values together, not 84"
