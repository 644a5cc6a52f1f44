"""Why a feature map is empty, in one sentence."""

import numpy as np

from convstudio.engine.explain import Why
from convstudio.model.empty_map import EmptyMap, why_empty
from convstudio.views.empty_text import empty_text


def sentence(studio):
    maps = studio.results.output_of(0)
    assert not maps[:, :, 0].any()
    found = why_empty(studio.results.layer(0), studio.results.input_of(0), maps.shape[:2], 0)
    return empty_text(0, found)


def test_weights_that_are_all_zero_match_nothing(make_studio, make_project):
    studio = make_studio(make_project(np.ones((5, 5)), np.zeros((3, 3))))
    assert sentence(studio) == "Map 1 is empty: nothing matched, every product is 0."


def test_an_edge_detector_on_a_plain_wall_cancels(make_studio, make_project):
    studio = make_studio(make_project(np.ones((5, 5)), [[1, 0, -1]] * 3))
    assert sentence(studio) == "Map 1 is empty: positive and negative products cancel."


def test_the_activation_can_cut_everything(make_studio, make_project):
    project = make_project(np.ones((5, 5)), -np.ones((3, 3)), activation="relu")
    text = sentence(make_studio(project))
    assert text == "Map 1 is empty: relu cut it (the largest value before was -9)."


def test_a_bias_can_hold_everything_down(make_studio, make_project):
    project = make_project(np.ones((5, 5)), np.ones((3, 3)), bias=[-20], activation="relu")
    assert sentence(make_studio(project)) == "Map 1 is empty: the bias -20 holds it down."


def test_several_reasons_are_counted(make_studio, make_project):
    x = np.zeros((3, 6))
    x[:, :3] = 1
    text = sentence(make_studio(make_project(x, -np.ones((3, 3)), activation="relu")))
    assert "relu cut it (the largest value before was 0) at 3 of 4 places" in text
    assert "nothing matched, every product is 0 at 1 of 4 places" in text


def test_of_a_large_map_it_says_how_much_was_looked_at():
    text = empty_text(2, EmptyMap({Why.CANCELLED: 64}, 64, 10_000, 0.0, 0.0, "linear"))
    assert text.startswith("Map 3 is empty")
    assert text.endswith("(64 of 10,000 places looked at)")


def test_a_layer_without_products_is_only_called_empty():
    assert empty_text(0, None) == "Map 1 is empty: every value is 0."
