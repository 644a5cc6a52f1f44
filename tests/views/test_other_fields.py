"""Every kind of layer can be set in the inspector."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QLineEdit, QSpinBox

from convstudio.files.project import LayerPart, Project
from convstudio.files.resources import layer_kinds
from convstudio.model.first_network import first_input
from convstudio.model.layer_choices import choices, settings_of
from convstudio.nn.registry import LAYERS, layer_from
from convstudio.views.inspector import Inspector


def part(kind, **settings):
    offered = next(one for one in layer_kinds() if one.kind == kind)
    return LayerPart(kind, layer_from(kind, {**offered.settings, **settings}).get_config())


@pytest.fixture
def show(qtbot, make_studio):
    def shown(kind, **settings):
        dimensions = 1 if LAYERS[kind].axes == 2 else 2
        inspector = Inspector(make_studio(Project(first_input(dimensions), (part(kind, **settings),))))
        qtbot.addWidget(inspector)
        inspector.resize(330, 900)
        inspector.show()
        return inspector

    return shown


def config(inspector):
    return inspector._studio.document.layer.config


def type_into(qtbot, box, text):
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)


@pytest.mark.parametrize("kind", LAYERS)
def test_every_setting_of_every_kind_has_a_field_with_a_name(show, kind):
    inspector = show(kind)
    boxes = [
        box
        for kinds in (QAbstractSpinBox, QComboBox, QCheckBox, QLineEdit)
        for box in inspector.form.findChildren(kinds)
        if box.isVisible() and box.objectName() and not box.objectName().startswith("qt_")
    ]
    assert all(box.accessibleName() and box.toolTip() for box in boxes)
    assert bool(boxes) == bool(settings_of(inspector._studio.document.layer))
    assert len({box.objectName() for box in boxes}) == len(boxes)


@pytest.mark.parametrize(
    ("kind", "name", "text", "setting", "value"),
    [
        ("MaxPooling2D", "pool_size_rows_box", "3", "pool_size", (3, 2)),
        ("MaxPooling1D", "pool_size_cols_box", "3", "pool_size", (3,)),
        ("DepthwiseConv2D", "depth_multiplier_box", "2", "depth_multiplier", 2),
        ("Dense", "units_box", "7", "units", 7),
        ("Dropout", "rate_box", "1/4", "rate", 0.25),
        ("ReLU", "max_value_box", "6", "max_value", 6.0),
        ("LeakyReLU", "negative_slope_box", ".5", "negative_slope", 0.5),
        ("Softmax", "axis_box", "-2", "axis", -2),
        ("Reshape", "target_shape_box", "(4, 16)", "target_shape", (4, 16)),
        ("Permute", "dims_box", "3, 1, 2", "dims", (3, 1, 2)),
        ("ZeroPadding2D", "padding_left_box", "4", "padding", ((1, 1), (4, 1))),
        ("Cropping1D", "cropping_right_box", "2", "cropping", (1, 2)),
        ("UpSampling2D", "size_rows_box", "3", "size", (3, 2)),
        ("UpSampling1D", "size_box", "3", "size", 3),
        ("Conv2DTranspose", "output_padding_box", "1, 0", "output_padding", (1, 0)),
        ("BatchNormalization", "epsilon_box", "0.5", "epsilon", 0.5),
    ],
)
def test_what_is_typed_goes_to_the_document(show, qtbot, kind, name, text, setting, value):
    inspector = show(kind)
    box = inspector.form.findChild((QAbstractSpinBox, QLineEdit)[name in TEXTS], name)
    type_into(qtbot, box, text)
    assert config(inspector)[setting] == value
    assert inspector._studio.document.undo_stack.count() == 1
    inspector._studio.document.undo_stack.undo()
    assert config(inspector)[setting] != value


TEXTS = {
    "max_value_box",
    "axis_box",
    "target_shape_box",
    "dims_box",
    "output_padding_box",
}


def test_nothing_typed_is_none(show, qtbot):
    inspector = show("ReLU", max_value=6.0)
    box = inspector.form.findChild(QLineEdit, "max_value_box")
    assert box.text() == "6"
    box.setFocus()
    box.selectAll()
    qtbot.keyClick(box, Qt.Key.Key_Delete)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert config(inspector)["max_value"] is None


def test_what_cannot_be_is_refused_and_the_old_value_stays(show, qtbot):
    inspector = show("Permute")
    box = inspector.form.findChild(QLineEdit, "dims_box")
    type_into(qtbot, box, "1, 1, 2")
    assert "1 … n" in inspector.refusal.text()
    assert box.text() == "2, 1, 3"
    type_into(qtbot, box, "abc")
    assert "abc" in inspector.refusal.text()


def test_words_are_those_that_the_kind_takes():
    assert choices(part("MaxPooling2D"), "padding") == ("valid", "same")
    assert "causal" in choices(part("Conv1D"), "padding")
    assert "causal" not in choices(part("Conv2D"), "padding")
    assert "glu" in choices(part("Activation"), "activation")
    assert "glu" not in choices(part("Dense"), "activation")
    assert choices(part("UpSampling2D"), "interpolation") == ("nearest", "bilinear")
    assert choices(part("ZeroPadding2D"), "padding") == ()


def test_an_interpolation_is_chosen_from_a_list(show, qtbot):
    inspector = show("UpSampling2D")
    box = inspector.form.findChild(QComboBox, "interpolation_box")
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert config(inspector)["interpolation"] == "bilinear"


def test_another_layer_takes_other_fields(show, qtbot):
    inspector = show("MaxPooling2D")
    document = inspector._studio.document
    document.add_layer("Flatten", {}, 1)
    document.add_layer("Dense", {"units": 3}, 2)
    qtbot.waitUntil(inspector.form.findChild(QSpinBox, "units_box").isVisible)
    assert inspector.form.findChild(QSpinBox, "pool_size_rows_box") is None
    document.set_active_layer(0)
    assert inspector.form.findChild(QSpinBox, "pool_size_rows_box").value() == 2
