"""The menu of the filters, driven as a person does."""

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QInputDialog, QPushButton, QSpinBox

from convstudio.files.resources import filters
from convstudio.model.filter_bank import randomised
from convstudio.views.filter_panel import FilterPanel


def bank(filters=3, channels=2, size=(3, 3)):
    return np.arange(1, 1 + size[0] * size[1] * channels * filters, dtype=np.float32).reshape(
        *size, channels, filters
    )


@pytest.fixture
def show(qtbot, make_studio, make_project):
    def shown(kernel=None, project=None, **config):
        kernel = bank() if kernel is None else kernel
        groups = config.get("groups", 1)
        x = np.random.default_rng(0).random((6, 6, kernel.shape[2] * groups))
        panel = FilterPanel(make_studio(project or make_project(x, kernel, **config)))
        qtbot.addWidget(panel)
        panel.resize(220, 500)
        panel.show()
        return panel

    return shown


def weights(panel):
    return panel._studio.document.layer.weights[0]


def trigger(panel, name):
    action = {**panel.bank.all, **panel.bank.changes.all}[name]
    assert action.isEnabled()
    action.trigger()


def test_a_filter_is_added_and_shown(show):
    panel = show()
    trigger(panel, "filter_add")
    assert weights(panel).shape[3] == 4
    assert panel._studio.player.step.filter == 3
    assert "Filter 4 of 4" in panel.title.text()


def test_a_filter_is_duplicated_and_the_copy_shown(show):
    panel = show()
    panel._studio.player.show_filter(1)
    trigger(panel, "filter_duplicate")
    assert np.array_equal(weights(panel), bank()[..., [0, 1, 1, 2]])
    assert panel._studio.player.step.filter == 2


def test_a_filter_is_deleted(show):
    panel = show()
    panel._studio.player.show_filter(1)
    trigger(panel, "filter_delete")
    assert np.array_equal(weights(panel), bank()[..., [0, 2]])
    assert panel._studio.player.step.filter == 1


def test_the_last_filter_stays(show):
    panel = show(bank(filters=1))
    assert not panel.bank.all["filter_delete"].isEnabled()
    assert not panel.bank.all["filter_later"].isEnabled()


def test_a_filter_moves_and_stays_in_hand(show):
    panel = show()
    trigger(panel, "filter_later")
    assert np.array_equal(weights(panel), bank()[..., [1, 0, 2]])
    assert panel._studio.player.step.filter == 1
    trigger(panel, "filter_earlier")
    trigger(panel, "filter_earlier")
    assert np.array_equal(weights(panel), bank())
    assert panel._studio.document.undo_stack.count() == 2


def test_a_filter_moves_to_a_place_that_is_asked_for(show):
    panel = show()
    trigger(panel, "filter_move")
    dialog = panel.findChild(QInputDialog, "filter_number_dialog")
    dialog.setIntValue(3)
    dialog.accept()
    assert np.array_equal(weights(panel), bank()[..., [1, 2, 0]])


def test_a_filter_is_copied_over_another(show):
    panel = show()
    trigger(panel, "filter_copy")
    dialog = panel.findChild(QInputDialog, "filter_number_dialog")
    dialog.setIntValue(2)
    dialog.accept()
    assert np.array_equal(weights(panel), bank()[..., [0, 0, 2]])
    assert panel._studio.player.step.filter == 1


def test_there_are_at_most_512_filters(show):
    panel = show(bank(filters=512, channels=1, size=(1, 1)))
    trigger(panel, "filter_add")
    assert "1 to 512" in panel.message.text()
    trigger(panel, "filter_duplicate")
    assert "1 to 512" in panel.message.text()
    assert weights(panel).shape[3] == 512


def test_with_groups_a_filter_stays_among_those_that_see_its_channels(show):
    panel = show(bank(filters=4, channels=1), groups=2)
    panel._studio.player.show_filter(1)
    trigger(panel, "filter_later")
    assert "sees the channels of its group" in panel.message.text()
    trigger(panel, "filter_duplicate")
    assert np.array_equal(weights(panel), bank(4, 1)[..., [0, 1, 1, 2, 3, 3]])


