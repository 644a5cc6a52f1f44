"""The Stage, with every kind of layer as the second one."""

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from convstudio.files.project import LayerPart, Project
from convstudio.files.resources import layer_kinds
from convstudio.model.document import Document
from convstudio.model.kernels import kernel_of
from convstudio.nn.registry import LAYERS
from convstudio.views.input_actions import InputActions
from convstudio.views.stage import Stage

MORE = {"Activation": {"activation": "tanh"}, "PReLU": {"alpha_initializer": "ones"}}


def network(kind, **settings):
    """A convolution with three maps of 5 × 6 (or a line of 6), and a layer of the kind behind it."""
    random = np.random.default_rng(3)
    axes = LAYERS[kind].axes or 3
    x = random.normal(size=(5, 6, 1) if axes == 3 else (6, 1)).astype(np.float32)
    first = LayerPart(f"Conv{axes - 1}D", {"filters": 3, "kernel_size": 3, "padding": "same", "seed": 1})
    document = Document(Project(x, (first,)))
    offered = next(one for one in layer_kinds() if one.kind == kind)
    given = offered.settings_of_axes.get(axes, offered.settings)
    document.add_layer(kind, {**given, **MORE.get(kind, {}), **settings}, 1)
    return document


@pytest.fixture
def show(qtbot, make_studio):
    def stage(kind, *more, **settings):
        document = network(kind, **settings)
        for name, words in more:
            document.add_layer(name, words, len(document.project.layers))
        studio = make_studio(document.project)
        owner = QObject()
        made = Stage(studio, InputActions(studio, owner))
        made.owner = owner
        qtbot.addWidget(made)
        made.resize(1000, 460)
        made.show()
        return made

    return stage


def visit(stage, index):
    stage._studio.player.go_to(index)
    QApplication.processEvents()


def marked(stage):
    """The cells of the input that the marks of the window cover."""
    view = stage.input_panel.view
    shape = view.values.shape
    mask = np.zeros(shape, bool)
    for mark in view.marks.marks("window"):
        if not mark.dashed:
            inside = mark.box
            mask[max(0, inside.top) : inside.bottom, max(0, inside.left) : inside.right] = True
    return mask


