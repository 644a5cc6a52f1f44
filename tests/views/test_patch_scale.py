"""The colours of a patch are those of the input that it is cut from."""

import numpy as np

from convstudio.files.project import LayerPart, Project
from convstudio.views.colors import input_scale
from convstudio.views.patch_scale import patch_scale


def test_the_first_layer_sees_the_input_as_it_looks(make_studio, make_project):
    studio = make_studio(make_project(np.linspace(0, 2, 36).reshape(6, 6), np.ones((3, 3))))
    assert patch_scale(studio, 0) == input_scale(studio.document.project.input, "drawn")


def test_a_later_layer_sees_maps(make_studio):
    kernel, bias = np.ones((3, 3, 1, 1), np.float32), np.zeros(1, np.float32)
    words = {"filters": 1, "kernel_size": (3, 3), "activation": "relu"}
    layers = (LayerPart("Conv2D", words, (kernel, bias)),) * 2
    studio = make_studio(Project(np.ones((6, 6, 1), np.float32), layers))
    scale = patch_scale(studio, 1)
    assert (scale.low, scale.high) == (0, 9)


def test_a_large_input_is_looked_at_here_and_there(make_studio, make_project):
    x = np.zeros((1500, 4))
    x[0, 0] = 3
    studio = make_studio(make_project(x, np.ones((3, 3))))
    assert patch_scale(studio, 0).high == 3
