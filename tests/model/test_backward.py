"""The walk backwards, as a person moves through it."""

import numpy as np
import pytest

from convstudio.files.project import LayerPart, Project
from convstudio.files.resources import load_example
from convstudio.model import backward as backward_module
from convstudio.model.backward import Backward
from convstudio.model.backward_facts import gate_at
from convstudio.model.backward_look import Side, error_place
from convstudio.model.document import Document
from convstudio.model.stepper import State
from convstudio.model.targets import Target


@pytest.fixture
def look_at(qtbot):
    made = []

    def at(document, **wishes):
        backward = Backward(document)
        made.append(backward)
        with qtbot.waitSignal(backward.source.numbers_changed, timeout=20_000):
            backward.source.wish(**wishes)
            backward.source.set_active(True)
        return backward

    yield at
    for backward in made:
        backward.close()


@pytest.fixture
def line(document, look_at):
    """The tutorial's vertical line, which is to become a horizontal one."""
    return look_at(document)


def wait_for_numbers(qtbot, backward, do):
    with qtbot.waitSignal(backward.source.numbers_changed, timeout=20_000):
        do()


def test_the_walk_has_a_step_for_each_position_of_the_window(line):
    assert (line.count, line.row_length, line.index) == (36, 6, 0)
    assert line.look.array == "kernel"
    assert line.numbers.loss.value == pytest.approx((9 * 0 + 1 * 2 + 1 * 2) / 6)


def test_each_position_adds_window_times_error_and_the_last_has_the_gradient(line):
    line.to_end()
    assert line.state is State.FINISHED
    np.testing.assert_allclose(
        line.step.running, line.numbers.training.by_weights[0]["kernel"][:, :, 0, 0], rtol=1e-12
    )
    line.go_to_place(2, 3)
    assert (line.step.row, line.step.col) == (2, 3)
    x, error = line.numbers.training.levels[0][0, :, :, 0], line.numbers.training.errors[1][0, :, :, 0]
    np.testing.assert_array_equal(line.step.products, x[2:5, 3:6] * error[2, 3])


def test_nobody_looks_and_nothing_is_computed(document, qtbot):
    backward = Backward(document)
    document.set_weight((0, 0, 0, 0), 2.0)
    qtbot.wait(20)
    assert backward.numbers is None
    assert backward.count == 0
    backward.close()


def test_an_edit_is_followed_and_the_place_stays(line, document, qtbot):
    line.go_to(8)
    before = line.numbers.loss.value
    wait_for_numbers(qtbot, line, lambda: document.set_weight((1, 1, 0, 0), 5.0))
    assert line.numbers.loss.value != before
    assert line.index == 8
    line.choose_weight(1, 1)
    assert line.weight.update.old == 5


def test_the_chosen_weight_has_its_gradient_its_update_and_its_finite_difference(line, qtbot):
    line.choose_weight(0, 1)
    weight = line.weight
    assert weight.index == (0, 1, 0, 0)
    assert weight.update.old == 1
    assert weight.update.new == np.float32(1) - np.float32(weight.stored_gradient) * np.float32(0.01)
    with qtbot.waitSignal(line.difference_changed, timeout=20_000):
        assert line.difference() is None
    assert line.difference().relative_to(weight.gradient) < 1e-6


def test_the_other_side_walks_over_the_cells_of_the_input(line, qtbot):
    line.set_look(side=Side.INPUT)
    assert line.count == 64
    assert line.step is None
    line.go_to_place(3, 4)
    cell = line.cell
    assert (cell.row, cell.col, cell.channel, cell.value) == (3, 4, 0, 1)
    assert len(cell.terms.places) == 9
    assert cell.gradient == pytest.approx(cell.terms.total, rel=1e-12)
    with qtbot.waitSignal(line.difference_changed, timeout=20_000):
        line.difference()
    assert line.difference().confirms(cell.gradient)
    line.set_look(side=Side.WEIGHTS)
    assert line.count == 36


def test_bias_and_kernel_are_arrays_of_their_own(line):
    line.set_look(array="bias")
    assert line.grid.numbers.shape == (1, 1)
    line.to_end()
    errors = line.numbers.training.errors[1]
    assert line.step.running.item() == pytest.approx(errors.sum())


def test_another_target_is_another_loss(line, qtbot):
    wait_for_numbers(qtbot, line, lambda: line.source.wish(target=Target()))
    assert line.numbers.loss.value == 3
    drawing = line.numbers.training.outputs[0].astype(np.float32)
    wait_for_numbers(qtbot, line, lambda: line.source.wish(target=Target(drawing=drawing)))
    assert line.numbers.loss.value == 0
    assert not line.numbers.training.by_weights[0]["kernel"].any()


def test_another_project_has_its_own_loss_and_target(line, document, qtbot):
    wait_for_numbers(qtbot, line, lambda: line.source.wish(loss="mean_absolute_error", rate=0.5))
    wait_for_numbers(qtbot, line, lambda: document.replace(load_example("bump")))
    assert line.source.wishes.loss == "mean_squared_error"
    assert line.source.wishes.rate == 0.5
    assert line.count == 6


