import numpy as np
import pytest

from convstudio.engine.geometry import Box
from convstudio.files.project import LayerPart, Project
from convstudio.model import updating
from convstudio.model.document import Document
from convstudio.model.maps import Maps
from convstudio.model.results import Results


@pytest.fixture
def follow(qtbot):
    """Results of a document, closed at the end."""
    opened = []

    def make(document):
        opened.append(Results(document))
        return opened[-1]

    yield make
    for results in opened:
        results.close()


@pytest.fixture
def _small_frame(monkeypatch):
    """Everything takes longer than a frame."""
    monkeypatch.setattr(updating, "FRAME", -1)


def rows(results, layer=0, filter=0):
    return results.output_of(layer)[..., filter].tolist()


def test_the_example_gives_the_map_of_the_tutorial(document, follow):
    """Brownlee, How Do Convolutional Layers Work: every row is 0 0 3 3 0 0."""
    assert rows(follow(document)) == [[0, 0, 3, 3, 0, 0]] * 6


def test_the_line_gives_the_map_of_the_tutorial(line_document, follow):
    assert rows(follow(line_document)) == [[0, 0, 1, 1, 0, 0]]


def test_a_painted_cell_changes_the_cells_that_see_it(document, follow, heard):
    results = follow(document)
    changed = heard(results.maps_changed)
    document.paint([(0, 0)], 1)
    document.paint([(7, 7)], 1)
    assert [(layer, boxes) for layer, boxes, _ in changed] == [
        (0, (Box(0, 1, 0, 1),)),
        (0, (Box(5, 6, 5, 6),)),
    ]


def test_a_weight_changes_the_map_of_its_filter(deep_document, follow, heard, assert_fresh):
    results = follow(deep_document)
    changed = heard(results.maps_changed)
    deep_document.set_weight((0, 0, 0, 1), 5)
    assert changed[0] == (0, None, range(1, 2))
    assert changed[1][0] == 1
    assert_fresh(deep_document, results)


def test_a_bias_changes_the_map_of_its_filter(deep_document, follow, heard, assert_fresh):
    results = follow(deep_document)
    changed = heard(results.maps_changed)
    deep_document.set_bias(2, 1)
    assert changed[0] == (0, None, range(2, 3))
    assert_fresh(deep_document, results)


def test_maps_cannot_be_written_to(deep_document, follow):
    results = follow(deep_document)
    for array in (results.input_of(0), results.input_of(1), results.output_of(1)):
        assert not array.flags.writeable


def test_a_setting_is_told_before_the_maps(document, follow):
    results, order = follow(document), []
    results.geometry_changed.connect(lambda: order.append(results.output_shape(0)))
    results.maps_changed.connect(lambda *_: order.append("maps"))
    document.set_setting("padding", "same")
    assert order == [(8, 8, 1), "maps"]
    assert rows(results) == [
        [0, 0, 0, 2, 2, 0, 0, 0],
        *[[0, 0, 0, 3, 3, 0, 0, 0]] * 6,
        [0, 0, 0, 2, 2, 0, 0, 0],
    ]


def test_one_edit_of_several_layers_is_computed_once(deep_document, follow, heard):
    told = heard(follow(deep_document).geometry_changed)
    deep_document.set_setting("filters", 4)
    deep_document.set_input(np.ones((6, 6, 3)), "Open")
    assert len(told) == 2


def test_a_layer_that_does_not_fit_is_marked_and_what_comes_before_it_lives(
    deep_document, follow, assert_fresh
):
    results = follow(deep_document)
    deep_document.set_active_layer(1)
    deep_document.set_setting("kernel_size", 6)
    assert results.problem(0) is None
    assert "6" in results.problem(1)
    assert results.output_of(0) is not None
    assert (results.output_of(1), results.walk(1), results.geometry(1), results.layer(1)) == (None,) * 4
    deep_document.set_active_layer(0)
    deep_document.set_setting("kernel_size", 9)
    assert results.output_of(0) is None
    assert "1" in results.problem(1)
    deep_document.undo_stack.undo()
    deep_document.undo_stack.undo()
    assert results.problem(1) is None
    assert_fresh(deep_document, results)


def test_a_step_is_explained_by_the_numbers_of_the_map(deep_document, follow):
    results = follow(deep_document)
    deep_document.set_active_layer(1)
    step = results.walk(1)[17]
    explanation = results.explain(step)
    assert explanation.value == pytest.approx(results.output_of(1)[step.row, step.col, step.filter], rel=1e-6)


