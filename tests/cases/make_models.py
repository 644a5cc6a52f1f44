"""Make the small model files in `models/` with the frameworks themselves, and record what every layer gives.

Run with torch==2.13.0, keras, h5py, onnx, onnxscript, safetensors and numpy; their versions go to
`models/versions.json`. For each model file NAME.EXT with an architecture, `NAME.npz` holds the input `x`,
without batch and channels last, and the outputs `y1` ... `yN` of its layers likewise.
"""

import importlib.metadata
import json
import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import onnx
import safetensors.torch
import torch
from keras import layers
from torch import nn

HERE = Path(__file__).parent / "models"
PACKAGES = ("torch", "keras", "h5py", "onnx", "onnxscript", "safetensors", "numpy")


def torch_models() -> dict[str, tuple[nn.Sequential, tuple[int, ...]]]:
    """Name -> stack and the shape (channels, ...) of one input."""
    return {
        "torch_digits": (
            nn.Sequential(
                *(nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2)),
                *(nn.Conv2d(4, 6, 3, stride=2, groups=2, bias=False), nn.SiLU()),
                *(nn.Flatten(), nn.Linear(36, 5), nn.Dropout(), nn.Softmax(dim=1)),
            ),
            (1, 14, 10),
        ),
        "torch_upwards": (
            nn.Sequential(
                *(nn.ConvTranspose2d(3, 4, 3, stride=2, padding=1, output_padding=1), nn.PReLU(4)),
                *(nn.Conv2d(4, 4, 3, padding="same", dilation=2, groups=4), nn.LeakyReLU(0.1)),
                *(nn.AvgPool2d(3, 2, padding=1), nn.Conv2d(4, 2, 1), nn.Hardswish(), nn.Tanh()),
            ),
            (3, 6, 7),
        ),
        "torch_line": (
            nn.Sequential(
                *(nn.Conv1d(2, 4, 5, padding=2), nn.ELU(), nn.MaxPool1d(3, 2, padding=1)),
                *(nn.ConvTranspose1d(4, 3, 4, stride=2, padding=1), nn.Sigmoid()),
                *(nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(3, 2)),
            ),
            (2, 16),
        ),
    }


def keras_models() -> dict[str, keras.Model]:
    """Name -> model."""
    first = keras.Sequential(
        [
            layers.Input((9, 8, 3)),
            layers.Conv2D(4, 3, padding="same", strides=2, activation="relu", name="edges"),
            layers.BatchNormalization(),
            layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2),
            layers.ReLU(max_value=6),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(6, activation="tanh"),
            layers.Dropout(0.5),
            layers.Dense(3, activation="softmax"),
        ]
    )
    second = keras.Sequential(
        [
            layers.Input((6, 5, 2)),
            layers.SeparableConv2D(4, 3, padding="same", activation="gelu"),
            layers.UpSampling2D(2),
            layers.ZeroPadding2D(((1, 0), (0, 1))),
            layers.Conv2DTranspose(3, 3, strides=2, padding="same"),
            layers.LeakyReLU(negative_slope=0.1),
            layers.AveragePooling2D(2),
            layers.Activation("silu"),
            layers.GlobalAveragePooling2D(),
        ]
    )
    third = keras.Sequential(
        [
            layers.Input((16, 2)),
            layers.Conv1D(4, 3, padding="causal", dilation_rate=2, activation="elu"),
            layers.AveragePooling1D(2),
            layers.SeparableConv1D(3, 3, use_bias=False),
            layers.PReLU(shared_axes=[1]),
            layers.Permute((2, 1)),
            layers.Reshape((9, 2)),
            layers.GlobalMaxPooling1D(),
        ]
    )
    return {"keras_digits": first, "keras_upwards": second, "keras_line": third}


def last(array: np.ndarray) -> np.ndarray:
    """One output without batch, channels last."""
    return np.moveaxis(array[0], 0, -1) if array.ndim > 2 else array[0]


def shake(model: nn.Module) -> None:
    """Numbers that are not those of a fresh layer, so that a mixed-up weight shows."""
    for array in [*model.parameters(), *model.buffers()]:
        if array.is_floating_point():
            array.data.uniform_(0.1, 0.9) if array.ndim == 1 else array.data.uniform_(-0.5, 0.5)


def make_torch(name: str, model: nn.Sequential, shape: tuple[int, ...]) -> None:
    shake(model)
    model.eval()
    x = torch.rand(1, *shape) * 2 - 1
    values = [x]
    with torch.no_grad():
        for layer in model:
            values.append(layer(values[-1]))
    record(name, [last(value.numpy()) for value in values])
    torch.save(model.state_dict(), HERE / f"{name}.pt")
    axes = {"input": {0: "batch"}}
    old = {"dynamo": False, "dynamic_axes": axes, "input_names": ["input"]}
    torch.onnx.export(model, (x,), str(HERE / f"{name}_old.onnx"), **old)
    torch.onnx.export(model, (x,), str(HERE / f"{name}.onnx"), dynamo=True, external_data=False)


