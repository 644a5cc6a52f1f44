"""The list of layers as a person edits it: every edit one undo, weights follow, misfits are marked."""

import numpy as np
import pytest

from convstudio.files.project import LayerPart, Project, load_project, save_project
from convstudio.model.document import Document
from convstudio.model.results import Results
from convstudio.nn.registry import LAYERS

SETTINGS = {
    "Conv1D": {"filters": 2, "kernel_size": 2},
    "Conv2D": {"filters": 2, "kernel_size": 2},
    "DepthwiseConv1D": {"kernel_size": 2, "depth_multiplier": 2},
    "DepthwiseConv2D": {"kernel_size": 2, "depth_multiplier": 2},
    "SeparableConv1D": {"filters": 2, "kernel_size": 2},
    "SeparableConv2D": {"filters": 2, "kernel_size": 2},
    "Conv1DTranspose": {"filters": 2, "kernel_size": 3, "strides": 2},
    "Conv2DTranspose": {"filters": 2, "kernel_size": 3, "strides": 2},
    "Reshape": {"target_shape": (-1,)},
    "Dense": {"units": 3},
    "Activation": {"activation": "relu"},
    "Dropout": {"rate": 0.5},
}


@pytest.fixture
def results(document):
    results = Results(document)
    yield results
    results.close()


def kinds(document):
    return [part.kind for part in document.project.layers]


@pytest.mark.parametrize("kind", LAYERS)
def test_every_kind_of_layer_can_be_added_and_taken_back(document, line_document, kind):
    document = line_document if LAYERS[kind].axes == 2 else document
    start = document.project
    axes = document.project.input.ndim
    settings = {"Permute": {"dims": (1, 2, 3)[:axes]}}.get(kind, SETTINGS.get(kind, {}))
    document.add_layer(kind, settings, 1)
    results = Results(document)
    assert (kinds(document)[1], results.problem(1)) == (kind, None)
    assert results.explain(results.walk(1)[0]).layer_kind == kind
    document.undo_stack.undo()
    assert document.project == start
    results.close()


def test_a_new_layer_is_looked_at_and_undo_goes_back(document):
    document.add_layer("MaxPooling2D", {}, 1)
    assert document.active_layer == 1
    document.undo_stack.undo()
    assert (document.active_layer, kinds(document)) == (0, ["Conv2D"])


def test_new_layers_have_names_and_weights_of_their_own(document):
    for _ in range(2):
        document.add_layer("Conv2D", {"filters": 1, "kernel_size": 3}, 1)
    one, two = document.project.layers[1:]
    assert len({part.config["name"] for part in document.project.layers}) == 3
    assert not np.array_equal(one.weights[0], two.weights[0])


def test_a_layer_in_between_gives_the_next_ones_their_channels(deep_document):
    deep_document.add_layer("Conv2D", {"filters": 5, "kernel_size": 1}, 1)
    assert deep_document.project.layers[2].weights[0].shape == (2, 2, 5, 2)
    deep_document.undo_stack.undo()
    assert deep_document.project.layers[1].weights[0].shape == (2, 2, 3, 2)


def test_a_layer_that_does_not_fit_is_marked_and_the_rest_before_it_works(document, results):
    document.add_layer("Flatten", {}, 1)
    document.add_layer("Conv2D", {"filters": 2, "kernel_size": 3}, 2)
    assert results.output_of(1).shape == (1, 1, 36)
    assert "4 axes" in results.problem(2)
    assert "36" in results.problem(2)
    document.add_layer("Dense", {"units": 2}, 2)
    assert results.problem(2) is None
    assert "Layer 4" not in results.problem(3)


def test_removing_a_layer_is_one_undo(deep_document):
    start = deep_document.project
    deep_document.set_active_layer(1)
    deep_document.remove_layer(0)
    assert kinds(deep_document) == ["Conv2D"]
    assert deep_document.layer.weights[0].shape == (2, 2, 2, 2)
    deep_document.undo_stack.undo()
    assert deep_document.project.layers == start.layers


