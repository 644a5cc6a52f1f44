"""What follows from the settings of a layer; numbers of the tutorial and of CS231n's AlexNet."""

from convstudio.nn import Conv1D, Conv2D, Conv2DTranspose, Dense, Flatten, MaxPooling2D, ReLU, SeparableConv2D
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


def test_a_pooling_has_the_formula_of_its_window_and_no_weights():
    facts = layer_facts(MaxPooling2D(2), (7, 8, 3))
    assert facts.formulas[0] == "rows: ⌊(7 + 0 − 1·(2 − 1) − 1) / 2⌋ + 1 = 3"
    assert facts.shapes == ("input (1, 7, 8, 3)", "output (1, 3, 4, 3)")


def test_a_dense_layer_is_not_compared_with_itself():
    facts = layer_facts(Dense(10), (84,))
    assert facts.costs == ("weights 84·10 + bias 10 = 850 parameters", "840 multiply-adds for one input")


def test_other_layers_that_change_the_shape_tell_both():
    assert layer_facts(Flatten(), (5, 5, 16)).formulas == ("5 × 5 × 16 → 400",)
    assert layer_facts(ReLU(), (5, 5, 16)).formulas == ()
    assert layer_facts(Conv2DTranspose(1, 3, strides=2), (8, 8, 1)).formulas[0] == "rows: (8 − 1)·2 + 3 = 17"


def test_both_kernels_of_a_separable_convolution_are_counted():
    facts = layer_facts(SeparableConv2D(8, 3), (8, 8, 3))
    assert facts.costs[0] == ("depthwise kernel 3·3·3·1 + pointwise kernel 1·1·3·8 + bias 8 = 59 parameters")
