"""The inspector, driven as a person would."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QComboBox, QSpinBox

from convstudio.files.project import Project
from convstudio.model.first_network import first_input, first_layers
from convstudio.views.inspector import Inspector

BOXES = [
    "filters_box",
    "kernel_rows_box",
    "kernel_cols_box",
    "stride_rows_box",
    "stride_cols_box",
    "dilation_rows_box",
    "dilation_cols_box",
    "groups_box",
]
CHOICES = ["padding_box", "border_box", "activation_box", "operation_box"]
PADS = ["pad_top_box", "pad_bottom_box", "pad_left_box", "pad_right_box"]


@pytest.fixture
def show(qtbot, make_studio):
    def shown(project=None):
        inspector = Inspector(make_studio(project))
        qtbot.addWidget(inspector)
        inspector.resize(330, 900)
        inspector.show()
        return inspector

    return shown


def number(inspector, name):
    return inspector.findChild(QSpinBox, name)


def choice(inspector, name):
    return inspector.findChild(QComboBox, name)


def config(inspector):
    return inspector._studio.document.layer.config


def type_number(qtbot, box, text):
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)


def choose(qtbot, box, text):
    """Go through the entries with the arrow keys until the text is there."""
    steps = box.findText(text) - box.currentIndex()
    for _ in range(abs(steps)):
        qtbot.keyClick(box, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)


def test_every_control_has_a_name_and_a_tooltip(show):
    inspector = show()
    controls = [number(inspector, name) for name in BOXES] + [choice(inspector, name) for name in CHOICES]
    assert all(box.accessibleName() and box.toolTip() for box in controls)
    assert inspector.objectName() == "inspector"


def test_the_boxes_show_the_settings_of_the_layer(show, make_project):
    words = {"strides": (2, 1), "padding": "same", "activation": "relu"}
    project = make_project(np.ones((9, 9)), np.ones((3, 2)), **words)
    inspector = show(project)
    shown = [number(inspector, name).value() for name in BOXES]
    assert shown == [1, 3, 2, 2, 1, 1, 1, 1]
    assert choice(inspector, "padding_box").currentText() == "same"
    assert choice(inspector, "activation_box").currentText() == "relu"


def test_typing_a_kernel_size_is_one_undo(show, qtbot):
    inspector = show()
    type_number(qtbot, number(inspector, "kernel_cols_box"), "5")
    assert config(inspector)["kernel_size"] == (3, 5)
    assert inspector._studio.document.undo_stack.count() == 1


def test_typing_a_number_with_two_digits_is_one_undo(show, qtbot):
    inspector = show()
    type_number(qtbot, number(inspector, "filters_box"), "12")
    assert config(inspector)["filters"] == 12
    assert inspector._studio.document.undo_stack.count() == 1


def test_undo_shows_the_old_value(show, qtbot):
    inspector = show()
    type_number(qtbot, number(inspector, "stride_rows_box"), "2")
    inspector._studio.document.undo_stack.undo()
    assert number(inspector, "stride_rows_box").value() == 1


def test_showing_a_value_asks_for_nothing(show):
    inspector = show()
    inspector._studio.document.set_setting("strides", (2, 2))
    assert inspector._studio.document.undo_stack.count() == 1


@pytest.mark.parametrize(
    ("name", "setting", "text", "value"),
    [
        ("padding_box", "padding", "same", "same"),
        ("border_box", "border", "circular", "circular"),
        ("activation_box", "activation", "tanh", "tanh"),
        ("operation_box", "flip", "convolution (kernel flipped)", True),
    ],
)
def test_a_choice_goes_to_the_document(show, qtbot, name, setting, text, value):
    inspector = show()
    choose(qtbot, choice(inspector, name), text)
    assert config(inspector)[setting] == value


def test_the_bias_can_be_taken_away(show, qtbot):
    inspector = show()
    box = inspector.findChild(QCheckBox, "use_bias_box")
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert config(inspector)["use_bias"] is False


def test_custom_padding_starts_from_the_padding_of_the_moment(show, qtbot):
    inspector = show()
    choose(qtbot, choice(inspector, "padding_box"), "full")
    assert not any(number(inspector, name).isVisible() for name in PADS)
    choose(qtbot, choice(inspector, "padding_box"), "custom")
    assert all(number(inspector, name).isVisible() for name in PADS)
    assert [number(inspector, name).value() for name in PADS] == [2, 2, 2, 2]


def test_each_side_has_a_padding_of_its_own(show, qtbot):
    inspector = show()
    inspector._studio.document.set_setting("padding", ((0, 0), (0, 0)))
    for name, text in zip(PADS, "1234", strict=True):
        type_number(qtbot, number(inspector, name), text)
    assert config(inspector)["padding"] == ((1, 2), (3, 4))


def test_what_cannot_be_is_refused_with_the_rule_and_the_value(show, qtbot):
    inspector = show()
    type_number(qtbot, number(inspector, "groups_box"), "2")
    assert inspector.refusal.isVisible()
    assert "groups" in inspector.refusal.text()
    assert "2" in inspector.refusal.text()
    assert number(inspector, "groups_box").value() == 1
    assert inspector._studio.document.undo_stack.count() == 0


def test_a_refusal_goes_away_with_the_next_setting(show, qtbot):
    inspector = show()
    type_number(qtbot, number(inspector, "groups_box"), "2")
    type_number(qtbot, number(inspector, "filters_box"), "2")
    assert not inspector.refusal.isVisible()


def test_a_layer_that_does_not_fit_shows_the_problem_with_its_numbers(show, qtbot):
    inspector = show()
    type_number(qtbot, number(inspector, "kernel_rows_box"), "12")
    assert inspector.problem.isVisible()
    assert "12" in inspector.problem.text()
    assert "8" in inspector.problem.text()
    assert inspector.problem.property("role") == "bad"


def test_no_field_moves_where_something_is_refused_or_does_not_fit(show, qtbot, qapp):
    inspector = show()
    places = [number(inspector, name).mapTo(inspector, QPoint()) for name in BOXES]
    type_number(qtbot, number(inspector, "groups_box"), "2")
    type_number(qtbot, number(inspector, "kernel_rows_box"), "12")
    qapp.processEvents()
    assert inspector.problem.isVisible()
    assert [number(inspector, name).mapTo(inspector, QPoint()) for name in BOXES] == places


def test_the_output_size_is_shown_with_the_numbers_filled_in(show):
    inspector = show()
    assert "⌊(8 + 0 − 1·(3 − 1) − 1) / 1⌋ + 1 = 6" in inspector.formulas.text()
    assert inspector.costs.text().splitlines() == [
        "weights 3·3·1·1 + bias 1 = 10 parameters",
        "A dense layer for the same: 64·36 + 36 = 2,340 parameters",
        "324 multiply-adds for one input",
    ]
    assert inspector.shapes.text().splitlines() == [
        "input (1, 8, 8, 1)",
        "weights (3, 3, 1, 1)",
        "output (1, 6, 6, 1)",
    ]


def test_sizes_can_be_copied(show, qtbot):
    inspector = show()
    qtbot.mouseClick(inspector.findChild(QAbstractButton, "copy_sizes"), Qt.MouseButton.LeftButton)
    assert "output (1, 6, 6, 1)" in QGuiApplication.clipboard().text()


def test_one_dimension_has_no_rows(show):
    inspector = show(Project(first_input(1), first_layers(1)))
    assert not number(inspector, "kernel_rows_box").isVisible()
    assert number(inspector, "kernel_cols_box").isVisible()
    assert choice(inspector, "padding_box").findText("causal") >= 0
    assert inspector.formulas.text() == "⌊(8 + 0 − 1·(3 − 1) − 1) / 1⌋ + 1 = 6"


def test_one_dimension_pads_left_and_right(show, qtbot):
    inspector = show(Project(first_input(1), first_layers(1)))
    choose(qtbot, choice(inspector, "padding_box"), "custom")
    assert [number(inspector, name).isVisible() for name in PADS] == [False, False, True, True]
    type_number(qtbot, number(inspector, "pad_left_box"), "2")
    assert config(inspector)["padding"] == ((0, 0), (2, 0))


def test_causal_padding_is_only_for_one_dimension(show):
    assert choice(show(), "padding_box").findText("causal") == -1


def test_opening_a_line_hides_the_rows_and_back(show):
    inspector = show()
    document = inspector._studio.document
    document.replace(Project(first_input(1), first_layers(1)))
    assert not number(inspector, "stride_rows_box").isVisible()
    document.replace(Project(first_input(2), first_layers(2)))
    assert number(inspector, "stride_rows_box").isVisible()


def test_a_filter_of_the_library_is_loaded_by_a_click(show, qtbot):
    inspector = show()
    view = inspector.filters
    index = view.model().index(1, 0)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
    np.testing.assert_array_equal(
        inspector._studio.document.layer.weights[0][:, :, 0, 0], [[0, 0, 0], [1, 1, 1], [0, 0, 0]]
    )
    assert "Source: " in inspector.source.text()


def test_the_wheel_over_a_box_does_not_change_its_value(show, qtbot):
    inspector = show()
    inspector.setFocus()
    _turn_wheel(number(inspector, "filters_box"))
    assert number(inspector, "filters_box").value() == 1


def _turn_wheel(box):
    middle = QPointF(box.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(box.mapToGlobal(box.rect().center())),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (Qt.Key.Key_K, "kernel_rows_box"),
        (Qt.Key.Key_P, "padding_box"),
        (Qt.Key.Key_I, "filters_box"),
        (Qt.Key.Key_N, "activation_box"),
        (Qt.Key.Key_A, "use_bias_box"),
    ],
)
def test_every_field_is_reached_by_its_key(show, qtbot, key, name):
    inspector = show()
    inspector.activateWindow()
    qtbot.waitUntil(inspector.isActiveWindow)
    qtbot.keyClick(inspector, key, Qt.KeyboardModifier.AltModifier)
    assert inspector.focusWidget().objectName() == name
