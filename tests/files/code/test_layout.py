"""Where channels stand on their way through libraries that want them first."""

import numpy as np
import pytest

from convstudio.files.code.layout import FIRST, LAST, layouts, to_first, to_last, with_batch
from convstudio.files.code.subject import subject_of
from convstudio.files.code.templates import language
from convstudio.files.project import LayerPart, Project

CONV = LayerPart("Conv2D", {"filters": 2, "kernel_size": 1})


def ends(*parts):
    project = Project(np.zeros((4, 4, 2), np.float32), parts)
    operations = [one for stage in subject_of(project, None).stages for one in stage.operations]
    return layouts(operations, language("pytorch").settings["layouts"])


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ((CONV,), (FIRST, FIRST)),
        ((LayerPart("ReLU", {}), CONV), (FIRST, FIRST)),
        ((CONV, LayerPart("Flatten", {})), (FIRST, LAST)),
        ((LayerPart("Permute", {"dims": (2, 1, 3)}), CONV), (LAST, FIRST)),
        ((LayerPart("ReLU", {}),), (LAST, LAST)),
        ((LayerPart("BatchNormalization", {}),), (FIRST, FIRST)),
        ((LayerPart("BatchNormalization", {"axis": 1}),), (LAST, LAST)),
    ],
)
def test_the_first_operation_that_minds_says_where_they_begin(parts, found):
    assert ends(*parts) == found


def test_axes_are_moved_to_the_front_and_back():
    x = np.zeros((5, 6, 7))
    first = x.transpose(to_first(x.shape))
    assert first.shape == (7, 5, 6)
    assert first.transpose(to_last(x.shape)).shape == x.shape
    assert with_batch(to_first(x.shape)) == (0, 3, 1, 2)
