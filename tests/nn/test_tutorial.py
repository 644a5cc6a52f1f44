"""The listings of Brownlee, How Do Convolutional Layers Work in Deep Learning Neural Networks?"""

import runpy
from pathlib import Path

import numpy as np
from numpy import asarray

from convstudio.nn import Conv1D, Conv2D, Sequential

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_listing_with_one_dimension(capsys):
    data = asarray([0, 0, 0, 1, 1, 0, 0, 0])
    data = data.reshape(1, 8, 1)
    model = Sequential()
    model.add(Conv1D(1, 3, input_shape=(8, 1)))
    weights = [asarray([[[0]], [[1]], [[0]]]), asarray([0.0])]
    model.set_weights(weights)
    print(model.get_weights())
    yhat = model.predict(data)
    print(yhat)

    assert (yhat.shape, yhat.dtype) == ((1, 6, 1), np.float32)
    assert yhat.ravel().tolist() == [0, 0, 1, 1, 0, 0]
    assert [w.shape for w in model.get_weights()] == [(3, 1, 1), (1,)]
    assert "[[1.]]" in capsys.readouterr().out


def two_dimensions(detector):
    data = [[0, 0, 0, 1, 1, 0, 0, 0] for _ in range(8)]
    data = asarray(data)
    data = data.reshape(1, 8, 8, 1)
    model = Sequential()
    model.add(Conv2D(1, (3, 3), input_shape=(8, 8, 1)))
    weights = [asarray(detector), asarray([0.0])]
    model.set_weights(weights)
    assert [w.shape for w in model.get_weights()] == [(3, 3, 1, 1), (1,)]
    yhat = model.predict(data)
    for r in range(yhat.shape[1]):
        print([yhat[0, r, c, 0] for c in range(yhat.shape[2])])
    return yhat


def test_the_listing_with_two_dimensions(capsys):
    yhat = two_dimensions([[[[0]], [[1]], [[0]]], [[[0]], [[1]], [[0]]], [[[0]], [[1]], [[0]]]])
    assert (yhat.shape, yhat.dtype) == ((1, 6, 6, 1), np.float32)
    assert yhat[0, :, :, 0].tolist() == [[0, 0, 3, 3, 0, 0]] * 6
    assert len(capsys.readouterr().out.splitlines()) == 6


def test_the_horizontal_detector_on_the_vertical_line():
    yhat = two_dimensions([[[[0]], [[0]], [[0]]], [[[1]], [[1]], [[1]]], [[[0]], [[0]], [[0]]]])
    assert yhat[0, :, :, 0].tolist() == [[0, 1, 2, 2, 1, 0]] * 6


def test_the_example_with_one_dimension_prints_the_bump(capsys):
    runpy.run_path(str(EXAMPLES / "line_1d.py"))
    assert capsys.readouterr().out == "[0.0, 0.0, 1.0, 1.0, 0.0, 0.0]\n"


def test_the_example_with_two_dimensions_prints_the_map_and_a_step(capsys):
    runpy.run_path(str(EXAMPLES / "line_2d.py"))
    *rows, channel, sums, value = capsys.readouterr().out.splitlines()
    assert rows == ["[0.0, 0.0, 3.0, 3.0, 0.0, 0.0]"] * 6
    assert (channel, sums, value) == ("channel 1: 3", "3 + bias 0 = 3", "linear: 3 → 3")
