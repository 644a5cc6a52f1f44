import pytest

from convstudio.model.stepper import State, Stepper
from convstudio.model.walk_in_hand import WalkInHand


class Steps(Stepper):
    def __init__(self, count):
        super().__init__()
        self.number = count

    @property
    def count(self):
        return self.number

    @property
    def row_length(self):
        return 3

    def become(self, count, index=0):
        self.number = count
        self._walk_anew(index)


@pytest.fixture
def steps(qtbot):
    return Steps(7)


def test_jumps_end_at_the_ends(steps):
    steps.go_to(99)
    assert (steps.index, steps.state) == (6, State.FINISHED)
    steps.go_to(-1)
    assert (steps.index, steps.state) == (0, State.AT_START)


def test_without_steps_every_wish_to_move_is_ignored(qtbot):
    steps = Steps(0)
    for wish in (steps.play, steps.step_forward, steps.to_end, steps.step_back):
        wish()
    assert (steps.index, steps.state) == (0, State.AT_START)


def test_another_walk_is_told_before_its_step(steps, heard):
    told = []
    steps.walk_changed.connect(lambda: told.append("walk"))
    steps.step_changed.connect(told.append)
    steps.become(20, 4)
    assert told == ["walk", 4]
    assert steps.state is State.PAUSED


def test_the_transport_drives_the_walk_in_hand_alone(steps, heard):
    other = Steps(3)
    hand = WalkInHand(steps)
    said = heard(hand.step_changed)
    steps.step_forward()
    other.to_end()
    hand.take(other)
    steps.step_forward()
    other.step_back()
    assert said == [1, 2, 1]
    assert hand.stepper is other


def test_a_walk_that_is_put_down_stands_still_and_its_speed_is_kept(steps, heard):
    other = Steps(3)
    hand = WalkInHand(steps)
    steps.set_speed(9)
    steps.play()
    states, speeds, walks = heard(hand.state_changed), heard(hand.speed_changed), heard(hand.walk_changed)
    hand.take(other)
    assert steps.state is State.AT_START
    assert states[-1] is State.AT_START
    assert speeds == [9]
    assert other.speed == 9
    assert len(walks) == 1
    hand.take(other)
    assert len(walks) == 1
