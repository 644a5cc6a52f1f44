"""One step as a NumPy program that runs and prints the value."""

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
        return "\n".join(
            [
                f"# {heading(step)}",
                *(f"# {line}" for line in step.lines()),
                _value(step.value),
                "print(value)",
            ]
        )
    lines = [
        f"# {heading(step)}",
        "import numpy as np",
        *_special_names(step),
        "",
        "# (channels, kernel rows, kernel cols)",
        f"weights = {_array(step.weights, step.channels)}",
        f"patch = {_array(step.patch, step.channels)}",
        f"bias = {_exact(step.bias)}",
        "",
        "products = weights.astype(np.float64) * patch",
        "subtotals = products.sum(axis=(1, 2))  # one for each channel",
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


def _array(array: NDArray[np.floating], numbers: range) -> str:
    """The text of an array, a block for each channel."""
    lines = ["np.array(", "    ["]
    for number, channel in zip(numbers, np.moveaxis(array, -1, 0), strict=True):
        rows = [f"[{', '.join(map(str, row))}]" for row in channel]
        lines += [
            f"        [  # channel {number + 1}",
            *(f"            {row}," for row in rows),
            "        ],",
        ]
    return "\n".join([*lines, "    ],", f"    dtype=np.{array.dtype},", ")"])


def _special_names(step: Explanation) -> list[str]:
    is_plain = np.isfinite(step.weights).all() and np.isfinite(step.patch).all() and np.isfinite(step.bias)
    return [] if is_plain else ["from numpy import inf, nan"]
