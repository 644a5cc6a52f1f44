import gc
import weakref

import numpy as np
import pytest

from convstudio.engine.geometry import Box
from convstudio.files.project import Project
from convstudio.model.document import Document


def cells(document):
    return document.project.input[..., 0]


def test_one_stroke_is_one_undo(document):
    start = document.project
    document.begin_stroke("Draw")
    document.paint([(0, 0)], 1)
    document.paint([(0, 1), (0, 2)], 1)
    document.end_stroke()
    assert cells(document)[0].tolist() == [1, 1, 1, 1, 1, 0, 0, 0]
    assert document.undo_stack.count() == 1
    assert document.undo_stack.undoText() == "Draw"
    document.undo_stack.undo()
    assert document.project == start


def test_two_strokes_are_two_undos(document):
    for col in (0, 1):
        document.begin_stroke()
        document.paint([(0, col)], 1)
        document.end_stroke()
    document.undo_stack.undo()
    assert cells(document)[0].tolist() == [1, 0, 0, 1, 1, 0, 0, 0]


def test_a_cell_touched_twice_in_a_stroke_gets_its_first_value_back(document):
    document.begin_stroke()
    for value in (0.25, 0.5, 0.75):
        document.paint([(0, 3)], value)
    document.end_stroke()
    document.undo_stack.undo()
    assert cells(document)[0, 3] == 1
    document.undo_stack.redo()
    assert cells(document)[0, 3] == 0.75


def test_painting_what_is_there_already_is_no_undo(document):
    document.paint([(0, 3), (0, 4)], 1)
    assert document.undo_stack.count() == 0
    assert not document.is_modified


def test_painting_says_which_cells_it_touched(document, heard):
    touched = heard(document.input_changed)
    document.paint([(1, 1), (1, 2), (2, 1), (2, 2), (5, 6)], 1)
    assert touched == [(Box(1, 3, 1, 3), Box(5, 6, 6, 7))]


def test_cells_outside_the_input_are_passed_over(document):
    document.paint([(-1, 0), (0, -1), (8, 0), (0, 8), (7, 7)], 1)
    assert np.argwhere(cells(document) != cells(document)[3]).tolist() == [[7, 7]]


def test_painting_one_channel_leaves_the_others(deep_document):
    before = deep_document.project.input
    deep_document.paint([(0, 0)], 9, channel=1)
    after = deep_document.project.input
    assert (after[0, 0, 0], after[0, 0, 1]) == (before[0, 0, 0], 9)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e39])
def test_a_value_that_is_no_finite_float32_is_refused(document, value):
    with pytest.raises(ValueError, match="finite"):
        document.paint([(0, 0)], value)
    with pytest.raises(ValueError, match="finite"):
        document.set_weight((0, 0, 0, 0), value)
    assert document.undo_stack.count() == 0


def test_arrays_of_the_document_cannot_be_written_to(document):
    document.paint([(0, 0)], 1)
    document.set_weight((0, 0, 0, 0), 5)
    for array in (document.project.input, *document.layer.weights):
        assert not array.flags.writeable


def test_a_project_taken_before_an_edit_stays_as_it_was(document):
    document.begin_stroke()
    document.paint([(0, 0)], 1)
    document.end_stroke()
    before = document.project
    document.begin_stroke()
    document.paint([(0, 1)], 1)
    document.end_stroke()
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert before.input[0, :3, 0].tolist() == [1, 0, 0]


def test_undo_in_the_middle_of_a_stroke_splits_it(document):
    document.begin_stroke()
    document.paint([(0, 0)], 1)
    document.undo_stack.undo()
    document.paint([(0, 1)], 1)
    document.end_stroke()
    assert cells(document)[0, :3].tolist() == [0, 1, 0]
    document.undo_stack.undo()
    assert cells(document)[0, :3].tolist() == [0, 0, 0]


