import numpy as np
import pytest


def kernel(document):
    return document.layer.weights[0]


def test_one_weight_is_one_undo(document, heard):
    changed = heard(document.weights_changed)
    document.set_weight((0, 1, 0, 0), -2)
    assert kernel(document)[..., 0, 0].tolist() == [[0, -2, 0], [0, 1, 0], [0, 1, 0]]
    document.undo_stack.undo()
    assert kernel(document)[0, 1, 0, 0] == 1
    assert changed == [(0, 0), (0, 0)]


def test_the_same_weight_again_is_no_undo(document):
    document.set_weight((0, 1, 0, 0), 1)
    assert document.undo_stack.count() == 0


@pytest.mark.parametrize("index", [(3, 0, 0, 0), (0, 0, 0), (0, -1, 0, 0)])
def test_a_weight_that_is_not_there_is_refused(document, index):
    with pytest.raises(ValueError, match="there is none at"):
        document.set_weight(index, 1)


def test_weights_changed_in_one_gesture_are_one_undo(document):
    document.begin_stroke("Drag")
    for value in (0.1, 0.2, 0.3):
        document.set_bias(0, value)
    document.end_stroke()
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.layer.weights[1].tolist() == [0]


def test_a_filter_of_the_library_is_one_undo(document):
    document.set_filter(0, [[0, 0, 0], [1, 1, 1], [0, 0, 0]], "Horizontal line")
    assert kernel(document)[..., 0, 0].tolist() == [[0, 0, 0], [1, 1, 1], [0, 0, 0]]
    assert document.undo_stack.undoText() == "Horizontal line"
    document.undo_stack.undo()
    assert kernel(document)[:, 1, 0, 0].tolist() == [1, 1, 1]


def test_a_filter_without_channels_goes_to_every_channel(deep_document):
    deep_document.set_filter(1, np.eye(3), "Diagonal")
    assert np.array_equal(kernel(deep_document)[..., 0, 1], np.eye(3))
    assert np.array_equal(kernel(deep_document)[..., 1, 1], np.eye(3))


def test_a_larger_filter_of_the_library_makes_the_kernel_larger(deep_document):
    before = kernel(deep_document)
    deep_document.set_filter(1, np.full((5, 5), 2), "Large")
    assert deep_document.layer.config["kernel_size"] == (5, 5)
    assert (kernel(deep_document)[..., 1] == 2).all()
    assert np.array_equal(kernel(deep_document)[1:4, 1:4, :, 0], before[..., 0])
    assert deep_document.undo_stack.count() == 1


def test_a_filter_for_a_line_may_be_a_row(line_document):
    line_document.set_filter(0, [[1, 0, -1]], "Edge")
    assert kernel(line_document).ravel().tolist() == [1, 0, -1]


@pytest.mark.parametrize("weights", [np.ones((3, 3, 5)), np.zeros((0, 0)), np.full((3, 3), np.nan)])
def test_weights_that_are_no_filter_are_refused(document, weights):
    with pytest.raises(ValueError, match="filter"):
        document.set_filter(0, weights, "Paste")
    assert document.undo_stack.count() == 0


def test_all_filters_at_once_are_one_undo(deep_document, heard):
    changed = heard(deep_document.weights_changed)
    deep_document.set_kernel(np.zeros((3, 3, 2, 3)), "Clear")
    assert not kernel(deep_document).any()
    assert changed == [(0, None)]
    with pytest.raises(ValueError, match="weights have shape"):
        deep_document.set_kernel(np.zeros((2, 3, 2, 3)), "Clear")


def test_a_filter_that_is_not_there_is_refused(document):
    for ask in (lambda: document.set_bias(1, 0), lambda: document.set_filter(-1, np.eye(3), "")):
        with pytest.raises(ValueError, match="1 filter"):
            ask()


def test_a_layer_without_bias_refuses_one(document):
    document.set_setting("use_bias", False)
    assert len(document.layer.weights) == 1
    with pytest.raises(ValueError, match="no bias"):
        document.set_bias(0, 1)


@pytest.mark.parametrize(
    ("name", "value", "config"),
    [
        ("kernel_size", (5, 5), (5, 5)),
        ("filters", 4, 4),
        ("strides", (2, 1), (2, 1)),
        ("dilation_rate", 2, (2, 2)),
        ("padding", "same", "same"),
        ("padding", ((1, 2), (0, 3)), ((1, 2), (0, 3))),
        ("border", "reflect", "reflect"),
        ("flip", True, True),
        ("activation", "relu", "relu"),
        ("use_bias", False, False),
    ],
)
def test_every_setting_is_one_undo(document, heard, name, value, config):
    start, changed = document.project, heard(document.layer_changed)
    document.set_setting(name, value)
    assert document.layer.config[name] == config
    assert changed == [0]
    document.set_setting(name, value)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.project == start


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("strides", (0, 1)),
        ("kernel_size", (3, 0)),
        ("filters", 0),
        ("dilation_rate", -1),
        ("groups", 2),
        ("padding", "causal"),
        ("border", "mirror"),
        ("activation", "magic"),
        ("colour", "red"),
    ],
)
def test_a_setting_that_is_wrong_in_itself_is_refused_before_anything_happens(document, name, value):
    start = document.project
    with pytest.raises(ValueError, match=r"Received|no setting"):
        document.set_setting(name, value)
    assert document.project is start
    assert document.undo_stack.count() == 0


def test_settings_work_on_a_line(line_document):
    line_document.set_setting("kernel_size", 5)
    line_document.set_setting("padding", "causal")
    line_document.set_setting("dilation_rate", (2,))
    assert kernel(line_document).ravel().tolist() == [0, 0, 1, 0, 0]
    assert line_document.layer.config["padding"] == "causal"


def test_a_layer_that_does_not_fit_its_input_may_enter(document):
    document.set_setting("kernel_size", (9, 3))
    assert kernel(document).shape == (9, 3, 1, 1)
    document.undo_stack.undo()
    assert kernel(document).shape == (3, 3, 1, 1)


def test_more_filters_keep_the_old_ones_and_start_the_new_ones_differently(document):
    before = kernel(document)
    document.set_setting("filters", 3)
    assert np.array_equal(kernel(document)[..., :1], before)
    assert kernel(document)[..., 1:].any()
    assert document.layer.weights[1].tolist() == [0, 0, 0]


def test_the_next_layer_follows_another_number_of_filters(deep_document, heard):
    changed = heard(deep_document.layer_changed)
    before = deep_document.project.layers[1].weights[0]
    deep_document.set_setting("filters", 4)
    after = deep_document.project.layers[1].weights[0]
    assert after.shape == (2, 2, 4, 2)
    assert np.array_equal(after[:, :, :3], before)
    assert np.array_equal(after[:, :, 3], before[:, :, 0])
    assert changed == [0, 1]


def test_groups_divide_the_slices(deep_document):
    deep_document.set_setting("filters", 2)
    deep_document.set_setting("groups", 2)
    assert kernel(deep_document).shape == (3, 3, 1, 2)


def test_looking_at_another_layer_is_no_undo(deep_document, heard):
    looked = heard(deep_document.active_layer_changed)
    deep_document.set_active_layer(1)
    assert (looked, deep_document.undo_stack.count()) == ([1], 0)
    deep_document.set_weight((1, 1, 2, 1), 7)
    assert deep_document.project.layers[1].weights[0][1, 1, 2, 1] == 7
    with pytest.raises(ValueError, match="active_layer"):
        deep_document.set_active_layer(2)