def test_weights_are_drawn_with_a_seed_and_each_draw_is_one_undo(show, qtbot):
    panel = show()
    trigger(panel, "randomise")
    dialog = panel.bank._dialog
    kinds, seed = (
        dialog.findChild(QComboBox, "random_kind_box"),
        dialog.findChild(QSpinBox, "random_seed_box"),
    )
    kinds.setCurrentIndex(kinds.findData("he_normal"))
    seed.setValue(7)
    dialog.findChild(QPushButton, "random_draw").click()
    assert np.array_equal(weights(panel), randomised((3, 3, 2, 3), "he_normal", 7))
    assert seed.value() == 8
    panel._studio.document.undo_stack.undo()
    assert np.array_equal(weights(panel), bank())


def test_the_filter_in_hand_can_be_drawn_alone(show):
    panel = show()
    trigger(panel, "randomise")
    panel.bank._dialog.scope_box.setCurrentIndex(1)
    panel.bank._dialog.findChild(QPushButton, "random_draw").click()
    assert np.array_equal(weights(panel)[..., 1:], bank()[..., 1:])
    assert not np.array_equal(weights(panel)[..., 0], bank()[..., 0])


def test_a_group_of_the_library_fills_the_bank(show):
    panel = show()
    panel.bank.library.aboutToShow.emit()
    action = next(a for a in panel.bank.library.actions() if a.text().startswith("Lines"))
    action.trigger()
    lines = [one.kernel for one in filters() if one.group == "Lines"]
    assert weights(panel).shape == (3, 3, 2, len(lines))
    assert all(np.array_equal(weights(panel)[:, :, 1, n], lines[n]) for n in range(len(lines)))
    panel._studio.document.undo_stack.undo()
    assert np.array_equal(weights(panel), bank())


def test_all_of_the_library_that_fits_fills_the_bank(show):
    panel = show()
    panel.bank.library.aboutToShow.emit()
    panel.bank.library.actions()[-1].trigger()
    fitting = [one for one in filters() if one.dimensions == 2 and max(one.kernel.shape) <= 3]
    assert weights(panel).shape == (3, 3, 2, len(fitting))


def test_a_slice_is_changed_alone(show):
    panel = show()
    panel._studio.selection.set_channel(1)
    panel._studio.player.show_filter(2)
    trigger(panel, "negate_slice")
    wanted = bank()
    wanted[:, :, 1, 2] *= -1
    assert np.array_equal(weights(panel), wanted)


def test_all_filters_are_turned_at_once(show):
    panel = show()
    trigger(panel, "rotate_bank")
    assert np.array_equal(weights(panel), np.rot90(bank()))
    assert panel._studio.document.undo_stack.undoText() == "Rotate by 90°: Change all filters"


def test_an_oblong_bank_is_turned_with_its_kernel_size(show):
    panel = show(bank(size=(1, 3)))
    trigger(panel, "rotate_filter")
    assert "1 × 3 becomes one of 3 × 1" in panel.message.text()
    trigger(panel, "rotate_bank")
    assert panel._studio.document.layer.config["kernel_size"] == (3, 1)
    assert panel.message.text() == ""


def test_what_cannot_be_normalised_says_why(show):
    panel = show(0 * bank())
    trigger(panel, "unit_norm_filter")
    assert "have the length 0" in panel.message.text()
    assert panel.message.isVisible()


def test_a_bank_is_pasted_from_numpy_text(show):
    panel = show()
    QGuiApplication.clipboard().setText("np.array([[[[1., 2.], [3., 4.]]]])")
    trigger(panel, "bank_paste")
    assert weights(panel).tolist() == [[[[1, 2], [3, 4]]]]
    assert panel._studio.document.undo_stack.count() == 1


