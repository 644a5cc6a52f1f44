from convstudio.engine.interpolate import bilinear, nearest


def test_middles_of_cells_are_where_shares_are_counted_from():
    blend = bilinear(2, 2)
    assert blend.first.tolist() == [0, 0, 0, 1]
    assert blend.second.tolist() == [0, 1, 1, 1]
    assert blend.share.tolist() == [0.75, 0.25, 0.75, 0.25]


def test_three_cells_of_one_have_the_middle_one_unblended():
    assert bilinear(3, 3).share[4] == 0


def test_the_nearest_cell_is_repeated():
    assert nearest(2, 3).tolist() == [0, 0, 0, 1, 1, 1]
