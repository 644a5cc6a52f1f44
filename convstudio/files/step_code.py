"""One step as a NumPy program that runs and prints the value."""

import sys

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.explain import CellExplanation, Explanation
from convstudio.files.step_sums import heading

_FORMULAS = {
    "linear": "before",
    "relu": "np.maximum(before, 0)",
    "leaky_relu": "np.where(before > 0, before, 0.2 * before)",
    "sigmoid": "1 / (1 + np.exp(-before))",
    "tanh": "np.tanh(before)",
}


def as_numpy(step: CellExplanation) -> str:
    """A program that computes the step from the exact stored numbers; `value` is the result."""
    if not isinstance(step, Explanation):
        return "\n".join([f"# {heading(step)}", *(f"# {line}" for line in step.lines()), _value(step.value)])
    lines = [
        f"# {heading(step)}",
        "import numpy as np",
        *_special_names(step),
        "",
        "# (kernel rows, kernel cols, channels)",
        f"weights = {_array(step.weights)}",
        f"patch = {_array(step.patch)}",
        f"bias = {_exact(step.bias)}",
        "",
        "products = weights.astype(np.float64) * patch",
        "subtotals = products.sum(axis=(0, 1))  # one for each channel",
        "total = subtotals.sum()",
        f"before = np.{step.patch.dtype}(total + bias)",
        *_activation(step),
        "print(value)",
    ]
    return "\n".join(lines)


def _activation(step: Explanation) -> list[str]:
    formula = _FORMULAS.get(step.activation)
    if formula:
        return [f"value = {formula}  # {step.activation}"]
    if ACTIVATIONS[step.activation].elementwise:
        return [
            "from convstudio.engine.activation import activate",
            f"value = activate({step.activation!r}, np.array([before]))[0]",
        ]
    return [f"# {step.activation} needs the sums of the other filters at this place, too", _value(step.value)]


def _value(value: float) -> str:
    return f"value = {_exact(value)}"


def _exact(number: float) -> str:
    """Shortest text that gives this float32 or float64 back."""
    narrow = np.float32(number)
    return str(narrow) if float(narrow) == number else repr(number)


def _array(array: NDArray[np.floating]) -> str:
    numbers = np.array2string(
        array, separator=", ", threshold=sys.maxsize, floatmode="unique", prefix=" " * 10
    )
    return f"np.array(\n          {numbers},\n    dtype=np.{array.dtype},\n)"


def _special_names(step: Explanation) -> list[str]:
    is_plain = np.isfinite(step.weights).all() and np.isfinite(step.patch).all() and np.isfinite(step.bias)
    return [] if is_plain else ["from numpy import inf, nan"]
