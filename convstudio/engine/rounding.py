"""A number as it is written, and its roundings to six significant digits and fewer."""

import math
from collections.abc import Iterable
from decimal import Context, Decimal, localcontext
from functools import lru_cache
from typing import NamedTuple, SupportsFloat

DIGITS = 6
"""So many significant digits a number has at most."""

FEWEST = 3
"""So many significant digits a long number keeps, unless only fewer make a sum add up."""

SHORT = 4
"""A number of so many digits is meant to be one; with more, it may look like one by chance."""

_EXACT = Context(prec=800)  # digits of any sum and product of floats
_ROUNDED_TO_FLOAT32 = 2.0**-24  # relative error of a number that is stored as float32


def format_value(value: SupportsFloat, most: int = DIGITS) -> str:
    """A number with at most `most` significant digits: "3", "0.25", "-1.5e-07", "nan"."""
    return f"{float(value) + 0.0:.{most}g}"  # + 0.0 takes the sign off a negative zero


class Rounded(NamedTuple):
    """A rounded number: so many units of the last of its decimals, which are negative for 120,000."""

    units: int
    decimals: int

    @property
    def value(self) -> float:
        """The number."""
        return float(f"{self.units}e{-self.decimals}")

    @property
    def text(self) -> str:
        """The number as it is shown."""
        return format_value(self.value)


def read(text: str) -> Rounded:
    """A finite number as it is written."""
    sign, digits, exponent = Decimal(text).normalize(_EXACT).as_tuple()
    units = int("".join(map(str, digits)))
    return Rounded(-units if sign else units, -int(exponent) if units else 0)


@lru_cache(maxsize=32768)
def rounded(value: float, digits: int = DIGITS) -> Rounded:
    """A finite number with so many significant digits at most."""
    mantissa, _, exponent = f"{value + 0.0:.{digits - 1}e}".partition("e")
    whole = mantissa.replace(".", "").rstrip("0")
    written = len(whole) - (value < 0)
    return Rounded(int(whole), written - 1 - int(exponent)) if written else Rounded(0, 0)


def roundings(value: float) -> tuple[Rounded, ...]:
    """A finite number with six significant digits, with five, and so on to one."""
    return tuple(rounded(value, digits) for digits in range(DIGITS, 0, -1))


@lru_cache(maxsize=32768)
def place(value: float) -> int:
    """The power of ten of the first digit: 2 for 123.4, -1 for 0.5; 0 for 0."""
    return int(f"{value:.{DIGITS - 1}e}".partition("e")[2])


@lru_cache(maxsize=32768)
def own_digits(value: float) -> int:
    """Digits of a number that has four at most, such as 0.1234 in float32; 0 of others."""
    is_short = _is_float32_of(float(f"{value:.{SHORT}g}"), value)
    return len(str(abs(rounded(value, SHORT).units))) if is_short else 0


def is_written_out(value: float) -> bool:
    """Whether the text of a number tells all of it, but for the rounding of float32."""
    return not math.isfinite(value) or _is_float32_of(rounded(value).value, value)


def _is_float32_of(short: float, value: float) -> bool:
    return abs(short - value) <= _ROUNDED_TO_FLOAT32 * abs(value)


def digits_at(value: float, decimals: int) -> int:
    """Significant digits, from one to six, with so many decimals; a short number keeps all of its own."""
    return max(min(max(decimals + place(value) + 1, 1), DIGITS), own_digits(value))


def fewest_decimals(value: float) -> int:
    """Decimals that a number asks for: all of a short one (0.1234), three digits of a long one (1/3)."""
    return max(0, (own_digits(value) or FEWEST) - 1 - place(value)) if value else 0


def most_decimals(value: float) -> int:
    """Decimals with which a number has six significant digits."""
    return DIGITS - 1 - place(value) if value else 0


def adds_up(terms: Iterable[str], total: str) -> bool:
    """Whether numbers have this sum as they are written; infinities and NaN as far as floats know it."""
    numbers, written = [Decimal(term) for term in terms], Decimal(total)
    if not all(number.is_finite() for number in (*numbers, written)):
        sums = sum(map(float, numbers))
        return sums == float(written) or (math.isnan(sums) and written.is_nan())
    with localcontext(_EXACT):
        return sum(numbers) == written


def multiply(one: str, other: str) -> str:
    """The product of two numbers as they are written, with all its digits."""
    numbers = Decimal(one), Decimal(other)
    if not all(number.is_finite() for number in numbers):
        return str(float(one) * float(other))
    return str(_EXACT.multiply(*numbers))
