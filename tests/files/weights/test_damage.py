import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases"
NEEDS = {".onnx": "onnx", ".h5": "h5py", ".keras": "h5py"}
COPIES = 200
LEAST_REFUSED = 100  # all that end early; changed numbers alone cannot be told


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is limited as Linux does")
@pytest.mark.parametrize(
    "name",
    [
        *("edges.npy", "keras_digits.npz", "kinds.safetensors", "torch_digits.pt", "checkpoint.pt"),
        *("torch_digits.onnx", "keras_digits.keras", "keras_line.h5", "keras_line.weights.h5"),
    ],
)
def test_hundreds_of_damaged_files_are_refused_in_a_sentence_soon_and_with_little_memory(name):
    path = CASES / "models" / name
    if path.suffix in NEEDS:
        pytest.importorskip(NEEDS[path.suffix], reason=f"{name} needs {NEEDS[path.suffix]}")
    command = [sys.executable, str(CASES / "damage.py"), str(path), str(COPIES)]

    result = subprocess.run(
        command, capture_output=True, text=True, timeout=110, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )

    *others, last = result.stdout.splitlines() or [
        f"the program ended: {result.returncode} {result.stderr[-500:]}"
    ]
    assert others == []
    assert int(last.split()[0]) >= LEAST_REFUSED * 0.95
