import numpy as np
import pytest

from convstudio.files.computed import compute
from convstudio.files.project import Project
from convstudio.files.resources import load_example
from convstudio.nn import Conv2D


def part_of(layer, input_shape):
    from convstudio.files.project import LayerPart

    layer.build((None, *input_shape))
    return LayerPart(type(layer).__name__, layer.get_config(), tuple(layer.get_weights()))


def two_layers(**words):
    parts = (part_of(Conv2D(2, 3, seed=1), (8, 8, 1)), part_of(Conv2D(1, 3, seed=2, **words), (6, 6, 2)))
    return Project(np.eye(8)[..., None], parts, active_layer=1)


def test_the_active_layer_gets_what_the_layers_before_it_give():
    computed = compute(two_layers())
    first = compute(Project(np.eye(8)[..., None], two_layers().layers))
    assert np.array_equal(computed.x, first.maps)
    assert (computed.input_shape, computed.maps.shape) == ((6, 6, 2), (4, 4, 1))


def test_a_line_is_one_row_of_planes():
    computed = compute(load_example("bump"))
    assert (computed.x.shape, computed.maps.shape) == ((1, 8, 1), (1, 6, 1))


def test_every_step_of_the_walk_explains_its_value():
    computed = compute(load_example("stride"))
    values = [computed.explain(step.row, step.col, step.filter).value for step in computed.walk]
    assert values == computed.maps[..., 0].ravel().tolist()


@pytest.mark.parametrize(
    ("example", "place", "said"),
    [
        ("vertical-line", (0, 2, 2), "there is only 1 filter; there is no filter 3"),
        ("cross", (0, 0, 2), "filters are 1 to 2; there is no filter 3"),
        ("vertical-line", (6, 0, 0), "rows are 0 to 5; there is no row 6"),
        ("vertical-line", (0, -1, 0), "columns are 0 to 5; there is no column -1"),
        ("bump", (1, 0, 0), "there is only row 0; there is no row 1"),
    ],
)
def test_a_place_that_is_not_there_is_told_with_what_there_is(example, place, said):
    with pytest.raises(ValueError, match=f"^{said}$"):
        compute(load_example(example)).explain(*place)


def test_a_project_without_layers_computes_nothing():
    with pytest.raises(ValueError, match="no layer"):
        compute(Project(np.zeros((3, 3, 1)), ()))


def test_the_layer_that_does_not_fit_is_named():
    small = Project(np.zeros((4, 4, 1)), two_layers().layers, active_layer=1)
    with pytest.raises(ValueError, match="layer 2 does not fit"):
        compute(small)
