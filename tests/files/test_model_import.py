import importlib.util
import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest

from convstudio.files.model_import import describes_model, import_layer, import_model
from convstudio.nn.sequential import Sequential

MODELS = Path(__file__).parents[1] / "cases" / "models"
NEEDS = {".onnx": "onnx", ".h5": "h5py", ".keras": "h5py"}
STACKS = [
    *(f"torch_{name}{exporter}.onnx" for name in ("digits", "upwards", "line") for exporter in ("", "_old")),
    *(f"keras_{name}.{suffix}" for name in ("digits", "upwards", "line") for suffix in ("keras", "h5")),
]


def model_file(name):
    library = NEEDS.get(Path(name).suffix)
    if library and importlib.util.find_spec(library) is None:
        pytest.skip(f"{name} needs {library}")
    return MODELS / name


def recorded(name):
    """Input and outputs of the framework's own layers."""
    arrays = np.load(MODELS / f"{name.split('.')[0].removesuffix('_old')}.npz")
    return arrays["x"], [arrays[f"y{number}"] for number in range(1, len(arrays.files))]


def outputs(parts, x):
    shape, found = x.shape, []
    for part in parts:
        layer = part.build(shape)
        x = layer(x[None])[0]
        shape = x.shape
        found.append(x)
    return found


def agrees(ours, theirs):
    return ours.size == theirs.size and np.allclose(ours.ravel(), theirs.ravel(), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", [name for name in STACKS if name.startswith("keras")])
def test_every_layer_gives_what_it_gives_in_keras(name):
    x, wanted = recorded(name)
    imported = import_model(model_file(name))

    assert imported.unsupported == ()
    assert imported.input_shape == x.shape
    found = outputs(imported.parts, x)
    assert [agrees(ours, theirs) for ours, theirs in zip(found, wanted, strict=True)] == [True] * len(wanted)


@pytest.mark.parametrize("name", [name for name in STACKS if name.startswith("torch")])
def test_every_layer_gives_what_a_layer_gives_in_pytorch(name):
    """ONNX has fewer layers: a normalization is folded into the convolution, and dropout is left out."""
    x, wanted = recorded(name)
    imported = import_model(model_file(name))
    found = outputs(imported.parts, x)

    assert imported.unsupported == ()
    assert imported.input_shape == x.shape
    place = 0
    for part, ours in zip(imported.parts, found, strict=True):
        if part.kind not in ("ZeroPadding2D", "Flatten"):
            place = next(later for later in range(place, len(wanted)) if agrees(ours, wanted[later]))
    assert agrees(found[-1], wanted[-1])


def test_the_layers_of_a_model_make_a_sequential():
    imported = import_model(model_file("keras_digits.keras"))
    x, wanted = recorded("keras_digits.keras")
    model = Sequential()
    shape = imported.input_shape
    for part in imported.parts:
        model.add(part.build(shape))
        shape = model.output_shape[1:]

    assert agrees(model.predict(x[None])[0], wanted[-1])


def test_layers_keep_their_names():
    names = [part.config["name"] for part in import_model(model_file("keras_digits.keras")).parts]

    assert names[:3] == ["edges", "batch_normalization", "depthwise_conv2d"]


def test_padding_that_counts_in_a_mean_is_a_layer_and_told():
    imported = import_model(model_file("torch_upwards.onnx"))

    assert [part.kind for part in imported.parts][4:6] == ["ZeroPadding2D", "AveragePooling2D"]
    assert "the padding of node_avg_pool2d counts in the mean" in imported.notes[0]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("refused_lambda.keras", "layer 3, Lambda 'lambda': there is no such layer here"),
        (
            "refused_branch.keras",
            "layer 3, Add 'add': it takes 'input_layer_4', 'conv2d_1', not just the layer before",
        ),
        (
            "refused_branch.onnx",
            "layer 2, Add 'Add': it takes 'input', '/conv/Conv_output_0', not just what comes",
        ),
    ],
)
def test_what_cannot_be_taken_over_is_named_layer_by_layer(name, sentence):
    imported = import_model(model_file(name))

    assert len(imported.unsupported) == 1
    assert imported.unsupported[0].startswith(sentence)


@pytest.mark.parametrize("name", ["torch_digits.pt", "kinds.safetensors", "keras_digits.weights.h5"])
def test_weights_alone_are_no_model(name):
    path = model_file(name)

    assert not describes_model(path)
    with pytest.raises(ValueError, match=f"^{name} cannot be read: it holds weights and does not say"):
        import_model(path)


