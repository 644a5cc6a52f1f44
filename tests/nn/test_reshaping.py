import numpy as np

from convstudio.nn import Flatten, Permute, Reshape

X = np.arange(12).reshape(1, 2, 3, 2)


def test_rows_come_first_and_channels_last_in_a_row_of_all_values():
    assert Flatten()(X).tolist() == [list(range(12))]


def test_a_flat_value_names_the_cell_that_it_was():
    cell = Flatten().explain(X[0], 0, 0, 7)
    assert (cell.value, cell.inputs().tolist()) == (7, [[1, 0, 1]])
    assert cell.lines() == ("7: the value at [1, 0], channel 2",)


def test_one_size_of_a_new_shape_is_worked_out():
    assert Reshape((4, -1))(X).shape == (1, 4, 3)
    assert Reshape((-1, 2)).compute_output_shape((None, 2, 3, 2)) == (None, 6, 2)


def test_axes_change_places():
    y = Permute((3, 1, 2))(X)
    assert y.shape == (1, 2, 2, 3)
    assert y[0, 1, 0].tolist() == [1, 3, 5]


def test_a_permuted_value_names_the_cell_that_it_was():
    layer = Permute((2, 1))
    line = np.arange(6).reshape(1, 3, 2)
    layer.build(line.shape)
    cell = layer.explain(line, 0, 1, 2)  # the planes of a line are one row
    assert (cell.value, cell.inputs().tolist()) == (5, [[0, 2, 1]])
