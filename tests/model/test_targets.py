"""What the network should give for the input of the document."""

import numpy as np
import pytest

from convstudio.files.project import LayerPart, Project
from convstudio.files.resources import load_example
from convstudio.model.targets import (
    Target,
    fitting_filters,
    loss_for,
    losses_for,
    target_values,
    usual_loss,
    usual_target,
)
from convstudio.nn import Conv2D, Dense

EVERYTHING = (-np.inf, np.inf)
MSE = "mean_squared_error"


def values(target, project, shape, spread=EVERYTHING, loss=MSE):
    return target_values(target, project, shape, spread, loss)


def test_nothing_else_said_the_target_is_zero():
    assert (
        values(Target(), load_example("vertical-line"), (6, 6, 1)).tolist() == np.zeros((1, 6, 6, 1)).tolist()
    )


def test_a_filter_of_the_library_gives_the_map_that_it_would_give():
    """The tutorial's horizontal detector on the vertical line: every row 0, 1, 2, 2, 1, 0."""
    found = values(Target(filter="horizontal-line"), load_example("vertical-line"), (6, 6, 1))
    assert found[0, :, :, 0].tolist() == [[0, 1, 2, 2, 1, 0]] * 6


def test_a_filter_gives_every_channel_the_same_and_ends_where_outputs_end():
    project = load_example("digit")
    found = values(Target(filter="line-vertical-only"), project, (14, 14, 4), (0.0, np.inf))
    assert found.shape == (1, 14, 14, 4)
    assert found.min() == 0
    assert (found == found[..., :1]).all()


def test_in_one_dimension_the_filters_of_one_dimension_fit():
    project = load_example("bump")
    assert {one.dimensions for one in fitting_filters(project, (6, 1))} == {1}
    assert values(Target(filter="bump"), project, (6, 1)).shape == (1, 6, 1)


def test_only_filters_whose_maps_have_the_right_size_are_offered():
    project = load_example("vertical-line")
    sizes = {one.kernel.shape for one in fitting_filters(project, (6, 6, 1))}
    assert sizes == {(3, 3)}
    assert fitting_filters(project, (5, 9, 1)) == ()
    assert fitting_filters(project, (10,)) == ()
    with pytest.raises(ValueError, match="gives outputs of shape"):
        values(Target(filter="vertical-line"), project, (5, 5, 1))


def test_what_the_layer_can_do_already_is_not_the_first_thing_it_is_to_learn():
    project = load_example("vertical-line")
    assert usual_target(project, (6, 6, 1), MSE).filter == "horizontal-line"
    other = Project(project.input, (LayerPart("Conv2D", {"filters": 1, "kernel_size": (3, 3)}),))
    assert usual_target(other, (6, 6, 1), MSE).filter == "vertical-line"


def test_a_class_is_a_number_or_a_one_among_zeros():
    project = load_example("lenet")
    assert values(Target(number=3), project, (10,), loss="sparse_categorical_crossentropy").tolist() == [3]
    one_hot = values(Target(number=3), project, (10,), loss="categorical_crossentropy")
    assert one_hot.tolist() == [[0, 0, 0, 1, 0, 0, 0, 0, 0, 0]]


@pytest.mark.parametrize("target", [Target(), Target(number=10)])
def test_a_class_that_is_not_there_is_refused(target):
    with pytest.raises(ValueError, match="from 0 to 9"):
        values(target, load_example("lenet"), (10,), loss="sparse_categorical_crossentropy")


def test_a_drawing_of_another_size_is_refused():
    drawing = np.ones((2, 2, 1), np.float32)
    project = load_example("vertical-line")
    assert values(Target(drawing=drawing), project, (2, 2, 1)).sum() == 4
    with pytest.raises(ValueError, match="must have shape"):
        values(Target(drawing=drawing), project, (6, 6, 1))


def test_cross_entropies_of_classes_are_for_several_values_side_by_side():
    assert "categorical_crossentropy" in losses_for((10,))
    assert losses_for((6, 6, 4)) == losses_for((1,)) == (MSE, "mean_absolute_error", "binary_crossentropy")


def test_what_is_no_share_is_taken_for_a_logit():
    assert not loss_for("binary_crossentropy", (0.0, 1.0)).from_logits
    assert loss_for("binary_crossentropy", EVERYTHING).from_logits


def test_shares_have_a_class_and_everything_else_has_squared_errors():
    assert usual_loss((10,), Dense(10, activation="softmax")) == "sparse_categorical_crossentropy"
    assert usual_loss((10,), Dense(10)) == MSE
    assert usual_loss((6, 6, 4), Conv2D(4, 3, activation="softmax")) == MSE
