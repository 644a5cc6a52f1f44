"""The loss of one step written out: the terms whose mean it is."""

from dataclasses import dataclass

from convstudio.engine.digits import Shown, adds_up, format_value, shown_numbers
from convstudio.engine.explain import MOST_TERMS


@dataclass(frozen=True)
class LossTerm:
    """One term: its place among the outputs, the formula with the numbers, and its value."""

    place: tuple[int, ...]
    formula: str
    value: float


@dataclass(frozen=True)
class LossExplanation:
    """A loss as the mean of `count` terms whose sum is `total`; `terms` are the largest of them, in order."""

    name: str
    terms: tuple[LossTerm, ...]
    count: int
    total: float
    value: float

    def lines(self) -> tuple[str, ...]:
        """Formulas, their sum, and the mean; of many terms only the largest and the sum of all."""
        formulas = " + ".join(term.formula for term in self.terms)
        if self.count > len(self.terms):
            largest = f"the {len(self.terms)} largest of {self.count:,} terms: {formulas}"
            total = format_value(self.total)
            return largest, f"sum of all: {total}", self._mean(total)
        shown = self._sum()
        sums = f"{' + '.join(shown.texts)} {'=' if shown.exact else '≈'} {shown.total}"
        return (
            (formulas, sums, self._mean(shown.total)) if self.count > 1 else (f"{formulas} = {shown.total}",)
        )

    def _mean(self, total: str) -> str:
        return f"{total} / {self.count:,} {'=' if self._has_mean(total) else '≈'} {format_value(self.value)}"

    def _sum(self) -> Shown:
        """Digits that make the sum and the mean; where there are none, all six."""
        values = [term.value for term in self.terms]
        shown = shown_numbers(values, self.total, self._has_mean)
        if self._has_mean(shown.total):
            return shown
        texts, total = list(map(format_value, values)), format_value(self.total)
        return Shown(texts, total, adds_up(texts, total))

    def _has_mean(self, total: str) -> bool:
        return format_value(float(total) / self.count) == format_value(self.value)


def largest_terms(values: list[float], most: int = MOST_TERMS) -> list[int]:
    """Numbers of the terms of largest magnitude, in their order."""
    order = sorted(range(len(values)), key=lambda number: -abs(values[number]))
    return sorted(order[:most])
