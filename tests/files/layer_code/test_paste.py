"""Layers out of pasted text: what they become, and what is refused with what and where."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.files.layer_code.calls import MAX_CHARACTERS
from convstudio.files.layer_code.paste import layers_in
from convstudio.nn.registry import layer_from

PICTURE = (8, 8, 1)


def config(text, shape=PICTURE):
    """Kind and settings that differ from those of a plain layer of the kind."""
    ((kind, words),) = layers_in(text, shape).layers
    found = layer_from(kind, words).get_config()
    needed = {"filters": 1, "kernel_size": 1, "units": 1, "activation": "linear", "rate": 0.0}
    plain = layer_from(kind, {name: needed[name] for name in needed if name in _needed(kind)}).get_config()
    return kind, {name: value for name, value in found.items() if value != plain[name]}


def _needed(kind):
    needed = {"Dense": "units", "Activation": "activation", "Dropout": "rate"}.get(kind, "")
    return needed or ("filters kernel_size" if kind.startswith(("Conv", "Separable")) else "kernel_size")


def _kinds(text, shape=PICTURE):
    return [kind for kind, _ in layers_in(text, shape).layers]


@pytest.mark.parametrize("prefix", ["", "layers.", "keras.layers.", "tf.keras.layers."])
def test_a_layer_of_keras_is_known_by_each_of_its_names(prefix):
    kind, words = config(f"{prefix}Conv2D(4, (3, 2), padding='same', strides=2, activation=\"relu\")")
    assert kind == "Conv2D"
    assert words == {
        "filters": 4,
        "kernel_size": (3, 2),
        "padding": "same",
        "strides": (2, 2),
        "activation": "relu",
    }


@pytest.mark.parametrize("prefix", ["", "nn.", "torch.nn."])
def test_words_of_pytorch_become_those_of_here(prefix):
    kind, words = config(
        f"{prefix}Conv2d(1, 4, 3, stride=(2, 1), padding=(1, 0), bias=False, padding_mode='circular')"
    )
    assert kind == "Conv2D"
    assert words == {
        "filters": 4,
        "kernel_size": (3, 3),
        "strides": (2, 1),
        "padding": ((1, 1), (0, 0)),
        "use_bias": False,
        "border": "circular",
    }


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("nn.Conv2d(1, 2, 3, 1, 1)", "Conv2D", {"padding": ((1, 1), (1, 1))}),
        ("nn.Conv2d(1, 2, 3, padding='same')", "Conv2D", {"padding": "same"}),
        ("nn.Conv2d(1, 2, 3, dilation=2)", "Conv2D", {"dilation_rate": (2, 2)}),
        (
            "nn.ConvTranspose2d(1, 2, 3, stride=2, padding=1, output_padding=1)",
            "Conv2DTranspose",
            {"strides": (2, 2), "padding": ((1, 1), (1, 1)), "output_padding": (1, 1)},
        ),
        ("keras.layers.MaxPooling2D(2)", "MaxPooling2D", {"pool_size": (2, 2), "strides": (2, 2)}),
        ("nn.MaxPool2d(3, 2, padding=1)", "MaxPooling2D", {"padding": ((1, 1), (1, 1)), "strides": (2, 2)}),
        ("nn.AdaptiveAvgPool2d((1, 1))", "GlobalAveragePooling2D", {"keepdims": True}),
        ("nn.ZeroPad2d((1, 2, 3, 4))", "ZeroPadding2D", {"padding": ((3, 4), (1, 2))}),
        ("nn.ZeroPad2d(-1)", "Cropping2D", {"cropping": ((1, 1), (1, 1))}),
        ("nn.Upsample(scale_factor=2.0, mode='bilinear')", "UpSampling2D", {"interpolation": "bilinear"}),
        ("nn.BatchNorm2d(1, eps=0.01)", "BatchNormalization", {"epsilon": 0.01, "momentum": 0.9}),
        ("nn.BatchNorm2d(1, momentum=0.2)", "BatchNormalization", {"epsilon": 1e-5, "momentum": 0.8}),
        ("nn.LeakyReLU(0.1)", "LeakyReLU", {"negative_slope": 0.1}),
        ("nn.LeakyReLU()", "LeakyReLU", {"negative_slope": 0.01}),
        ("LeakyReLU()", "LeakyReLU", {"negative_slope": 0.3}),
        ("nn.ReLU6(inplace=True)", "ReLU", {"max_value": 6.0}),
        ("nn.SiLU()", "Activation", {"activation": "silu"}),
        ("nn.Softmax(dim=1)", "Activation", {"activation": "softmax"}),
        ("nn.Dropout()", "Dropout", {"rate": 0.5}),
        ("nn.PReLU()", "PReLU", {"shared_axes": (1, 2, 3)}),
        ("nn.PReLU(1)", "PReLU", {"shared_axes": (1, 2, 3)}),
        ("layers.Dense(10, activation=tf.nn.softmax)", "Dense", {"activation": "softmax"}),
        ("layers.Conv2D(1, 3, data_format=None, kernel_regularizer=None)", "Conv2D", {}),
    ],
)
def test_each_layer_gets_its_settings(text, kind, words):
    ((found, settings),) = layers_in(text, PICTURE).layers
    assert found == kind
    whole = layer_from(found, settings).get_config()
    assert {name: whole[name] for name in words} == words


@pytest.mark.parametrize(
    "text",
    [
        "Conv2D(2, 3)\nReLU()\nMaxPooling2D(2)",
        "[Conv2D(2, 3), ReLU(), MaxPooling2D(2)]",
        "Conv2D(2, 3), ReLU(), MaxPooling2D(2),",
        "keras.Sequential([layers.Conv2D(2, 3), layers.ReLU(), layers.MaxPooling2D(2)], name='net')",
        "model = Sequential()\nmodel.add(Conv2D(2, 3))\nmodel.add(ReLU())\nmodel.add(MaxPooling2D(2))",
        "x = layers.Conv2D(2, 3)(x)\nx = layers.ReLU()(x)\nx = layers.MaxPooling2D(2)(x)",
        "y = layers.MaxPooling2D(2)(layers.ReLU()(layers.Conv2D(2, 3)(x)))",
        "  self.a = nn.Conv2d(1, 2, 3)\n  self.b = nn.ReLU()  # rectify\n\n  self.c = nn.MaxPool2d(2)",
        "model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2)).to('cuda').eval()",
        "nn.Sequential(nn.Conv2d(1, 2, 3), nn.Sequential(ReLU(), nn.Identity()), nn.MaxPool2d(2))",
        "from torch import nn\nnn.Sequential(OrderedDict([('a', nn.Conv2d(1, 2, 3)), ('b', nn.ReLU()),"
        " ('c', nn.MaxPool2d(2))]))",
    ],
)
def test_several_layers_come_in_their_order(text):
    assert _kinds(text) == ["Conv2D", "ReLU", "MaxPooling2D"]


def test_a_name_of_both_libraries_belongs_to_the_one_beside_it():
    (_, (_, words)) = layers_in("[Conv2d(1, 2, 3), LeakyReLU()]", PICTURE).layers
    assert words["negative_slope"] == 0.01
    (_, (_, words)) = layers_in("[Conv2D(2, 3), LeakyReLU()]", PICTURE).layers
    assert words == {}


def test_lenet_of_a_textbook():
    text = """
    nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.Sigmoid(),
        nn.AvgPool2d(kernel_size=2, stride=2),
        nn.Conv2d(6, 16, kernel_size=5), nn.Sigmoid(),
        nn.AvgPool2d(kernel_size=2, stride=2), nn.Flatten(),
        nn.Linear(16 * 25, 120), nn.Sigmoid(),
    )
    """
    with pytest.raises(
        ValueError, match=r"^line 7, column 19: 16 \* 25 is no number or text that is written"
    ):
        layers_in(text, (28, 28, 1))
    assert len(layers_in(text.replace("16 * 25", "400"), (28, 28, 1)).layers) == 9
    with pytest.raises(ValueError, match="Linear takes 400 values, and what reaches it has 144"):
        layers_in(text.replace("16 * 25", "400"), (20, 20, 1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no layer in the text"),
        ("1, 2, 3", "line 1, column 1: 1 is no layer"),
        ("Conv2D(4, 3", "line 1, column 7: this is no Python: '(' was never closed"),
        ("ReLU()\nConv2D(4, k)", "line 2, column 11: k is no number or text that is written out"),
        ("Conv2D(4, f(3))", "line 1, column 11: f(3) is no number or text that is written out"),
        ("Conv2D(4, *sizes)", "line 1, column 11: *sizes is no number or text that is written out"),
        ("Conv2D(4, 3, **words)", "line 1, column 16: words is unpacked; only arguments that are written"),
        ("__import__('os').system('x')", "line 1, column 1: __import__('os') is no name of a layer"),
        ("os.system('x')", "line 1, column 1: os.system is no layer: 'os' is neither Keras' nor PyTorch's"),
        ("import os\nfor x in y: pass", "line 2, column 1: for x in y: pass is no layer"),
        ("lambda: 0", "line 1, column 1: lambda: 0 is no layer"),
        (
            "Conv2d(1, 4, 3)\nConv3d(4, 1, 3)",
            "line 2, column 1: PyTorch's Conv3d is not known here; perhaps Conv2d is meant",
        ),
        ("nn.Conv3d(1, 4, 3)", "line 1, column 1: PyTorch's Conv3d is not known here; perhaps Conv2d is"),
        ("layers.Conv2D(4, 3, stride=2)", "line 1, column 1: Conv2D has no word 'stride' here"),
        ("layers.Conv2D(4, 3, filters=2)", "line 1, column 1: Conv2D is given 'filters' twice"),
        ("layers.Flatten(None, 1)", "line 1, column 1: Flatten takes 1 arguments at most, and here are 2"),
        ("layers.Conv2D(0, 3)", "line 1, column 1: `filters` must be a whole number of at least 1."),
        (
            "layers.Conv2D(4, 3, kernel_regularizer='l2')",
            "line 1, column 1: Conv2D has no word 'kernel_regul",
        ),
        ("layers.Conv2D(4, 3, kernel_size=np.pi)", "line 1, column 1: Conv2D is given 'kernel_size' twice"),
        (
            "layers.Conv2D(4, kernel_size=np.pi)",
            "line 1, column 1: Conv2D has kernel_size=pi, which is no num",
        ),
        ("layers.Conv2D(4)", "line 1, column 1: Conv2D does not take these settings"),
        ("layers.Conv2D(2**40, 3)", "line 1, column 15: 2 ** 40 is no number or text that is written out"),
        ("layers.Conv2D(99999999999, 3)", "line 1, column 1: it would have more than 500,000,000 weights"),
        ("layers.ZeroPadding2D(999999999)", "values would come out; the limit is"),
        ("layers.ReLU(1e999)", "line 1, column 1: a setting is a number, a text, a truth value or a list"),
        ("nn.Conv2d(3, 4, 3)", "line 1, column 1: Conv2d takes 3 channels, and what reaches it has 1"),
        ("nn.Conv2d(1, 4)", "line 1, column 1: Conv2d: missing a required argument: 'kernel_size'"),
        (
            "nn.Conv2d(1, 4, 3, strides=2)",
            "line 1, column 1: Conv2d: got an unexpected keyword argument 'str",
        ),
        ("nn.Conv2d(1, 4, 3, 2, 'same')", "Conv2d cannot have padding 'same' with stride 2: PyTorch refuses"),
        (
            "nn.Conv2d(1, 4, 3, padding=(1, 2, 3))",
            "Conv2d has padding=(1, 2, 3); it can be 'same', 'valid' or 2",
        ),
        ("nn.MaxPool2d(2, ceil_mode=True)", "MaxPool2d has ceil_mode=True; here it can only be False"),
        (
            "nn.AdaptiveAvgPool2d(7)",
            "AdaptiveAvgPool2d has output size 7; here it can be 1, one cell for each",
        ),
        ("nn.Linear(64, 10)", "Linear stands behind maps of shape (8, 8, 1): put Flatten before it"),
        ("nn.Softmax(dim=2)", "Softmax runs along axis 2; here it can run along the channels, axis 1"),
        ("nn.BatchNorm2d(4)", "BatchNorm2d takes 4 channels, and what reaches it has 1"),
        ("nn.ConvTranspose2d(1, 4, 3, groups=2)", "ConvTranspose2d has groups=2; here it can only be 1"),
        (
            "Input((8, 8, 3))\nConv2D(1, 3)",
            "line 1, column 1: Input is written for 3 channels, and what reaches",
        ),
        (
            "Conv2D(1, 3, input_shape=(28, 28, 3))",
            "Conv2D is written for 3 channels, and what reaches it has 1",
        ),
        ("x" * (MAX_CHARACTERS + 1), "the text has 100,001 characters; at most 100,000 are read"),
        ("(" * 5000 + ")" * 5000, "this is no Python: too many nested parentheses"),
        ("ReLU()\0", "this is no Python: source code string cannot contain null bytes"),
    ],
)
def test_what_is_no_layer_is_refused_with_what_and_where(text, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        layers_in(text, PICTURE)


@given(st.text())
def test_any_text_is_read_or_refused(text):
    try:
        assert layers_in(text, PICTURE).layers
    except ValueError:
        return


def test_nothing_of_a_text_is_ever_run(tmp_path):
    path = tmp_path / "made"
    for text in (
        f"open({str(path)!r}, 'w')",
        f"ReLU(open({str(path)!r}, 'w'))",
        f"[ReLU()][open({str(path)!r}, 'w')]",
    ):
        with pytest.raises(ValueError, match=r"is no|there is no layer open"):
            layers_in(text, PICTURE)
    assert not path.exists()


def test_what_differs_is_noted():
    text = "Sequential([Input((28, 28, 1)), Conv2D(1, 3)])"
    assert layers_in(text, PICTURE).notes == (
        "Input is written for inputs of shape (28, 28, 1); here they are (8, 8, 1)",
    )
    pooled = layers_in("nn.AvgPool2d(2, padding=1)", PICTURE)
    assert [kind for kind, _ in pooled.layers] == ["ZeroPadding2D", "AveragePooling2D"]
    assert pooled.notes == ("the padding of AvgPool2d counts in the mean: zeros come before it",)


def test_behind_a_layer_that_does_not_fit_nothing_is_counted():
    layers = layers_in("nn.Conv2d(1, 4, 11)\nnn.Conv2d(5, 2, 3)", PICTURE).layers
    assert [words["filters"] for _, words in layers] == [4, 2]
    assert len(layers_in("nn.Conv2d(7, 4, 3)", None).layers) == 1
