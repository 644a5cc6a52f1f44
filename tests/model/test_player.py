import numpy as np
import pytest

from convstudio.model.player import Player, State
from convstudio.model.results import Results


class HandClock:
    """A clock that goes when it is told to."""

    def __init__(self):
        self.now = self.began = 0

    def start(self):
        self.began = self.now

    def elapsed(self):
        return self.now - self.began


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def results(document):
    results = Results(document)
    yield results
    results.close()


@pytest.fixture
def player(document, results, clock):
    return Player(document, results, clock)


def pass_time(player, clock, milliseconds):
    clock.now += milliseconds
    player._pace._timer.timeout.emit()


def test_the_walk_of_the_example_has_36_steps(player):
    assert len(player.walk) == 36
    assert (player.index, player.state) == (0, State.AT_START)


def test_stepping_stops_at_both_ends(player):
    player.step_back()
    assert (player.index, player.state) == (0, State.AT_START)
    player.step_forward()
    assert (player.index, player.state) == (1, State.PAUSED)
    player.to_end()
    player.step_forward()
    assert (player.index, player.state) == (35, State.FINISHED)


def test_it_moves_by_the_clock(player, clock):
    player.set_speed(4)
    player.play()
    assert player.state is State.PLAYING
    pass_time(player, clock, 249)
    assert player.index == 0
    pass_time(player, clock, 1)
    assert player.index == 1
    pass_time(player, clock, 250)
    assert player.index == 2


def test_a_slow_frame_skips_steps_and_nothing_drifts(player, clock, heard):
    steps = heard(player.step_changed)
    player.set_speed(10)
    player.play()
    pass_time(player, clock, 730)
    pass_time(player, clock, 70)
    assert steps == [7, 8]


def test_the_speed_can_change_while_it_plays(player, clock):
    player.set_speed(1)
    player.play()
    pass_time(player, clock, 500)
    player.set_speed(10)
    pass_time(player, clock, 49)
    assert player.index == 0
    pass_time(player, clock, 1)
    assert player.index == 1


def test_the_speed_stays_between_half_a_step_and_60_a_second(player, heard):
    said = heard(player.speed_changed)
    for wish in (0.01, 1000, 1000):
        player.set_speed(wish)
    assert said == [0.5, 60]


def test_it_finishes_at_the_last_step_and_stands_still(player, clock, heard):
    states = heard(player.state_changed)
    player.set_speed(60)
    player.play()
    pass_time(player, clock, 10_000)
    assert (player.index, player.state) == (35, State.FINISHED)
    assert states == [State.PLAYING, State.FINISHED]
    assert not player._pace._timer.isActive()


def test_playing_at_the_end_starts_over(player):
    player.to_end()
    player.play()
    assert (player.index, player.state) == (0, State.PLAYING)


def test_pause_and_play_go_on_where_it_stood(player, clock):
    player.go_to(7)
    player.toggle()
    pass_time(player, clock, 250)
    player.toggle()
    assert (player.index, player.state) == (8, State.PAUSED)
    clock.now += 5000
    player.toggle()
    assert (player.index, player.state) == (8, State.PLAYING)


def test_a_jump_while_it_plays_goes_on_from_there(player, clock):
    player.play()
    clock.now += 200
    player.go_to(20)
    assert player.state is State.PLAYING
    pass_time(player, clock, 249)
    assert player.index == 20
    pass_time(player, clock, 1)
    assert player.index == 21


def test_a_step_by_hand_stands_still(player):
    player.play()
    player.step_forward()
    assert (player.index, player.state) == (1, State.PAUSED)


def test_a_jump_beyond_the_walk_goes_to_its_end(player):
    player.go_to(1000)
    assert player.index == 35
    player.go_to_cell(-3, 2)
    assert player.step == (2, 0, 0, 2)


def test_the_filter_in_hand_is_that_of_the_step(player, document):
    document.set_setting("filters", 3)
    player.go_to_cell(2, 3)
    player.show_filter(2)
    assert player.step == (2 * 36 + 15, 2, 2, 3)
    player.go_to_cell(0, 1)
    assert player.step.filter == 2


def test_an_edit_of_numbers_leaves_the_walk(player, document, heard):
    player.go_to(5)
    said = heard(player.walk_changed)
    document.paint([(0, 0)], 1)
    document.set_weight((0, 0, 0, 0), 3)
    assert (said, player.index) == ([], 5)


def test_another_geometry_keeps_the_cell_where_there_is_one(player, document, heard):
    player.go_to_cell(4, 3)
    said = heard(player.walk_changed)
    document.set_setting("padding", "same")
    assert (player.step.row, player.step.col, player.walk.rows) == (4, 3, 8)
    document.set_setting("strides", 2)
    assert (player.step.row, player.step.col, player.walk.rows) == (3, 3, 4)
    assert len(said) == 2


def test_the_step_is_said_after_every_new_walk(player, document, heard):
    steps = heard(player.step_changed)
    document.set_setting("padding", "same")
    assert steps == [0]


def test_without_a_walk_every_wish_is_ignored(player, document):
    player.go_to(3)
    document.set_setting("kernel_size", 9)
    assert (player.walk, player.step, player.index) == (None, None, 0)
    for wish in (player.play, player.step_forward, player.to_end, player.toggle):
        wish()
    player.go_to_cell(1, 1)
    player.show_filter(1)
    assert (player.index, player.state) == (0, State.AT_START)
    document.undo_stack.undo()
    assert len(player.walk) == 36


def test_a_walk_that_ends_while_it_plays_stops(player, document):
    player.play()
    document.set_setting("kernel_size", 9)
    assert player.state is State.AT_START
    assert not player._pace._timer.isActive()


def test_a_walk_of_one_step_does_not_play(player, document):
    document.set_setting("kernel_size", 8)
    player.play()
    assert (len(player.walk), player.state) == (1, State.AT_START)


def test_a_project_opens_at_the_step_where_it_was_left(player, document):
    left = document.snapshot(step=17)
    player.play()
    document.replace(left)
    assert (player.index, player.state) == (17, State.PAUSED)
    document.set_input(np.zeros((4, 4, 1)), "Resize")
    assert player.index == 3


def test_it_plays_with_the_clock_of_the_machine(document, results, qtbot):
    player = Player(document, results)
    player.set_speed(60)
    player.play()
    qtbot.waitUntil(lambda: player.state is State.FINISHED)
    assert player.index == 35
