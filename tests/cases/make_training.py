"""Make `training.npz`: what Keras' weights and losses are over 20 steps of training.

Not part of the program: run it by hand, in the environment of `make_cases.py`.

    KERAS_BACKEND=jax env/bin/python tests/cases/make_training.py
"""

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np

STEPS = 20
CONV = [
    ("Conv2D", {"filters": 3, "kernel_size": 3, "padding": "same", "activation": "relu"}),
    ("MaxPooling2D", {}),
    ("Flatten", {}),
]
OPTIMIZERS = {
    "sgd": ("SGD", {}),
    "momentum": ("SGD", {"learning_rate": 0.05, "momentum": 0.9}),
    "nesterov": ("SGD", {"learning_rate": 0.05, "momentum": 0.9, "nesterov": True}),
    "rmsprop": ("RMSprop", {}),
    "centered": ("RMSprop", {"learning_rate": 0.01, "momentum": 0.5, "centered": True}),
    "adam": ("Adam", {}),
}
LOSSES = {
    "mse": ("MeanSquaredError", {}, None, "random"),
    "mae": ("MeanAbsoluteError", {}, None, "random"),
    "binary": ("BinaryCrossentropy", {}, "sigmoid", "bits"),
    "binary_logits": ("BinaryCrossentropy", {"from_logits": True}, None, "bits"),
    "categorical": ("CategoricalCrossentropy", {}, "softmax", "one_hot"),
    "categorical_logits": ("CategoricalCrossentropy", {"from_logits": True}, None, "one_hot"),
    "sparse": ("SparseCategoricalCrossentropy", {}, "softmax", "classes"),
    "sparse_logits": ("SparseCategoricalCrossentropy", {"from_logits": True}, None, "classes"),
}
KINDS = {
    "batch_normalization": [
        # Normalization takes any bias away again: its gradient is rounding alone.
        ("Conv2D", {"filters": 3, "kernel_size": 3, "use_bias": False}),
        ("BatchNormalization", {"momentum": 0.8}),
        ("PReLU", {"shared_axes": [1, 2]}),
        ("GlobalAveragePooling2D", {}),
    ],
    "depthwise": [
        ("DepthwiseConv2D", {"kernel_size": 3, "strides": 2, "padding": "same", "depth_multiplier": 2}),
        ("AveragePooling2D", {"pool_size": 2}),
        ("Flatten", {}),
    ],
    "separable": [
        ("SeparableConv2D", {"filters": 4, "kernel_size": 3, "activation": "tanh"}),
        ("Flatten", {}),
    ],
    "transposed": [
        ("Conv2D", {"filters": 2, "kernel_size": 3, "groups": 2, "dilation_rate": 2}),
        ("Conv2DTranspose", {"filters": 2, "kernel_size": 3, "strides": 2, "activation": "sigmoid"}),
        ("GlobalMaxPooling2D", {}),
    ],
}


def cases():
    """(name, layers, optimizer, loss, targets) of each training."""
    sparse = LOSSES["sparse_logits"]
    for name, optimizer in OPTIMIZERS.items():
        yield name, [*CONV, ("Dense", {"units": 4})], optimizer, sparse[:2], sparse[3]
    for name, (loss, words, activation, targets) in LOSSES.items():
        dense = ("Dense", {"units": 4, "activation": activation})
        yield name, [*CONV, dense], OPTIMIZERS["momentum"], (loss, words), targets
    for name, layers in KINDS.items():
        yield name, [*layers, ("Dense", {"units": 4})], OPTIMIZERS["adam"], sparse[:2], sparse[3]


def made_targets(kind, random):
    """Targets for 8 samples and 4 outputs."""
    classes = random.integers(0, 4, 8)
    choices = {
        "random": random.normal(size=(8, 4)).astype(np.float32),
        "bits": random.integers(0, 2, (8, 4)).astype(np.float32),
        "one_hot": np.eye(4, dtype=np.float32)[classes],
        "classes": classes,
    }
    return choices[kind]


def trained(layers, optimizer, loss, targets):
    """The arrays of one training."""
    keras.utils.set_random_seed(1)
    random = np.random.default_rng(1)
    model = keras.Sequential([keras.Input((8, 8, 2))])
    for kind, words in layers:
        model.add(getattr(keras.layers, kind)(**words))
    x, y = random.normal(size=(8, 8, 8, 2)).astype(np.float32), made_targets(targets, random)
    arrays = {"x": x, "y": y}
    arrays.update({f"before{number}": array for number, array in enumerate(model.get_weights())})
    model.compile(
        getattr(keras.optimizers, optimizer[0])(**optimizer[1]), getattr(keras.losses, loss[0])(**loss[1])
    )
    history = model.fit(x, y, batch_size=8, epochs=STEPS, shuffle=False, verbose=0)
    arrays["losses"] = np.array(history.history["loss"])
    arrays.update({f"after{number}": array for number, array in enumerate(model.get_weights())})
    return arrays


def main():
    """Write all trainings to one file."""
    arrays, settings = {}, []
    for name, layers, optimizer, loss, targets in cases():
        settings.append({"name": name, "layers": layers, "optimizer": optimizer, "loss": loss})
        found = trained(layers, optimizer, loss, targets)
        arrays.update({f"{len(settings) - 1}/{key}": value for key, value in found.items()})
    versions = {package: version(package) for package in ("keras", "jax", "numpy")}
    text = json.dumps({"versions": {"python": platform.python_version(), **versions}, "cases": settings})
    path = Path(__file__).parent / "training.npz"
    np.savez_compressed(path, settings=np.frombuffer(text.encode(), np.uint8), **arrays)
    print(len(settings), "trainings", path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
