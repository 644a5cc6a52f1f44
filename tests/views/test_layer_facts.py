"""What follows from the settings of a layer; numbers of the tutorial and of CS231n's AlexNet."""

from convstudio.nn import Conv1D, Conv2D
from convstudio.views.layer_facts import layer_facts


def test_the_tutorial_layer():
    facts = layer_facts(Conv2D(1, (3, 3)), (8, 8, 1))
    assert facts.formulas == (
        "rows: ⌊(8 + 0 − 1·(3 − 1) − 1) / 1⌋ + 1 = 6",
        "cols: ⌊(8 + 0 − 1·(3 − 1) − 1) / 1⌋ + 1 = 6",
    )
    assert facts.costs[0] == "weights 3·3·1·1 + bias 1 = 10 parameters"
    assert facts.costs[-1] == "324 multiply-adds for one input"


def test_one_dimension_has_one_formula():
    facts = layer_facts(Conv1D(1, 3), (8, 1))
    assert facts.formulas == ("⌊(8 + 0 − 1·(3 − 1) − 1) / 1⌋ + 1 = 6",)
    assert facts.shapes == ("input (1, 8, 1)", "weights (3, 1, 1)", "output (1, 6, 1)")


def test_alexnet_needs_no_memory_for_its_numbers():
    facts = layer_facts(Conv2D(96, 11, strides=4), (227, 227, 3))
    assert facts.costs[0] == "weights 11·11·3·96 + bias 96 = 34,944 parameters"
    assert "output (1, 55, 55, 96)" in facts.text


def test_groups_divide_the_weights():
    facts = layer_facts(Conv2D(4, 3, groups=2, use_bias=False), (6, 6, 4))
    assert facts.costs[0] == "weights 3·3·2·4 = 72 parameters"
