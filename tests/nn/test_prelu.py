import numpy as np

from convstudio.nn import PReLU

LINE = np.array([-2, 0, 1, 8]).reshape(1, 4, 1)


def test_each_cell_may_learn_a_slope_of_its_own():
    layer = PReLU()
    layer.build((None, 4, 1))
    layer.set_weights([[[3], [0], [0], [0]]])
    assert layer(LINE).ravel().tolist() == [-6, 0, 1, 8]


def test_shared_slopes_have_one_cell_along_the_shared_axes():
    layer = PReLU(shared_axes=(1, 2))
    layer.build((None, 5, 6, 3))
    assert layer.get_weights()[0].shape == (1, 1, 3)


def test_one_axis_may_be_given_as_a_number():
    assert PReLU(shared_axes=1).shared_axes == (1,)


def test_an_explained_cell_meets_its_own_slope():
    layer = PReLU()
    layer.build((None, 4, 1))
    layer.set_weights([[[3], [0], [0], [0]]])
    assert layer.explain(LINE, 0, 0, 0).lines() == ("(-2 if -2 > 0 else 3 × -2) = -6",)