@pytest.mark.parametrize(
    ("name", "layer", "kind"),
    [
        ("keras_digits.keras", "edges", "Conv2D"),
        ("keras_digits.h5", "dense_1", "Dense"),
        ("keras_digits.weights.h5", "depthwise_conv2d", "DepthwiseConv2D"),
        ("keras_line.weights.h5", "separable_conv1d", "SeparableConv1D"),
        ("torch_digits.onnx", "4", "Conv2D"),
        ("torch_digits.pt", "1", "BatchNormalization"),
        ("torch_line.pt", "0.weight", "Conv1D"),
        ("kinds.safetensors", "conv_bf16", "Conv2D"),
    ],
)
def test_one_layer_is_found_by_its_name(name, layer, kind):
    assert import_layer(model_file(name), layer).kind == kind


def test_a_layer_comes_with_the_settings_that_its_file_tells():
    config = import_layer(model_file("keras_digits.keras"), "edges").config

    assert (config["strides"], config["padding"], config["activation"]) == ((2, 2), "same", "relu")


def test_one_layer_of_pytorch_gives_what_it_gave_there():
    part = import_layer(MODELS / "torch_line.pt", "0")
    x, wanted = recorded("torch_line.pt")

    assert agrees(part.build((16, 2))(x[None])[0], wanted[0][2:-2])


def test_a_normalization_of_pytorch_has_its_epsilon():
    wanted = recorded("torch_digits.pt")[1]
    part = import_layer(MODELS / "torch_digits.pt", "1")

    assert part.config["epsilon"] == 1e-5
    assert agrees(part.build(wanted[0].shape)(wanted[0][None])[0], wanted[1])


def test_a_layer_that_is_not_there_is_answered_by_those_that_are():
    with pytest.raises(
        ValueError, match=r"^torch_line\.pt cannot be read: it has no layer 'x'; it has '0', '3', '7'$"
    ):
        import_layer(MODELS / "torch_line.pt", "x")


def changed_keras(tmp_path, change):
    """keras_digits.keras with another description."""
    path = tmp_path / "a.keras"
    with zipfile.ZipFile(model_file("keras_digits.keras")) as old, zipfile.ZipFile(path, "w") as new:
        config = json.loads(old.read("config.json"))
        change(config)
        new.writestr("config.json", json.dumps(config))
        new.writestr("model.weights.h5", old.read("model.weights.h5"))
    return path


def setting(number, **words):
    return lambda config: config["config"]["layers"][number]["config"].update(words)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            setting(1, filters=5),
            r"layer 2, Conv2D 'edges': it needs weights of shapes \(3, 3, 3, 5\), \(5,\) here",
        ),
        (setting(1, filters=0), "layer 2, Conv2D 'edges': `filters` must be a whole number of at least 1"),
        (setting(1, data_format="channels_first"), "its channels are not last"),
        (setting(1, activation={"class_name": "function", "config": "mine"}), "its activation is a function"),
        (setting(1, speed=7), "its setting 'speed' is not known here"),
        (setting(2, axis=[1]), "BatchNormalization"),
        (setting(5, pool_size=[9, 9]), "layer 6, MaxPooling2D"),
    ],
)
def test_a_setting_that_would_change_the_numbers_is_named(tmp_path, change, sentence):
    (first, *_) = import_model(changed_keras(tmp_path, change)).unsupported

    assert re.search(sentence, first)


def test_layers_that_only_train_are_left_out_and_told(tmp_path):
    def change(config):
        config["config"]["layers"][8]["class_name"] = "GaussianNoise"

    imported = import_model(changed_keras(tmp_path, change))

    assert imported.unsupported == ()
    assert imported.notes == ("GaussianNoise 'dropout' does nothing outside of training",)


def test_more_than_a_thousand_layers_are_refused(tmp_path):
    def change(config):
        config["config"]["layers"] *= 101

    with pytest.raises(ValueError, match="1,010 layers; the limit is 1,000"):
        import_model(changed_keras(tmp_path, change))


def test_an_enlargement_beyond_measure_takes_no_memory(tmp_path):
    def change(config):
        config["config"]["layers"][5] = {"class_name": "UpSampling2D", "config": {"size": [1 << 30, 1 << 30]}}

    (first, *_) = import_model(changed_keras(tmp_path, change)).unsupported

    assert "values would come out; the limit is 268,435,456" in first


def test_an_input_of_open_size_has_no_shape(tmp_path):
    def change(config):
        config["config"]["layers"] = config["config"]["layers"][:2]
        config["config"]["layers"][0]["config"]["batch_shape"] = [None, None, None, 3]

    imported = import_model(changed_keras(tmp_path, change))

    assert (imported.input_shape, imported.unsupported) == (None, ())
    assert imported.parts[0].build((7, 7, 3)).count_params() == 112