def test_the_only_layer_stays(document):
    with pytest.raises(ValueError, match="at least one layer"):
        document.remove_layer(0)


def test_moving_a_layer_follows_it_with_the_eye(document):
    document.add_layer("ReLU", {}, 1)
    document.add_layer("MaxPooling2D", {}, 2)
    document.move_layer(2, 0)
    assert kinds(document) == ["MaxPooling2D", "Conv2D", "ReLU"]
    assert document.active_layer == 0
    document.undo_stack.undo()
    assert kinds(document) == ["Conv2D", "ReLU", "MaxPooling2D"]
    assert document.active_layer == 2


def test_a_layer_moved_to_where_it_is_is_no_undo(document):
    document.move_layer(0, 0)
    assert document.undo_stack.count() == 0


def test_a_copy_has_the_weights_and_another_name(document):
    document.duplicate_layer(0)
    one, two = document.project.layers
    assert np.array_equal(one.weights[0], two.weights[0])
    assert one.config["name"] != two.config["name"]


def test_a_disabled_layer_passes_on_what_reaches_it(document, results, heard):
    changed = heard(document.layer_changed)
    document.set_enabled(0, False)
    assert np.array_equal(results.output_of(0), document.project.input)
    assert changed == [0]
    document.undo_stack.undo()
    assert results.output_of(0).shape == (6, 6, 1)


def test_a_disabled_layer_that_does_not_fit_is_no_obstacle(document, results):
    document.set_setting("kernel_size", (20, 20))
    assert results.problem(0)
    document.set_enabled(0, False)
    assert results.problem(0) is None
    document.set_enabled(0, True)
    assert results.problem(0)


def test_weights_of_a_disabled_layer_can_be_written(document, results):
    document.set_enabled(0, False)
    document.set_weight((0, 0, 0, 0), 5)
    assert np.array_equal(results.output_of(0), document.project.input)
    document.set_enabled(0, True)
    assert results.layer(0).get_weights()[0][0, 0, 0, 0] == 5


def test_a_disabled_layer_is_saved_as_such(document, tmp_path):
    document.set_enabled(0, False)
    document.save(str(tmp_path / "one.convstudio"))
    assert load_project(tmp_path / "one.convstudio") == document.project
    assert not load_project(tmp_path / "one.convstudio").layers[0].enabled


def test_a_file_that_does_not_say_so_has_its_layers_enabled(document, tmp_path):
    save_project(document.project, tmp_path / "two.convstudio")
    assert b'"enabled"' not in (tmp_path / "two.convstudio").read_bytes()
    assert load_project(tmp_path / "two.convstudio").layers[0].enabled


@pytest.mark.parametrize(
    ("kind", "settings", "name", "value"),
    [
        ("MaxPooling2D", {}, "pool_size", (3, 2)),
        ("AveragePooling2D", {}, "padding", "same"),
        ("DepthwiseConv2D", {"kernel_size": 2}, "depth_multiplier", 3),
        ("SeparableConv2D", {"filters": 2, "kernel_size": 2}, "filters", 4),
        ("Conv2DTranspose", {"filters": 2, "kernel_size": 3}, "filters", 3),
        ("Dense", {"units": 2}, "units", 5),
        ("UpSampling2D", {}, "interpolation", "bilinear"),
        ("ZeroPadding2D", {}, "padding", ((0, 1), (2, 3))),
        ("ReLU", {}, "max_value", 6.0),
        ("BatchNormalization", {}, "scale", False),
        ("Dropout", {"rate": 0.5}, "rate", 0.1),
        ("Reshape", {"target_shape": (-1,)}, "target_shape", (36, 1)),
    ],
)
def test_a_setting_of_every_kind_is_one_undo(document, results, kind, settings, name, value):
    document.add_layer(kind, settings, 1)
    before = document.project
    document.set_setting(name, value)
    assert document.layer.config[name] == value
    assert results.problem(1) is None
    document.undo_stack.undo()
    assert document.project == before


