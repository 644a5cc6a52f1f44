"""Random numbers of a training."""

from convstudio.nn import Dropout
from convstudio.nn.dice import Dice


def test_the_same_seed_throws_the_same_numbers_for_each_layer_by_its_place():
    one, other = Dice(3), Dice(3)
    layers = Dropout(0.5), Dropout(0.5)
    thrown = [one.of(number, layer).random() for number, layer in enumerate(layers)]
    assert thrown[0] != thrown[1]
    assert [
        other.of(number, layer).random() for number, layer in reversed(list(enumerate(layers)))
    ] == thrown[::-1]
    assert one.order.random() == other.order.random()


def test_a_layer_with_a_seed_follows_that():
    layer = Dropout(0.5, seed=7)
    assert Dice(1).of(0, layer).random() == Dice(2).of(5, layer).random()


def test_they_go_back_to_where_they_stood():
    dice, layer = Dice(3), Dropout(0.5)
    dice.of(0, layer).random()
    state = dice.state
    thrown = [dice.order.random(), dice.of(0, layer).random(), dice.of(1, layer).random()]
    dice.state = state
    assert [dice.order.random(), dice.of(0, layer).random(), dice.of(1, layer).random()] == thrown
