"""What is learned, in the document: live, and one undo."""

import numpy as np
import pytest

from convstudio.files.project import load_project


def kernel(document):
    return document.project.layers[0].weights[0][:, :, 0, 0]


def weights(value):
    return {0: (np.full((3, 3, 1, 1), value, np.float32), np.zeros(1, np.float32))}


@pytest.fixture
def middle(document):
    return kernel(document).copy()


def test_what_is_learned_is_seen_at_once_and_is_one_undo(document, heard, middle):
    said = heard(document.weights_changed)
    for value in (1, 2, 3):
        document.show_learned(weights(value), "Training")
    assert kernel(document).tolist() == [[3] * 3] * 3
    assert said == [(0, None)] * 3
    assert document.undo_stack.count() == 1
    assert document.undo_stack.undoText() == "Training"
    document.undo_stack.undo()
    np.testing.assert_array_equal(kernel(document), middle)
    document.undo_stack.redo()
    assert kernel(document).tolist() == [[3] * 3] * 3


def test_weights_that_do_not_change_are_no_undo(document, middle):
    bias = document.project.layers[0].weights[1]
    document.show_learned({0: (document.project.layers[0].weights[0], bias)}, "Training")
    assert document.undo_stack.count() == 0


def test_after_the_end_comes_another_undo(document):
    document.show_learned(weights(1), "Training")
    document.end_learning()
    document.show_learned(weights(2), "Training")
    document.undo_stack.undo()
    assert kernel(document).tolist() == [[1] * 3] * 3


def test_the_input_may_be_painted_meanwhile(document, middle):
    document.show_learned(weights(1), "Training")
    document.paint([(0, 0)], 0.5)
    document.show_learned(weights(2), "Training")
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    assert document.project.input[0, 0, 0] == 0
    assert kernel(document).tolist() == [[2] * 3] * 3
    document.show_learned(weights(3), "Training")
    document.undo_stack.undo()
    np.testing.assert_array_equal(kernel(document), middle)
    document.undo_stack.redo()
    document.undo_stack.redo()
    assert kernel(document).tolist() == [[3] * 3] * 3
    assert document.project.input[0, 0, 0] == 0.5


def test_an_edit_of_a_weight_ends_it(document):
    document.show_learned(weights(1), "Training")
    document.set_weight((0, 0, 0, 0), 7)
    assert not document.is_learning
    document.show_learned(weights(2), "Training")
    for was in (7, 1):
        document.undo_stack.undo()
        assert kernel(document)[0, 0] == was
    assert kernel(document)[1, 1] == 1


def test_an_edit_of_the_layers_ends_it(document):
    document.show_learned(weights(1), "Training")
    document.set_setting("activation", "relu")
    assert not document.is_learning


def test_an_undo_ends_it_and_what_follows_is_another_undo(document, middle):
    document.show_learned(weights(1), "Training")
    document.undo_stack.undo()
    assert not document.is_learning
    document.show_learned(weights(2), "Training")
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    np.testing.assert_array_equal(kernel(document), middle)


def test_what_is_done_again_is_not_changed_in_its_place(document):
    document.show_learned(weights(1), "Training")
    document.undo_stack.undo()
    document.undo_stack.redo()
    document.show_learned(weights(2), "Training")
    document.undo_stack.undo()
    assert kernel(document).tolist() == [[1] * 3] * 3


def test_another_project_ends_it(document, make_two_layers):
    document.show_learned(weights(1), "Training")
    document.replace(make_two_layers())
    assert not document.is_learning
    with pytest.raises(ValueError, match="layer 1 has weights of shapes"):
        document.show_learned(weights(2), "Training")
    assert document.undo_stack.count() == 0


def test_what_is_saved_is_what_is_seen_and_what_follows_is_not_saved(document, tmp_path):
    path = str(tmp_path / "learning.convstudio")
    document.show_learned(weights(1), "Training")
    document.save(path)
    assert load_project(path).layers[0].weights[0][0, 0, 0, 0] == 1
    assert not document.is_modified
    document.show_learned(weights(2), "Training")
    assert document.is_modified
    document.undo_stack.undo()
    assert document.is_modified  # the file has 1, which is at no place of the stack any more


def test_what_was_saved_before_the_training_is_there_after_an_undo(document, tmp_path):
    document.save(str(tmp_path / "before.convstudio"))
    document.show_learned(weights(1), "Training")
    document.show_learned(weights(2), "Training")
    assert document.is_modified
    document.undo_stack.undo()
    assert not document.is_modified


def test_a_training_that_came_back_to_its_beginning_leaves_no_undo(document, middle):
    before = document.project.layers[0].weights
    document.show_learned(weights(1), "Training")
    document.show_learned({0: before}, "Training")
    document.drop_learning()
    assert document.undo_stack.count() == 0
    np.testing.assert_array_equal(kernel(document), middle)
    document.set_weight((0, 0, 0, 0), 7)
    document.undo_stack.undo()
    np.testing.assert_array_equal(kernel(document), middle)


def test_arrays_of_other_shapes_are_refused_before_anything_happens(document, middle):
    wrong = {0: (np.zeros((5, 5, 1, 1), np.float32), np.zeros(1, np.float32))}
    with pytest.raises(
        ValueError, match=r"shapes \[\(3, 3, 1, 1\), \(1,\)\], not \[\(5, 5, 1, 1\), \(1,\)\]"
    ):
        document.show_learned(wrong, "Training")
    with pytest.raises(ValueError, match="there are 1 layers"):
        document.show_learned({1: wrong[0]}, "Training")
    np.testing.assert_array_equal(kernel(document), middle)