def test_more_filters_of_a_transposed_convolution_keep_the_old_ones(document):
    document.add_layer("Conv2DTranspose", {"filters": 2, "kernel_size": 3}, 1)
    before = document.layer.weights[0]
    document.set_setting("filters", 3)
    assert document.layer.weights[0].shape == (3, 3, 3, 1)
    assert np.array_equal(document.layer.weights[0][:, :, :2], before)


def test_a_normalization_without_gamma_keeps_the_others(document):
    document.add_layer("BatchNormalization", {}, 1)
    document.set_setting("scale", False)
    beta, mean, variance = document.layer.weights
    assert (beta.item(), mean.item(), variance.item()) == (0, 0, 1)


def test_a_shape_that_does_not_fit_may_enter_and_is_marked(document, results):
    document.add_layer("Reshape", {"target_shape": (-1,)}, 1)
    document.set_setting("target_shape", (7, 5))
    assert "36" in results.problem(1)
    assert "(7, 5)" in results.problem(1)


def test_a_rate_that_cannot_be_is_refused(document):
    document.add_layer("Dropout", {"rate": 0.5}, 1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        document.set_setting("rate", 2.0)


def test_the_maps_of_a_stack_are_fresh_after_any_edit_of_it(deep_document, assert_fresh):
    results = Results(deep_document)
    for edit in (
        lambda: deep_document.add_layer("ReLU", {}, 1),
        lambda: deep_document.add_layer("MaxPooling2D", {}, 2),
        lambda: deep_document.paint([(2, 2)], 9),
        lambda: deep_document.move_layer(2, 1),
        lambda: deep_document.set_enabled(1, False),
        lambda: deep_document.duplicate_layer(0),
        lambda: deep_document.remove_layer(0),
        deep_document.undo_stack.undo,
    ):
        edit()
        assert_fresh(deep_document, results)
    results.close()


def test_layers_of_a_line_can_be_stacked(qtbot):
    part = LayerPart("Conv1D", {"filters": 2, "kernel_size": (3,)})
    document = Document(Project(np.ones((8, 1), np.float32), (part,)))
    document.add_layer("MaxPooling1D", {}, 1)
    results = Results(document)
    assert results.output_shape(1) == (3, 2)
    results.close()


def test_layers_that_move_values_keep_their_range(document):
    document.set_setting("activation", "sigmoid")
    for number, (kind, settings) in enumerate(
        (("MaxPooling2D", {}), ("Flatten", {}), ("Dense", {"units": 2})), 1
    ):
        document.add_layer(kind, settings, number)
    results = Results(document)
    assert [results.output_range(number) for number in range(3)] == [(0, 1)] * 3
    assert results.output_range(3) == (-np.inf, np.inf)
    results.close()


def test_pasted_layers_are_one_undo_and_the_first_is_looked_at(document):
    before = document.project
    added = [("ReLU", {}), ("MaxPooling2D", {"pool_size": 2, "name": "half"})]
    document.add_layers(added, 1, "Paste")
    assert kinds(document)[1:3] == ["ReLU", "MaxPooling2D"]
    assert document.project.layers[2].config["name"] == "half"
    assert document.active_layer == 1
    document.undo_stack.undo()
    assert document.project == before


def test_a_name_that_is_taken_becomes_another(document):
    document.add_layers([("ReLU", {"name": "a"}), ("ReLU", {"name": "a"})], 1, "Paste")
    names = [part.config["name"] for part in document.project.layers[1:3]]
    assert names == ["a", "re_lu"]


def test_nothing_is_added_where_one_of_several_is_wrong(document):
    before = document.project
    with pytest.raises(ValueError, match="`units` must be"):
        document.add_layers([("ReLU", {}), ("Dense", {"units": 0})], 1, "Paste")
    assert document.project is before
