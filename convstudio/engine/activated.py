"""Whether an activation makes the shown value of the shown number."""

import math

import numpy as np

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.rounding import format_value, is_written_out

_FLOAT64 = 1e-12  # relative error of an activation that is worked out in float64


def activation_suits(name: str, before: float, text: str) -> bool:
    """Whether the activation makes of a text, rounded to six digits, what it makes of the number."""
    return not ACTIVATIONS[name].elementwise or format_value(_activated(name, text)) == format_value(
        _activated(name, before)
    )


def activation_equals(name: str, before: str, value: float) -> str:
    """The sign between an activated text and the text of the value: =, or ≈ where it is rounded.

    The other channels that some activations look at are not shown: of these, a value with all its digits is
    equal.
    """
    shown = float(format_value(value))
    if not ACTIVATIONS[name].elementwise:
        return "=" if is_written_out(value) else "≈"
    found = _activated(name, before)
    is_equal = math.isclose(found, shown, rel_tol=_FLOAT64) or (math.isnan(found) and math.isnan(shown))
    return "=" if is_equal else "≈"


def _activated(name: str, number: float | str) -> float:
    return float(ACTIVATIONS[name](np.array([float(number)]))[0])
