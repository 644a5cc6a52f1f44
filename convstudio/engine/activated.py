"""Whether an activation makes the shown value of the shown number."""

import math

import numpy as np

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.rounding import format_value, is_written_out

_FLOAT64, _FLOAT32 = 1e-12, 2e-7  # relative errors of what is worked out


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
    if not ACTIVATIONS[name].elementwise:
        return "=" if is_written_out(value) else "≈"
    return "=" if gives(_activated(name, before), value) else "≈"


def gives(found: float, value: float, rounded: bool = False) -> bool:
    """Whether a result of shown numbers is the text of a value.

    Args:
        found: the result, worked out in float64.
        value: what is shown.
        rounded: some of the shown numbers are stored as float32.
    """
    shown = float(format_value(value))
    if math.isclose(found, shown, rel_tol=_FLOAT64) or (math.isnan(found) and math.isnan(shown)):
        return True
    return rounded and is_written_out(value) and math.isclose(found, shown, rel_tol=_FLOAT32)


def _activated(name: str, number: float | str) -> float:
    return float(ACTIVATIONS[name](np.array([float(number)]))[0])
