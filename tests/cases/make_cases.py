"""Make the reference numbers of this folder with other libraries.

Not part of the program: run it by hand, with the libraries below in an environment of their own. All numbers
are multiples of 1/8, which float32 adds up without rounding, so that most results can be compared exactly.

    python -m venv env && env/bin/pip install keras jax torch onnx onnxruntime scipy numpy
    KERAS_BACKEND=jax env/bin/python tests/cases/make_cases.py

Each file tells under "versions" what it was made with. Keras ran on JAX: its PyTorch backend gives
wrong means where the padding of an average pooling is lopsided.
"""

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras_cases
import numpy as np
import onnx_cases
import scipy_cases
import torch_cases

FOLDER = Path(__file__).parent
MAKERS = {
    "keras": (keras_cases.cases, ("keras", "jax", "numpy")),
    "torch": (torch_cases.cases, ("torch", "numpy")),
    "onnx": (onnx_cases.cases, ("onnxruntime", "onnx", "numpy")),
    "scipy": (scipy_cases.cases, ("scipy", "numpy")),
}


def save(name, cases, versions):
    """Write cases, each (settings, arrays), to one compressed file of plain arrays."""
    arrays, settings = {}, []
    for number, (case, given) in enumerate(cases):
        settings.append(case)
        arrays.update({f"{number}/{key}": np.asarray(value) for key, value in given.items()})
    text = json.dumps({"versions": versions, "cases": settings})
    np.savez_compressed(FOLDER / f"{name}.npz", settings=np.frombuffer(text.encode(), np.uint8), **arrays)
    print(name, len(settings), "cases", (FOLDER / f"{name}.npz").stat().st_size, "bytes")


def main():
    for name, (make, packages) in MAKERS.items():
        versions = {package: version(package) for package in packages}
        save(name, make(), {"python": platform.python_version(), **versions})


if __name__ == "__main__":
    main()