@pytest.mark.parametrize("kind", LAYERS)
def test_every_step_of_every_kind_can_be_looked_at(show, kind):
    stage = show(kind)
    studio = stage._studio
    walk, problem = studio.player.walk, studio.results.problem(1)
    assert (problem, studio.document.active_layer) == (None, 1)
    for index in {0, len(walk) // 2, len(walk) - 1}:
        visit(stage, index)
        assert studio.results.explain(walk[index]).lines()
        assert not stage.grab().isNull()
        (cell,) = stage.map_panel.view.marks.marks("window")
        assert stage.map_panel.view.values[cell.box.top, cell.box.left] == pytest.approx(
            studio.results.output_of(1)[walk[index].row, walk[index].col, walk[index].filter]
        )
    has_kernel = kernel_of(studio.document.layer) is not None
    assert stage.filter_panel.table.isVisible() == bool(studio.document.layer.weights)
    assert stage.filter_panel.nothing.isVisible() != has_kernel
    assert not stage.input_panel.rows_box.isVisible()
    assert "layer before" in stage.input_panel.hint.text()


@pytest.mark.parametrize("kind", [kind for kind in LAYERS if "Conv" not in kind])
def test_the_cells_of_a_step_are_marked_in_the_channel_that_is_shown(show, kind):
    stage = show(kind)
    studio = stage._studio
    for index in range(0, len(studio.player.walk), 7):
        visit(stage, index)
        cells = studio.results.explain(studio.player.step).inputs()
        wanted = np.zeros(stage.input_panel.view.values.shape, bool)
        for row, col, channel in cells:
            if channel == stage.input_panel.view.shown_channel:
                wanted[row, col] = True
        assert (marked(stage) & wanted == wanted).all()
        assert len(cells) == 0 or wanted.any()


@pytest.mark.parametrize("kind", ["ReLU", "MaxPooling2D", "BatchNormalization", "Flatten", "Softmax"])
def test_what_there_is_instead_of_weights_is_said(show, kind):
    stage = show(kind)
    text = stage.filter_panel.nothing.text()
    has_weights = bool(stage._studio.document.layer.weights)
    assert ("This layer has no weights." in text) == (not has_weights)
    assert ("gamma: 1, 1, 1" in text) == has_weights


@pytest.mark.parametrize(
    ("kind", "index"),
    [
        ("DepthwiseConv2D", (1, 2, 2, 0)),
        ("SeparableConv2D", (1, 2, 2, 0)),
        ("Conv2DTranspose", (1, 2, 3, 2)),
        ("Conv2D", (1, 2, 2, 3)),
    ],
)
def test_the_table_edits_the_weight_where_keras_has_it(show, qtbot, kind, index):
    stage = show(kind)
    studio, table = stage._studio, stage.filter_panel.table
    last = studio.player.walk.filters - 1
    studio.player.show_filter(last)
    studio.selection.set_channel(2)
    cell = table.model().index(1, 2)
    place = table.visualRect(cell).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    editor = table.findChild(QLineEdit)
    editor.setText("42")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert studio.document.layer.weights[0][index] == 42
    assert studio.document.undo_stack.count() == 1
    assert np.isfinite(studio.results.output_of(1)).all()


def edit(qtbot, table, row, col, text):
    place = table.visualRect(table.model().index(row, col)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    editor = table.findChild(QLineEdit)
    editor.setText(text)
    qtbot.keyClick(editor, Qt.Key.Key_Tab)


def choose_array(stage, number):
    box = stage.filter_panel.array_box
    assert box.isVisible()
    box.setCurrentIndex(number)
    box.activated.emit(number)


@pytest.mark.parametrize(
    ("kind", "array", "cell", "index"),
    [
        ("SeparableConv2D", 1, (0, 2), (0, 0, 2, 3)),
        ("BatchNormalization", 0, (0, 1), (1,)),
        ("BatchNormalization", 3, (0, 2), (2,)),
        ("PReLU", 0, (1, 3), (1, 3, 2)),
    ],
)
def test_every_array_of_weights_is_edited_in_the_table(show, qtbot, kind, array, cell, index):
    stage = show(kind)
    studio, table = stage._studio, stage.filter_panel.table
    if array:
        choose_array(stage, array)
    studio.player.show_filter(studio.player.walk.filters - 1)
    studio.selection.set_channel(2)
    before = studio.results.output_of(1).copy()
    edit(qtbot, table, *cell, "5")
    assert studio.document.layer.weights[array][index] == 5
    assert table.model().index(*cell).data() == "5"
    assert studio.document.undo_stack.count() == 1
    assert not np.array_equal(studio.results.output_of(1), before)
    studio.document.undo_stack.undo()
    assert np.array_equal(studio.results.output_of(1), before)


def test_a_negative_variance_is_refused_with_the_rule(show, qtbot):
    stage = show("BatchNormalization")
    choose_array(stage, 3)
    edit(qtbot, stage.filter_panel.table, 0, 0, "-2")
    assert stage.filter_panel.message.text() == "a variance is 0 or more, not -2"
    assert stage._studio.document.layer.weights[3].tolist() == [1, 1, 1]
    table = stage.filter_panel.table.model()
    assert not table.setData(table.index(0, 0), "nan")
    assert "nan" in stage.filter_panel.message.text()
    assert stage._studio.document.undo_stack.count() == 0


def test_numbers_are_pasted_into_any_array(show, qtbot):
    stage = show("BatchNormalization")
    choose_array(stage, 2)
    table = stage.filter_panel.table
    assert table.model().paste("3\t4\t5", table.model().index(0, 0))
    assert stage._studio.document.layer.weights[2].tolist() == [3, 4, 5]
    assert not table.model().paste("3\t4\t5\t6", table.model().index(0, 0))


def test_the_number_for_the_map_in_hand_is_framed(show):
    stage = show("BatchNormalization")
    stage._studio.player.show_filter(2)
    assert stage.filter_panel.table.delegate.linked == {(0, 2)}
    stage._studio.player.show_filter(0)
    assert stage.filter_panel.table.delegate.linked == {(0, 0)}


def test_what_does_not_fit_an_array_is_not_offered(show):
    stage = show("SeparableConv2D")
    panel = stage.filter_panel
    assert panel.bank_button.isVisible()
    choose_array(stage, 1)
    assert panel.table.isVisible()
    assert not panel.bank_button.isVisible()
    assert not panel.slices.isVisible()
    assert "Filter 1 of 4" in panel.title.text()
    stage._studio.document.set_active_layer(0)
    assert stage._studio.selection.array == 0
    assert not panel.array_box.isVisible()


def test_a_dense_layer_shows_the_weights_of_a_unit_beside_the_values_that_they_meet(show, qtbot):
    stage = show("Flatten", ("Dense", {"units": 5}))
    studio = stage._studio
    assert stage.input_panel.view.values.shape == (9, 10)
    assert np.array_equal(stage.input_panel.view.values.ravel(), studio.results.output_of(1).ravel())
    assert stage.map_panel.view.values.shape == (1, 5)
    studio.player.show_filter(3)
    table = stage.filter_panel.table.model()
    assert (table.rowCount(), table.columnCount()) == (9, 10)
    table.setData(table.index(2, 4), "7")
    assert studio.document.layer.weights[0][24, 3] == 7
    assert "Unit 4 of 5" in stage.filter_panel.title.text()


def test_a_click_on_a_value_of_a_vector_goes_to_that_step(show, qtbot):
    stage = show("Flatten")
    view = stage.map_panel.view
    target = view.cell_rect(3, 4).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=target)
    assert stage._studio.player.step.filter == 34
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert stage._studio.player.step.filter == 44
    assert stage.input_panel.view.shown_channel == 44 % 3
    assert stage.place.text() == "Step 45: output[44]"


def test_the_winner_of_a_pooling_is_marked(show):
    stage = show("MaxPooling2D")
    visit(stage, 2)
    row, col = stage._studio.results.explain(stage._studio.player.step).winner
    (winner,) = [mark for mark in stage.input_panel.view.marks.marks("window") if mark.dashed]
    assert (winner.box.top, winner.box.left) == (row, col)


def hover(qtbot, view, row, col):
    qtbot.mouseMove(view.viewport(), view.cell_rect(row, col).center())
    QApplication.processEvents()


def test_a_cell_of_a_transposed_convolution_lights_up_what_reaches_it_and_back(show, qtbot):
    stage = show("Conv2DTranspose")
    studio = stage._studio
    hover(qtbot, stage.map_panel.view, 2, 2)
    lit = {(mark.box.top, mark.box.left) for mark in stage.input_panel.view.marks.marks("hover")}
    assert lit
    hover(qtbot, stage.input_panel.view, 1, 1)
    outputs = {(mark.box.top, mark.box.left) for mark in stage.map_panel.view.marks.marks("hover")}
    assert outputs == {(row, col) for row in (2, 3, 4) for col in (2, 3, 4)}
    texts = {mark.text for mark in stage.map_panel.view.marks.marks("hover")}
    assert all(text.startswith("×") for text in texts)
    studio.selection.set_hover(None)


def test_a_value_of_a_vector_lights_up_its_weight(show, qtbot):
    stage = show("Flatten", ("Dense", {"units": 5}))
    hover(qtbot, stage.input_panel.view, 2, 4)
    assert stage.filter_panel.table.delegate.linked == {(2, 4)}
    assert len(stage.map_panel.view.marks.marks("hover")) == 5


def test_the_stage_follows_a_layer_of_the_same_size(show):
    stage = show("ReLU")
    studio = stage._studio
    assert not stage.filter_panel.table.isVisible()
    studio.document.set_active_layer(0)
    assert stage.filter_panel.table.isVisible()
    assert np.array_equal(stage.map_panel.view.values, studio.results.output_of(0)[..., 0])
    studio.document.set_active_layer(1)
    assert np.array_equal(stage.map_panel.view.values, studio.results.output_of(1)[..., 0])


def test_a_disabled_layer_says_that_it_passes_its_input_on(show):
    stage = show("MaxPooling2D")
    stage._studio.document.set_enabled(1, False)
    assert "disabled" in stage.filter_panel.nothing.text()
    assert stage.map_panel.view.values.shape == (5, 6)


def test_painting_reaches_the_input_of_a_later_layer(show):
    stage = show("MaxPooling2D")
    before = stage.input_panel.view.values.copy()
    stage._studio.document.paint([(2, 2)], 50)
    assert not np.array_equal(stage.input_panel.view.values, before)


def test_behind_a_layer_that_does_not_fit_there_is_no_input(show):
    stage = show("Flatten", ("Conv2D", {"filters": 1, "kernel_size": 3}), ("ReLU", {}))
    studio = stage._studio
    assert studio.document.active_layer == 3
    assert not stage.input_panel.view.isVisible()
    assert "does not fit" in stage.input_panel.hint.text()
    assert "Layer 3 does not fit" in stage.place.text()
    studio.document.set_active_layer(2)
    assert stage.input_panel.view.isVisible()
    assert stage.place.text() == "This layer does not fit"
    assert "4 axes" in stage.place.toolTip()
    assert "4 axes" in stage.map_panel.hint.text()
    assert not stage.map_panel.view.isVisible()


def test_the_sign_between_input_and_filter_stays_where_the_filter_does_not_fit(show):
    stage = show("Conv2D", filters=1, kernel_size=3)
    before = stage._operator.text()
    stage._studio.document.set_setting("kernel_size", (9, 3))
    assert stage._studio.player.walk is None
    assert stage._operator.text() == before
