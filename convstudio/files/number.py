"""Numbers as people write them."""

import re

import numpy as np

_FLOAT = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_NUMBER = re.compile(rf"({_FLOAT})(?:\s*/\s*({_FLOAT}))?", re.ASCII)
_LARGEST = float(np.finfo(np.float32).max)
_TOO_LARGE = _LARGEST + 2.0**103  # half a unit in the last place: 3.4028235e+38, as printed, is the largest
_SPECIAL = {"nan": np.nan, "inf": np.inf, "infinity": np.inf}


def parse_number(text: str) -> float:
    """Read one number: "3", "-.5", "1e-3", "1/9".

    Raises:
        ValueError: it is no number, too large for float32, or divides by zero.
    """
    word = text.strip().replace("\u2212", "-")  # the minus sign of printed texts
    found = _NUMBER.fullmatch(word)
    if found is None:
        raise ValueError(f"a number looks like 3, -0.5, 1e-3 or 1/9, not {_short(word)!r}")
    value = float(found[1])
    if found[2] is not None:
        if float(found[2]) == 0:
            raise ValueError(f"{_short(word)!r} divides by zero")
        value /= float(found[2])
    if not abs(value) < _TOO_LARGE:
        raise ValueError(f"{_short(word)!r} is beyond float32, which ends at 3.4e38")
    return min(max(value, -_LARGEST), _LARGEST)


def parse_any_number(text: str) -> float:
    """Read one number as `parse_number` does, or "nan", "inf" and "-inf".

    Raises:
        ValueError: it is none of these.
    """
    word = text.strip().lower()
    special = _SPECIAL.get(word.lstrip("+-"))
    if special is None:
        return parse_number(text)
    return -special if word.startswith("-") else special


def _short(word: str) -> str:
    return word if len(word) <= 30 else word[:29] + "…"