def test_slices_are_the_channels_that_a_filter_sees(deep_document, follow):
    results = follow(deep_document)
    assert results.slices == 2
    deep_document.set_active_layer(1)
    assert results.slices == 3


@pytest.mark.usefixtures("_small_frame")
def test_what_takes_longer_than_a_frame_is_done_elsewhere(document, follow, qtbot, heard):
    results = follow(document)
    assert results.is_computing
    assert results.output_of(0) is None
    assert results.problem(0) is None
    qtbot.waitUntil(lambda: not results.is_computing)
    assert rows(results) == [[0, 0, 3, 3, 0, 0]] * 6


@pytest.mark.usefixtures("_small_frame")
def test_only_the_newest_of_many_edits_is_shown(document, follow, qtbot, heard, assert_fresh):
    results = follow(document)
    changed = heard(results.maps_changed)
    for value in (0.25, 0.5, 0.75):
        document.paint([(0, 3)], value)
        document.set_weight((0, 1, 0, 0), value)
    qtbot.waitUntil(lambda: not results.is_computing)
    assert changed == [(0, None, None)]
    assert_fresh(document, results)


@pytest.mark.usefixtures("_small_frame")
def test_what_the_worker_cannot_do_is_said(document, follow, qtbot, heard, monkeypatch, assert_fresh):
    def refuse(*_):
        raise MemoryError("no memory for so many maps")

    results = follow(document)
    qtbot.waitUntil(lambda: not results.is_computing)
    said = heard(results.failed)
    with monkeypatch.context() as broken:
        broken.setattr(Maps, "compute", refuse)
        document.paint([(0, 0)], 1)
        qtbot.waitUntil(lambda: not results.is_computing)
    assert "no memory" in results.problem(0)
    assert len(said) == 1
    document.paint([(0, 1)], 1)
    qtbot.waitUntil(lambda: not results.is_computing)
    assert results.problem(0) is None
    assert_fresh(document, results)


def test_the_end_of_a_stroke_leaves_exact_numbers(deep_document, follow):
    results = follow(deep_document)
    deep_document.begin_stroke()
    for number in range(12):
        deep_document.set_weight((1, 1, 0, 2), 0.1 * number)
        deep_document.paint([(number % 7, number % 6)], 0.1 * number)
    deep_document.end_stroke()
    fresh = Maps(deep_document.project)
    fresh.compute()
    for number in (0, 1):
        assert np.array_equal(results.output_of(number), fresh.output(number))


def test_weights_of_several_layers_can_change_at_once(deep_document, follow, assert_fresh):
    results, project = follow(deep_document), deep_document.project
    doubled = [
        LayerPart(part.kind, part.config, tuple(2 * array for array in part.weights))
        for part in project.layers
    ]
    deep_document.set_network(project.input, doubled, "Double")
    assert_fresh(deep_document, results)
    deep_document.undo_stack.undo()
    assert_fresh(deep_document, results)


def test_a_setting_done_again_after_other_edits_were_undone_is_followed(deep_document, follow, assert_fresh):
    results = follow(deep_document)
    deep_document.set_weight((0, 0, 0, 0), -2)
    deep_document.set_active_layer(1)
    deep_document.set_setting("strides", 2)
    deep_document.undo_stack.setIndex(0)
    deep_document.undo_stack.setIndex(2)
    assert_fresh(deep_document, results)


def test_layers_of_every_sort_follow_an_edit(qtbot, follow, assert_fresh):
    kinds = (
        ("Conv2D", {"filters": 4, "kernel_size": (3, 3), "activation": "relu"}),
        ("MaxPooling2D", {}),
        ("DepthwiseConv2D", {"kernel_size": (2, 2)}),
        ("Conv2DTranspose", {"filters": 3, "kernel_size": (2, 2), "strides": (2, 2)}),
        ("Flatten", {}),
        ("Dense", {"units": 5, "activation": "softmax"}),
    )
    grid = np.eye(9, dtype=np.float32)[..., None]
    document = Document(Project(grid, tuple(LayerPart(kind, config) for kind, config in kinds)))
    results = follow(document)
    document.paint([(3, 3), (3, 4)], 1)
    document.set_setting("filters", 6)
    for number in (0, 2, 3, 5):
        document.set_active_layer(number)
        document.set_weight((0,) * document.layer.weights[0].ndim, 2)
        assert_fresh(document, results)
    assert results.output_of(5).shape == (1, 1, 5)