def make_keras(name: str, model: keras.Model) -> None:
    random = np.random.default_rng(0)
    model.set_weights([random.uniform(0.1, 0.9, w.shape) * 0.5 for w in model.get_weights()])
    values = [random.uniform(-1, 1, (1, *model.input_shape[1:])).astype("float32")]
    for layer in model.layers:
        values.append(keras.ops.convert_to_numpy(layer(values[-1], training=False)))
    record(name, [value[0] for value in values])
    model.save(HERE / f"{name}.keras")
    model.save(HERE / f"{name}.h5")
    model.save_weights(HERE / f"{name}.weights.h5")


def record(name: str, values: list[np.ndarray]) -> None:
    x, *outputs = values
    np.savez_compressed(HERE / f"{name}.npz", x=x, **{f"y{n}": y for n, y in enumerate(outputs, 1)})


class Shortcut(nn.Module):
    """A model that is no chain."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 1, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.conv(x)


def make_refused() -> None:
    """Files that must be refused: whole pickled modules, a Lambda, data beside the file, a branch."""
    model = nn.Sequential(nn.Conv2d(1, 2, 3))
    torch.save(model, HERE / "refused_module.pt")
    torch.save(model.state_dict(), HERE / "refused_legacy.pt", _use_new_zipfile_serialization=False)
    torch.jit.script(model).save(HERE / "refused_script.pt")
    torch.onnx.export(
        nn.Sequential(nn.Conv2d(8, 16, 3)), (torch.zeros(1, 8, 5, 5),), str(HERE / "refused_external.onnx"),
        dynamo=True, external_data=True,
    )  # fmt: skip
    branch = HERE / "refused_branch.onnx"
    torch.onnx.export(Shortcut().eval(), (torch.zeros(1, 1, 5, 5),), str(branch), dynamo=False)
    strange = keras.Sequential([layers.Input((5, 5, 1)), layers.Conv2D(1, 3), layers.Lambda(lambda x: x * 2)])
    strange.save(HERE / "refused_lambda.keras")
    entrance = layers.Input((5, 5, 1))
    branch = layers.Add()([entrance, layers.Conv2D(1, 3, padding="same")(entrance)])
    keras.Model(entrance, branch).save(HERE / "refused_branch.keras")


def make_safetensors() -> None:
    random = torch.Generator().manual_seed(0)
    kernel = torch.rand(4, 3, 3, 3, generator=random)
    kinds = {"f64": torch.float64, "f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}
    tensors = {f"conv_{name}.weight": kernel.to(kind) for name, kind in kinds.items()}
    tensors |= {f"conv_{name}.bias": torch.arange(4).to(kind) for name, kind in kinds.items()}
    tensors["steps"] = torch.tensor(7)
    safetensors.torch.save_file(tensors, HERE / "kinds.safetensors", {"format": "pt"})
    np.savez(HERE / "kinds_values.npz", **{name: t.double().numpy() for name, t in tensors.items()})


def make_checkpoint() -> None:
    """What training scripts save: nested, with numbers, views of one storage, and kinds of every width."""
    base = torch.arange(48, dtype=torch.float32).reshape(2, 2, 3, 4)
    state = {
        "epoch": 3,
        "lr": 0.1,
        "name": "small",
        "done": [True, False, None],
        "state_dict": {
            "turned.weight": base.permute(0, 1, 3, 2),
            "part.weight": base[1:, :, 1:, ::2],
            "half.weight": base.half(),
            "brain.weight": base.bfloat16(),
            "counter": torch.tensor(12),
            "parameter": nn.Parameter(base[0]),
        },
    }
    torch.save(state, HERE / "checkpoint.pt")
    values = {name: array.detach().double().numpy() for name, array in state["state_dict"].items()}
    np.savez(HERE / "checkpoint_values.npz", **values)


def forget_where_it_was_made(path):
    """The exporter writes the paths of this machine into every node."""
    model = onnx.load(path, load_external_data=False)
    parts = [model, model.graph, *model.graph.node, *model.functions]
    parts += [node for function in model.functions for node in function.node]
    parts += [*model.graph.input, *model.graph.output, *model.graph.value_info, *model.graph.initializer]
    for part in parts:
        part.doc_string = ""
        if hasattr(part, "metadata_props"):
            del part.metadata_props[:]
    path.write_bytes(model.SerializeToString())


def main() -> None:
    HERE.mkdir(exist_ok=True)
    torch.manual_seed(0)
    keras.utils.set_random_seed(0)
    for name, (model, shape) in torch_models().items():
        make_torch(name, model, shape)
    for name, model in keras_models().items():
        make_keras(name, model)
    make_refused()
    make_safetensors()
    make_checkpoint()
    np.save(HERE / "edges.npy", np.arange(18, dtype=np.float32).reshape(3, 3, 1, 2))
    (HERE / "refused_external.onnx.data").unlink()
    for path in HERE.glob("*.onnx"):
        forget_where_it_was_made(path)
    versions = {package: importlib.metadata.version(package) for package in PACKAGES}
    (HERE / "versions.json").write_text(json.dumps(versions, indent=2) + "\n")
    assert onnx.checker.check_model(str(HERE / "torch_line.onnx")) is None


if __name__ == "__main__":
    main()
