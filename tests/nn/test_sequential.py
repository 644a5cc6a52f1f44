import numpy as np
import pytest

from convstudio.nn import Conv1D, Conv2D, Input, Sequential


def two_layers():
    return Sequential([Conv2D(2, 3, input_shape=(8, 8, 1), seed=1), Conv2D(3, 3, strides=2, seed=2)])


def test_each_layer_takes_what_the_one_before_gives():
    model = two_layers()
    assert (model.input_shape, model.output_shape) == ((None, 8, 8, 1), (None, 2, 2, 3))
    assert model.count_params() == 2 * 9 + 2 + 3 * 18 + 3
    x = np.random.default_rng(0).normal(size=(2, 8, 8, 1))
    first, second = model.layers
    assert model.predict(x).tolist() == second(first(x)).tolist()


def test_the_shape_of_the_input_may_come_first():
    model = Sequential([Input((8, 8, 1)), Conv2D(2, 3)])
    assert model.output_shape == (None, 6, 6, 2)


def test_the_shape_of_the_input_may_come_with_the_input():
    model = Sequential([Conv2D(2, 3)])
    assert not model.built
    assert model.predict(np.ones((1, 5, 5, 3))).shape == (1, 3, 3, 2)
    assert model.input_shape == (None, 5, 5, 3)


def test_a_model_shows_what_every_layer_gave():
    model = two_layers()
    x = np.ones((1, 8, 8, 1))
    first, second = model.activations(x)
    assert first.tolist() == model.layers[0](x).tolist()
    assert second.tolist() == model.predict(x).tolist()


def test_predicting_in_batches_gives_the_same():
    model, x = two_layers(), np.random.default_rng(0).normal(size=(5, 8, 8, 1))
    assert np.allclose(model.predict(x, batch_size=2, verbose=0), model.predict(x), atol=1e-6)


def test_no_inputs_give_no_outputs():
    assert two_layers().predict(np.ones((0, 8, 8, 1))).shape == (0, 2, 2, 3)


def test_weights_are_cast_and_copied():
    model = Sequential([Conv1D(1, 3, input_shape=(8, 1))])
    kernel = np.ones((3, 1, 1))
    model.set_weights([kernel, [0.5]])
    kernel[0] = 7
    given = model.get_weights()
    given[0][1] = 7
    assert [w.dtype for w in given] == [np.float32] * 2
    assert model.get_weights()[0].ravel().tolist() == [1, 1, 1]


def test_weights_of_other_shapes_are_refused_and_nothing_changes():
    model = two_layers()
    before = model.get_weights()
    wrong = [*before[:3], np.ones(4)]
    with pytest.raises(ValueError, match=r"Received: .*\(4,\)\]"):
        model.set_weights(wrong)
    with pytest.raises(ValueError, match="has weights of shapes"):
        model.set_weights(before[:2])
    assert all((a == b).all() for a, b in zip(before, model.get_weights(), strict=True))


def test_weights_that_are_no_numbers_are_refused():
    model = Sequential([Conv1D(1, 1, input_shape=(8, 1))])
    with pytest.raises(ValueError, match="real numbers"):
        model.set_weights([[[["one"]]], [0.0]])
    with pytest.raises(ValueError, match="real numbers"):
        model.set_weights([[[[1j]]], [0.0]])


def test_weights_wait_until_the_model_is_built():
    with pytest.raises(ValueError, match="before setting its weights"):
        Sequential([Conv2D(1, 3)]).set_weights([])


def test_layers_of_one_kind_are_numbered():
    assert [layer.name for layer in two_layers().layers] == ["conv2d", "conv2d_1"]


def test_two_layers_of_one_name_are_refused():
    with pytest.raises(ValueError, match="'edges' twice"):
        Sequential([Conv2D(1, 3, name="edges"), Conv2D(1, 3, name="edges")])


def test_one_layer_twice_is_refused():
    layer = Conv2D(1, 3)
    with pytest.raises(ValueError, match="a name of its own"):
        Sequential([layer, layer])


def test_a_layer_that_does_not_fit_is_not_added():
    model = two_layers()
    with pytest.raises(ValueError, match="must not span more cells"):
        model.add(Conv2D(1, 3))
    assert len(model.layers) == 2


def test_something_else_is_no_layer():
    with pytest.raises(ValueError, match="Only layers"):
        Sequential(["Conv2D"])


def test_the_input_comes_first_and_once():
    with pytest.raises(ValueError, match="must come first"):
        Sequential([Conv2D(1, 3), Input((8, 8, 1))])
    with pytest.raises(ValueError, match="must come first"):
        Sequential([Input((8, 8, 1)), Input((8, 8, 1))])


def test_a_built_layer_keeps_its_weights():
    layer = Conv2D(1, 3)
    layer.build((None, 8, 8, 1))
    layer.set_weights([np.ones((3, 3, 1, 1)), [0]])
    model = Sequential([Input((9, 9, 1)), layer])
    assert model.get_weights()[0].sum() == 9


def test_a_layer_built_for_other_channels_is_refused():
    layer = Conv2D(1, 3)
    layer.build((None, 8, 8, 1))
    with pytest.raises(ValueError, match=r"built for inputs of shape \(8, 8, 1\)"):
        Sequential([Input((8, 8, 2)), layer])
    with pytest.raises(ValueError, match=r"Received: \(8, 8, 2\)"):
        layer(np.ones((1, 8, 8, 2)))


def test_the_last_layer_comes_off():
    model = two_layers()
    assert model.pop().name == "conv2d_1"
    assert model.output_shape == (None, 6, 6, 2)
    model.pop()
    with pytest.raises(ValueError, match="no layers"):
        model.pop()


def test_the_summary_tells_shapes_and_parameters(capsys):
    text = two_layers().summary()
    assert capsys.readouterr().out == text + "\n"
    assert "conv2d_1 (Conv2D)  (None, 2, 2, 3)  57" in text
    assert text.endswith("Total params: 77")


def test_the_summary_of_what_is_not_built_says_so():
    lines = []
    Sequential([Conv2D(1, 3)]).summary(lines.append)
    assert "? (not built)" in lines[0]


def test_settings_make_the_same_model_again():
    model = two_layers()
    again = Sequential.from_config(model.get_config())
    assert again.get_config() == model.get_config()
    assert again.output_shape == model.output_shape


def test_a_model_without_shape_says_so():
    with pytest.raises(ValueError, match="Build sequential first"):
        _ = Sequential([Conv2D(1, 3)]).output_shape


@pytest.mark.parametrize("x", [np.ones((8, 8, 1)), np.ones((1, 8, 8, 2)), np.ones((1, 2, 2, 1)), "ab"])
def test_inputs_of_other_shapes_are_refused(x):
    with pytest.raises(ValueError, match=r"Received|inhomogeneous"):
        two_layers().predict(x)
