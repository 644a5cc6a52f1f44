"""What programs are written of."""

import numpy as np
import pytest

from convstudio.files.code.subject import identifier, subject_of
from convstudio.files.project import LayerPart, Project


def project(*parts, shape=(6, 6, 1), title="Two layers"):
    x = np.arange(np.prod(shape), dtype=np.float32).reshape(shape) / 10
    return Project(x, parts, title=title)


CONV = LayerPart("Conv2D", {"filters": 2, "kernel_size": 3, "name": "edges", "seed": 1})
POOL = LayerPart("MaxPooling2D", {"pool_size": 2})


def test_a_layer_gets_what_the_layers_before_it_give():
    found = project(CONV, POOL)
    layer = subject_of(found, 1).computed(found.input)
    before = subject_of(found, 0).computed(found.input)
    assert layer.shape == (4, 4, 2)
    np.testing.assert_array_equal(layer.x, before.expected)
    assert layer.expected.shape == layer.after == (2, 2, 2)


def test_the_stack_ends_where_its_last_layer_ends():
    found = project(CONV, POOL)
    stack = subject_of(found, None).computed(found.input)
    np.testing.assert_array_equal(stack.x, found.input)
    np.testing.assert_array_equal(stack.expected, subject_of(found, 1).computed(found.input).expected)
    assert (stack.title, stack.heading) == ("Two layers", "2 layers: (6, 6, 1) -> (2, 2, 2)")


def test_weights_of_a_stack_are_called_by_their_layer():
    again = LayerPart("Conv2D", {"filters": 1, "kernel_size": 3, "name": "edges"})
    stages = subject_of(project(CONV, again), None).stages
    assert [list(stage.variables.values()) for stage in stages] == [
        ["edges_kernel", "edges_bias"],
        ["edges_2_kernel", "edges_2_bias"],
    ]
    assert list(subject_of(project(CONV), 0).stages[0].variables.values()) == ["kernel", "bias"]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("edges", "edges"),
        ("block1/Conv 2", "block1_conv_2"),
        ("class", "layer_3"),
        ("7th", "layer_3"),
        ("слой", "layer_3"),
        ("x\nimport os", "x_import_os"),
    ],
)
def test_every_name_becomes_one_that_python_can_have(name, word):
    assert identifier(name, 3) == word


def test_a_title_cannot_end_the_comment_in_which_it_stands():
    found = subject_of(project(CONV, title="one\nimport os\x0c\u2028two"), 0)
    assert found.title == "one import os two"
    assert found.heading == "layer 1, Conv2D edges: (6, 6, 1) -> (4, 4, 2)"


def test_a_layer_that_does_not_fit_is_named_by_its_number():
    large = LayerPart("Conv2D", {"filters": 1, "kernel_size": 9})
    with pytest.raises(ValueError, match=r"^layer 2 does not fit: The window must not span more cells"):
        subject_of(project(CONV, large), None)
    assert subject_of(project(CONV, large), 0).after == (4, 4, 2)


@pytest.mark.parametrize(
    ("parts", "number", "said"), [((), None, "no layer"), ((CONV,), 4, "there is no layer 5")]
)
def test_a_layer_that_is_not_there_is_refused(parts, number, said):
    with pytest.raises(ValueError, match=said):
        subject_of(project(*parts), number)


def test_what_goes_in_has_the_dtype_of_the_layer():
    part = LayerPart("Conv2D", {"filters": 1, "kernel_size": 1, "dtype": "float64"})
    found = project(part, POOL)
    assert subject_of(found, 0).computed(found.input).x.dtype == np.float64
    assert subject_of(found, 1).computed(found.input).x.dtype == np.float32