def test_a_copied_bank_can_be_pasted(show):
    panel = show()
    trigger(panel, "bank_copy")
    trigger(panel, "negate_bank")
    trigger(panel, "bank_paste")
    assert np.array_equal(weights(panel), bank())


def test_a_pasted_filter_replaces_the_one_in_hand(show):
    panel = show()
    panel._studio.player.show_filter(1)
    QGuiApplication.clipboard().setText("[[1, 0, 0], [0, 1, 0], [0, 0, 1]]")
    trigger(panel, "bank_paste")
    assert np.array_equal(weights(panel)[:, :, 0, 1], np.eye(3))
    assert np.array_equal(weights(panel)[..., [0, 2]], bank()[..., [0, 2]])


def test_a_pasted_bank_that_does_not_fit_says_what_would(show):
    panel = show()
    QGuiApplication.clipboard().setText("[[[[1, 2]]]]")
    trigger(panel, "bank_paste")
    assert "(rows, cols, 2, filters), not (1, 1, 1, 2)" in panel.message.text()


def test_in_one_dimension_there_is_nothing_to_rotate(show):
    panel = show()
    panel._studio.document.set_network(*_line(), "One dimension")
    assert not panel.bank.changes.all["rotate_filter"].isEnabled()
    trigger(panel, "flip_across_filter")
    assert weights(panel)[:, 0, 0].tolist() == [3, 2, 1]
    QGuiApplication.clipboard().setText("[1, 5, 1]")
    trigger(panel, "bank_paste")
    assert weights(panel)[:, 0, 0].tolist() == [1, 5, 1]


def _line():
    from convstudio.files.project import LayerPart

    kernel = np.array([1, 2, 3], np.float32)[:, None, None]
    part = LayerPart("Conv1D", {"filters": 1, "kernel_size": (3,)}, (kernel, np.zeros(1, np.float32)))
    return np.ones((8, 1), np.float32), (part,)


def test_a_layer_without_filters_has_nothing_to_edit(show):
    from convstudio.files.project import LayerPart, Project

    panel = show(project=Project(np.ones((4, 4, 1), np.float32), (LayerPart("ReLU", {}, ()),)))
    assert not any(action.isEnabled() for action in panel.bank.all.values())


@pytest.mark.parametrize("kind", ["DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose"])
def test_weights_of_other_kinds_are_turned_in_their_own_order(show, kind):
    from convstudio.files.project import LayerPart, Project
    from convstudio.model.kernels import kernel_of

    config = {"kernel_size": (3, 3)} | ({} if kind.startswith("Depth") else {"filters": 2})
    panel = show(project=Project(np.ones((5, 5, 2), np.float32), (LayerPart(kind, config, ()),)))
    document = panel._studio.document
    before = kernel_of(document.layer).copy()
    trigger(panel, "rotate_bank")
    assert np.array_equal(kernel_of(document.layer), np.rot90(before))
    document.undo_stack.undo()
    trigger(panel, "negate_filter")
    assert np.array_equal(kernel_of(document.layer)[..., 0], -before[..., 0])
    assert not panel.bank.all["filter_duplicate"].isEnabled()


def test_the_keys_of_the_window_duplicate_and_move_a_filter(qtbot):
    from PySide6.QtCore import Qt

    from convstudio.app import make_window

    window = make_window()
    qtbot.addWidget(window, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
    with qtbot.waitExposed(window):
        window.show()
    window.files.open_example("cross")
    lines = window.studio.document.layer.weights[0]
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_F, keys)
    assert np.array_equal(window.studio.document.layer.weights[0], lines[..., [0, 0, 1]])
    qtbot.keyClick(window, Qt.Key.Key_Right, keys)
    assert np.array_equal(window.studio.document.layer.weights[0], lines[..., [0, 1, 0]])
    assert window.studio.player.step.filter == 2
    qtbot.keyClick(window, Qt.Key.Key_Left, keys)
    assert window.studio.player.step.filter == 1
