"""The summary of the network, in the window."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from convstudio import nn
from convstudio.files.project import LayerPart, Project
from convstudio.views.summary_dialog import SummaryDialog, show_summary


def three_layers():
    layers = (
        LayerPart("Conv2D", {"filters": 2, "kernel_size": (3, 3)}),
        LayerPart("MaxPooling2D", {}),
        LayerPart("Flatten", {}),
    )
    return Project(np.ones((8, 8, 1), np.float32), layers)


@pytest.fixture
def dialog(qtbot, make_studio):
    dialog = SummaryDialog(make_studio(three_layers()))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def row(dialog, number):
    return [dialog.table.item(number, column).text() for column in range(dialog.table.columnCount())]


def test_each_layer_has_a_row_with_shape_costs_and_receptive_field(dialog):
    assert row(dialog, 0) == ["conv2d", "Conv2D", "(None, 6, 6, 2)", "20", "648", "3 × 3"]
    assert row(dialog, 1) == ["max_pooling2d", "MaxPooling2D", "(None, 3, 3, 2)", "0", "0", "4 × 4"]
    assert row(dialog, 2)[2] == "(None, 18)"
    assert dialog.total.text() == "20 parameters, 648 multiply-adds for one input"


def test_the_table_follows_the_network(dialog):
    document = dialog._studio.document
    document.add_layer("Dense", {"units": 3}, 3)
    assert row(dialog, 3)[:4] == ["dense", "Dense", "(None, 3)", "57"]
    document.remove_layer(2)
    assert dialog.table.rowCount() == 3


def test_a_layer_that_does_not_fit_says_why(dialog):
    dialog._studio.document.add_layer("Conv2D", {"filters": 1, "kernel_size": 3}, 3)
    assert row(dialog, 3)[2] == "does not fit"
    assert "4 axes" in dialog.table.item(3, 0).toolTip()
    dialog.copy()
    assert "4 axes" in QGuiApplication.clipboard().text()


def test_the_text_is_that_of_the_python_library(dialog, qtbot):
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    layers = [nn.Input((8, 8, 1)), nn.Conv2D(2, 3), nn.MaxPooling2D(), nn.Flatten()]
    assert QGuiApplication.clipboard().text() == nn.Sequential(layers).summary(lambda _text: None)


def test_a_double_click_shows_a_layer(dialog):
    dialog.table.cellActivated.emit(2, 0)
    assert dialog._studio.document.active_layer == 2


def test_it_opens_once(qtbot, make_studio):
    window = QWidget()
    qtbot.addWidget(window)
    studio = make_studio(three_layers())
    show_summary(studio, window)
    show_summary(studio, window)
    assert len(window.findChildren(QDialog)) == 1
