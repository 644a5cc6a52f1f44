"""One weight follows its gradient: the formulas of the update, each with the numbers filled in."""

from dataclasses import dataclass

from convstudio.engine.digits import format_value


@dataclass(frozen=True)
class UpdateLine:
    """One formula, such as "w ← w − rate · g": symbols, the numbers in their places, and what comes out.

    `exact` are the numbers with all their digits; `is_shown`: those that are shown give the shown value.
    """

    symbols: str
    numbers: str
    exact: str
    value: float
    is_shown: bool

    @property
    def text(self) -> str:
        """Symbols = numbers = value."""
        sign = "=" if self.is_shown else "≈"
        return f"{self.symbols} = {self.numbers} {sign} {format_value(self.value)}"


@dataclass(frozen=True)
class UpdateExplanation:
    """How an optimizer changes a weight in its step number `step`, from 1; the last line is the weight's."""

    optimizer: str
    step: int
    old: float
    gradient: float
    lines: tuple[UpdateLine, ...]

    @property
    def new(self) -> float:
        """The weight after the step."""
        return self.lines[-1].value
