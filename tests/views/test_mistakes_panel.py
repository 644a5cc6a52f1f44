"""Common mistakes beside the right map, in the real panel."""

import numpy as np
import pytest

from convstudio.model.mistaken import Wrong
from convstudio.model.updating import FRAME
from convstudio.views.late_docks import LateDock
from convstudio.views.mistakes_panel import MistakesPanel
from convstudio.views.theme import DARK, apply_theme


@pytest.fixture
def show(qtbot, make_studio, make_project):
    panels = []

    def shown(x=None, kernel=None, **config):
        panel = MistakesPanel(make_studio(None if x is None else make_project(x, kernel, **config)))
        panels.append(panel)
        qtbot.addWidget(panel)
        panel.resize(1000, 200)
        panel.show()
        return panel

    yield shown
    for panel in panels:
        panel.close_work()


def choose(panel, qtbot, mistake):
    panel.mistake_box.setCurrentIndex(panel.mistake_box.findData(mistake))
    qtbot.waitUntil(lambda: not panel._soon.isActive() and not panel._worker.is_busy)
    return panel.text.text()


def deep(**config):
    x = np.stack([np.ones((4, 4)), 10 * np.ones((4, 4))], -1)
    return {"x": x, "kernel": np.array([3, 5]).reshape(1, 1, 2, 1), **config}


def test_every_mistake_can_be_chosen(show):
    assert [show().mistake_box.itemData(n) for n in range(len(Wrong))] == list(Wrong)


def test_both_maps_stand_side_by_side_with_the_first_difference_marked(show, qtbot):
    panel = show(**deep())
    choose(panel, qtbot, Wrong.FLAT)
    assert panel.right.values.tolist() == [[53] * 4] * 4
    assert panel.wrong.values.tolist() == [[33] * 4] * 4
    for view in (panel.right, panel.wrong):
        (mark,) = view.marks.marks("difference")
        assert mark.box == (0, 1, 0, 1)


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (
            Wrong.FLAT,
            "map[0, 0] would be 33; with a slice for each it is 53. A filter has 1 · 1 · 2 = 2 weights",
        ),
        (Wrong.MAP_PER_CHANNEL, "2 channels and 1 filters are not 2 maps but 1: slice 1 alone gives 3"),
        (Wrong.FLIPPED, "the same when turned around"),
        (
            Wrong.BIAS_PER_POSITION,
            "16 positions, here 0.1 more from one to the next, map[0, 1] would be 53.1",
        ),
        (Wrong.NO_PADDING, "has no padding"),
        (Wrong.OWN_SCALE, "Divided by its own largest value, 53, map 1 is 1 at map[0, 0], not 53"),
    ],
)
def test_a_sentence_with_the_numbers_says_what_is_wrong(show, qtbot, mistake, said):
    assert said in choose(show(**deep()), qtbot, mistake)


def test_forgotten_padding_makes_a_smaller_map(show, qtbot):
    panel = show(np.ones((5, 5)), np.ones((3, 3)), padding="same")
    text = choose(panel, qtbot, Wrong.NO_PADDING)
    assert "the map is 3 × 3, not 5 × 5, and map[0, 0] is 9, not 4" in text
    assert panel.wrong.values.shape == (3, 3)


def test_a_window_that_needs_its_padding_has_no_map_without(show, qtbot):
    panel = show(np.ones((3, 3)), np.ones((5, 5)), padding="same")
    assert "5 × 5, does not fit the input, 3 × 3" in choose(panel, qtbot, Wrong.NO_PADDING)
    assert not panel.wrong.isVisible()


def test_both_maps_share_a_scale_unless_scales_are_the_mistake(show, qtbot):
    panel = show(**deep())
    choose(panel, qtbot, Wrong.FLAT)
    assert panel.right.scale_of_values == panel.wrong.scale_of_values
    choose(panel, qtbot, Wrong.OWN_SCALE)
    assert (panel.right.scale_of_values.high, panel.wrong.scale_of_values.high) == (53, 1)


def test_it_follows_edits_and_the_filter_in_hand(show, qtbot):
    panel = show(np.ones((4, 4)), np.stack([np.eye(2), [[0, 2], [0, 0]]], -1)[:, :, None])
    choose(panel, qtbot, Wrong.FLIPPED)
    assert "the same" in panel.text.text()
    panel._studio.player.show_filter(1)
    panel._studio.document.paint([(0, 1)], 5)
    qtbot.waitUntil(lambda: "at map[0, 0], as it meets the patch here 10" in panel.text.text())


def test_the_window_goes_to_the_first_difference(show, qtbot):
    panel = show(**deep())
    choose(panel, qtbot, Wrong.BIAS_PER_POSITION)
    panel.go.click()
    assert panel._studio.player.step[2:] == (0, 1)


def test_a_layer_without_filters_has_nothing_to_compare(show, qtbot):
    panel = show()
    panel._studio.document.set_setting("kernel_size", (20, 20))
    qtbot.waitUntil(lambda: "no layer with filters" in panel.text.text())
    assert not panel.go.isEnabled()
    assert not panel.right.isVisible()


def test_while_predicting_no_map_gives_the_values_away(show, qtbot):
    panel = show(**deep())
    choose(panel, qtbot, Wrong.FLAT)
    panel._studio.predict.set_enabled(True)
    qtbot.waitUntil(lambda: not panel.right.isVisible())


def test_nothing_is_computed_while_it_is_not_seen(show, qtbot):
    panel = show(**deep())
    choose(panel, qtbot, Wrong.FLAT)
    panel.hide()
    panel._studio.document.paint([(0, 0)], 100)
    qtbot.wait(20)
    assert panel.wrong.values[0, 0] == 33
    panel.show()
    qtbot.waitUntil(lambda: panel.wrong.values[0, 0] == 600)


def test_much_work_is_done_elsewhere(show, qtbot):
    x = np.random.default_rng(0).random((600, 600, 5))
    panel = show(x, np.ones((4, 4, 5, 1)))
    qtbot.waitUntil(lambda: panel._studio.results.output_of(0) is not None)
    qtbot.waitUntil(lambda: panel._asked is not None)
    assert panel._asked[0].work > FRAME
    choose(panel, qtbot, Wrong.FLAT)
    assert panel.wrong.values.shape == (597, 597)


def test_it_follows_the_theme(show, qtbot, dressed):
    panel = show(**deep())
    choose(panel, qtbot, Wrong.FLAT)
    apply_theme(dressed, DARK)
    assert panel.grab().toImage().pixelColor(3, 60).name() == DARK.card


def test_its_dock_is_hidden_until_the_view_menu_shows_it(qtbot):
    from convstudio.app import make_window

    window = make_window()
    qtbot.addWidget(window, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
    with qtbot.waitExposed(window):
        window.show()
    dock = window.findChild(LateDock, "mistakes_dock")
    assert dock.isHidden()
    assert dock.widget() is None
    dock.toggleViewAction().trigger()
    qtbot.waitUntil(lambda: dock.widget() is not None and dock.widget().isVisible())
    assert "the same when turned around" in choose(dock.widget(), qtbot, Wrong.FLIPPED)