def test_each_layer_of_a_network_can_be_looked_at(look_at, qtbot):
    document = Document(load_example("lenet"))
    backward = look_at(document)
    assert backward.source.wishes.loss == "sparse_categorical_crossentropy"
    kinds = {}
    for number in range(8):
        document.set_active_layer(number)
        kinds[number] = (backward.look.side, backward.count)
    assert kinds[0] == (Side.WEIGHTS, backward.numbers.training.levels[1][0, :, :, 0].size)
    assert kinds[1][0] is Side.INPUT
    assert kinds[1][1] == backward.numbers.training.levels[1].size
    document.set_active_layer(1)
    backward.go_to_place(5, 7, 2)
    window = backward.cell.windows[0]
    assert (window.row, window.col) == (2, 3)
    assert backward.cell.gradient == (window.error if window.winner == (5, 7) else 0)


def test_where_much_is_added_up_the_place_stays_and_the_numbers_come_later(
    line, document, qtbot, monkeypatch
):
    line.go_to(20)
    monkeypatch.setattr(backward_module, "MOST_WORK", 100)
    line.set_look(array="bias")  # 36 products: at once
    assert line.step is not None
    line.set_look(array="kernel")
    assert (line.step, line.grid, line.weight, line.difference()) == (None, None, None, None)
    assert (line.count, line.index) == (36, 20)
    line.step_forward()
    with qtbot.waitSignal(line.look_changed, timeout=20_000):
        pass
    assert line.step.index == 21
    assert line.weight is not None
    line.set_look(array="bias")
    line.set_look(array="kernel")
    line.set_look(side=Side.INPUT)  # what is added up is no longer wanted
    qtbot.wait(50)
    assert line.grid is None
    assert line.cell is not None


def test_a_unit_of_a_dense_layer_has_one_position_for_a_single_sample(look_at):
    document = Document(load_example("lenet"))
    backward = look_at(document)
    document.set_active_layer(5)
    backward.set_look(side=Side.WEIGHTS, filter=7)
    assert backward.count == 1
    assert backward.step.cells.size == backward.numbers.training.levels[5].size
    assert error_place(backward.grid, backward.step, (0, 0)) == (0, 0, 7)


def test_the_gate_of_a_layers_own_activation_is_told(look_at):
    backward = look_at(Document(load_example("digit")))
    sums, errors = backward.numbers.training.sums(0)[0], backward.numbers.training.errors[1][0]
    for place in ((0, 0, 0), (5, 6, 1)):
        gate = gate_at(backward.numbers, 0, 0, place)
        assert gate.activation == "relu"
        assert gate.z == sums[place]
        assert gate.terms.total == (errors[place] if sums[place] > 0 else 0)
    assert gate_at(look_at(Document(load_example("bump"))).numbers, 0, 0, (0, 0, 0)) is None


def test_a_separable_convolution_sends_back_the_errors_between_its_two_halves(look_at):
    part = LayerPart("SeparableConv2D", {"filters": 3, "kernel_size": (3, 3), "depth_multiplier": 2})
    backward = look_at(Document(Project(np.ones((6, 6, 2), np.float32), (part,))))
    assert backward.numbers.errors_by_maps(0).shape == (1, 4, 4, 4)
    backward.set_look(side=Side.INPUT, filter=9)
    assert backward.look.filter == 3
    assert backward.cell.gradient == pytest.approx(backward.cell.terms.total)


def test_the_loss_is_walked_through_output_by_output(line, qtbot):
    line.set_look(side=Side.LOSS)
    assert line.count == 36
    line.go_to_place(1, 2)
    output = line.output
    assert (output.value, output.target) == (3, 2)
    assert output.term == "(3 − 2)² = 1"
    assert output.slope == "2 × (3 − 2) / 36 = 0.0555556"
    assert output.gradient == 2 / 36
    with qtbot.waitSignal(line.difference_changed, timeout=20_000):
        line.difference()
    assert line.difference().confirms(output.gradient)


def test_a_problem_is_told_and_goes_away_with_its_cause(line, document, qtbot):
    wait_for_numbers(qtbot, line, lambda: document.set_setting("kernel_size", (9, 9)))
    assert line.numbers is None
    assert "more cells than the padded input" in line.source.problem
    assert (line.count, line.step, line.cell, line.weight, line.difference()) == (0, None, None, None, None)
    wait_for_numbers(qtbot, line, document.undo_stack.undo)
    assert line.source.problem == ""
    assert line.count == 36


def test_a_step_that_somebody_asks_for_is_explained_until_the_document_is_wanted_again(line, document, qtbot):
    own = line.numbers.question
    batch = type(own)(own.layers, np.repeat(own.x, 3, 0), np.repeat(own.y, 3, 0), own.loss, own.optimizer)
    wait_for_numbers(qtbot, line, lambda: line.source.explain(lambda: batch))
    assert line.count == 3 * 36
    assert not line.source.is_of_document
    line.go_to(36)
    assert line.step.sample == 1
    document.set_weight((0, 0, 0, 0), 2.0)
    qtbot.wait(20)
    assert line.count == 3 * 36
    wait_for_numbers(qtbot, line, line.source.explain_document)
    assert line.count == 36
