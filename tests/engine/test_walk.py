import pytest

from convstudio.engine.walk import Step, Walk


def test_the_window_walks_right_then_down_then_to_the_next_filter():
    walk = Walk(2, 3, 2)
    assert [step[1:] for step in walk] == [
        (filter, row, col) for filter in range(2) for row in range(2) for col in range(3)
    ]
    assert [step.index for step in walk] == list(range(12))


def test_the_example_has_36_steps():
    assert len(Walk(6, 6, 1)) == 36


def test_a_step_is_found_by_its_place():
    walk = Walk(6, 5, 3)
    assert all(walk.index_of(step.filter, step.row, step.col) == step.index for step in walk)
    assert walk.index(walk[17]) == 17
    assert walk[17] in walk


def test_a_walk_counts_from_the_end_and_gives_slices():
    walk = Walk(2, 3, 2)
    assert walk[-1] == Step(11, 1, 1, 2)
    assert walk[1:3] == [walk[1], walk[2]]


def test_a_walk_of_a_million_million_steps_is_there_at_once():
    walk = Walk(10**5, 10**5, 100)
    assert walk[10**12 - 1] == Step(10**12 - 1, 99, 99_999, 99_999)
    assert walk.index(walk[10**11]) == 10**11


@pytest.mark.parametrize("index", [12, -13])
def test_there_is_no_step_past_the_end(index):
    with pytest.raises(IndexError, match=f"12 steps. Received: index {index}"):
        Walk(2, 3, 2)[index]


@pytest.mark.parametrize("place", [(2, 0, 0), (0, 2, 0), (0, 0, 3), (0, 0, -1)])
def test_a_place_outside_the_maps_is_refused(place):
    with pytest.raises(ValueError, match="Received: filter="):
        Walk(2, 3, 2).index_of(*place)


def test_a_stranger_is_no_step():
    walk = Walk(2, 3, 2)
    assert Step(0, 1, 1, 1) not in walk
    with pytest.raises(ValueError, match="not a step"):
        walk.index(Step(0, 1, 1, 1))


def test_an_empty_walk_is_refused():
    with pytest.raises(ValueError, match="cols=0"):
        Walk(1, 0, 1)