def test_a_block_of_cells_is_one_undo(document):
    document.set_cells(Box(0, 2, 0, 2), np.full((2, 2, 1), 0.5), "Paste")
    assert cells(document)[:2, :2].tolist() == [[0.5, 0.5], [0.5, 0.5]]
    document.undo_stack.undo()
    assert cells(document)[:2, :2].tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize("box", [Box(0, 2, 7, 9), Box(-1, 1, 0, 2)])
def test_a_block_beyond_the_input_is_refused(document, box):
    with pytest.raises(ValueError, match="takes values of shape"):
        document.set_cells(box, np.ones((2, 2, 1)), "Paste")


def test_a_line_is_painted_in_row_0(line_document, heard):
    touched = heard(line_document.input_changed)
    line_document.paint([(0, 0), (0, 1)], 1)
    assert line_document.project.input.ravel().tolist() == [1, 1, 0, 1, 1, 0, 0, 0]
    assert touched == [(Box(0, 1, 0, 2),)]


def test_a_new_input_of_three_channels_repeats_the_slices_of_the_kernel(document):
    document.set_input(np.ones((5, 6, 3)), "Open picture", look="photo", rule="0–255 divided by 255")
    kernel = document.layer.weights[0]
    assert kernel.shape == (3, 3, 3, 1)
    assert all(kernel[:, 1, channel, 0].tolist() == [1, 1, 1] for channel in range(3))
    assert (document.project.look, document.project.value_rule) == ("photo", "0–255 divided by 255")
    document.undo_stack.undo()
    assert document.layer.weights[0].shape == (3, 3, 1, 1)
    assert document.project.look == "drawn"


def test_the_same_input_again_is_no_undo(document):
    document.set_input(document.project.input, "Paste")
    assert document.undo_stack.count() == 0


def test_an_input_with_other_axes_is_refused(document):
    with pytest.raises(ValueError, match="3 axes"):
        document.set_input(np.ones((8, 1)), "Paste")


def test_choosing_1d_replaces_the_network_in_one_undo(document, heard):
    start, replaced = document.project, heard(document.layers_changed)
    part = document.layer.__class__("Conv1D", {"filters": 2, "kernel_size": (3,)})
    document.set_network(np.zeros((8, 1)), (part,), "1-D")
    assert document.project.is_1d
    assert document.layer.weights[0].shape == (3, 1, 2)
    document.undo_stack.undo()
    assert document.project == start
    assert len(replaced) == 2


def test_another_project_forgets_what_could_be_undone(document, line_document, heard):
    replaced = heard(document.project_replaced)
    document.paint([(0, 0)], 1)
    document.replace(line_document.project, "bump.convstudio")
    assert document.project == line_document.project
    assert (document.undo_stack.count(), document.is_modified) == (0, False)
    assert (document.path, len(replaced)) == ("bump.convstudio", 1)


def test_saving_makes_the_project_unmodified(document, tmp_path):
    path = str(tmp_path / "a.convstudio")
    document.paint([(0, 0)], 1)
    assert document.is_modified
    document.save(path, step=3)
    assert (document.is_modified, document.path) == (False, path)
    document.undo_stack.undo()
    assert document.is_modified


def test_what_cannot_be_saved_stays_modified(document, tmp_path):
    document.paint([(0, 0)], 1)
    with pytest.raises(OSError, match="missing"):
        document.save(str(tmp_path / "missing" / "a.convstudio"))
    assert document.is_modified
    assert document.path is None


def test_a_document_that_nobody_needs_goes_away_with_its_edits(qtbot):
    """Python's collector may delete commands before their stack, and Qt then crashes."""
    for number in range(200):
        document = Document(Project(np.zeros((4, 4, 1), np.float32), ()))
        document.itself = document  # what only the collector can take apart
        document.paint([(0, 0)], number + 1)
        document.paint([(0, 1)], number + 1)
        left = weakref.ref(document)
        del document
        gc.collect(0)
    gc.collect()
    assert left() is None
