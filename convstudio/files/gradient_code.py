"""A step of the walk backwards as a NumPy program that runs and prints the gradient."""

import re
from typing import Any

from numpy.typing import NDArray

from convstudio.engine.explain_update import UpdateExplanation
from convstudio.engine.gradient_walk import GradientWalk
from convstudio.nn.gradient_facts import CellFacts, WeightFacts
from convstudio.nn.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    CrossEntropy,
    Loss,
    MeanAbsoluteError,
    MeanSquaredError,
)

Array = NDArray[Any]
_IN_LINE = 8  # numbers in a line


def weight_numpy(
    heading: str, facts: WeightFacts, walk: GradientWalk, weight: tuple[int, int], index: int
) -> str:
    """A program that adds up cells × errors of all positions, and takes the optimizer's step.

    Args:
        heading: of what it is.
        facts: of the weight.
        walk: all positions.
        weight: (row, col) in the grid of the walk.
        index: the position that is looked at, from 0.
    """
    met = walk.meetings.at(range(len(walk)))
    lines = [
        f"# {heading}",
        "import numpy as np",
        "",
        f"# what the weight meets at each of the {len(walk)} positions, and the error there",
        f"cells = {_array(met.cells[(slice(None), *weight)])}",
        f"errors = {_array(met.errors[(slice(None), *weight)])}",
        "",
        "products = cells * errors",
        f"so_far = products[:{index + 1}].sum()  # up to position {index + 1}",
        "gradient = products.sum()",
        "print(so_far, gradient)",
        "",
        f"# the update by {facts.update.optimizer}, step {facts.update.step}",
        *_update(facts.update),
        "print(w)",
    ]
    return "\n".join(lines)


def cell_numpy(heading: str, facts: CellFacts) -> str:
    """A program that adds up the errors that come back to an input cell."""
    if facts.terms is None:
        return "\n".join([f"# {heading}", f"gradient = {facts.gradient!r}", "print(gradient)"])
    return "\n".join(
        [
            f"# {heading}",
            "import numpy as np",
            "",
            "# the errors of the outputs that the cell reaches, and the weights by which it does",
            f"errors = {_array(facts.terms.errors)}",
            f"weights = {_array(facts.terms.weights)}",
            "",
            "gradient = (errors * weights).sum()",
            "print(gradient)",
        ]
    )


def output_numpy(
    heading: str, place: tuple[int, int, int, int], kind: Loss, targets: Array, outputs: Array
) -> str:
    """A program that works out the loss and the error of one output.

    Args:
        heading: of what it is.
        place: (sample, row, col, channel) of the output.
        kind: the loss.
        targets, outputs: planes (batch, rows, cols, channels).
    """
    lines = [
        f"# {heading}",
        "import numpy as np",
        "",
        f"outputs = {_array(outputs.ravel())}.reshape{outputs.shape}",
        f"targets = {_array(targets.ravel())}.reshape{targets.shape}",
        "",
        *_loss(kind),
        f"print(loss, errors[{', '.join(map(str, place))}])",
    ]
    return "\n".join(lines)


def _loss(kind: Loss) -> list[str]:
    """The formula of a loss and of its errors."""
    if isinstance(kind, MeanSquaredError):
        return [
            "loss = ((outputs - targets) ** 2).mean()",
            "errors = 2 * (outputs - targets) / outputs.size",
        ]
    if isinstance(kind, MeanAbsoluteError):
        return [
            "loss = np.abs(outputs - targets).mean()",
            "errors = np.sign(outputs - targets) / outputs.size",
        ]
    assert isinstance(kind, CrossEntropy)
    return [*_shares(kind), *_entropy(kind)]


def _shares(kind: CrossEntropy) -> list[str]:
    if isinstance(kind, BinaryCrossentropy):
        shares = "1 / (1 + np.exp(-outputs))" if kind.from_logits else "np.clip(outputs, 1e-7, 1 - 1e-7)"
        return [f"p = {shares}"]
    if kind.from_logits:
        return ["p = np.exp(outputs - outputs.max(-1, keepdims=True))", "p /= p.sum(-1, keepdims=True)"]
    return ["total = outputs.sum(-1, keepdims=True)", "p = np.clip(outputs / total, 1e-7, 1 - 1e-7)"]


def _entropy(kind: CrossEntropy) -> list[str]:
    if isinstance(kind, BinaryCrossentropy):
        by_share = "" if kind.from_logits else " / (p * (1 - p))"
        return [
            "loss = -(targets * np.log(p) + (1 - targets) * np.log(1 - p)).mean()",
            f"errors = (p - targets){by_share} / outputs.size",
        ]
    assert isinstance(kind, CategoricalCrossentropy)
    errors = "p * whole - targets" if kind.from_logits else "(whole - targets / p) / total"
    return [
        "loss = -(targets * np.log(p)).sum(-1).mean()",
        "whole = targets.sum(-1, keepdims=True)",
        f"errors = ({errors}) / (outputs.size / outputs.shape[-1])",
    ]


def _update(update: UpdateExplanation) -> list[str]:
    """The formulas of an update with all digits."""
    return [f"{_name(line.symbols)} = {as_python(line.exact)}" for line in update.lines]


def _name(symbols: str) -> str:
    """What a formula gives a value: the sign before the arrow or the equals sign."""
    return re.split(r" ← | = ", symbols)[0]


def as_python(formula: str) -> str:
    """A formula of signs and numbers as Python has it."""
    text = re.sub(r"√\(", "np.sqrt(", formula)
    text = re.sub(r"√([\d.e+-]+)", r"np.sqrt(\1)", text)
    for sign, python in (("×", "*"), ("−", "-"), ("²", "**2"), ("^", "**")):
        text = text.replace(sign, python)
    return text


def _array(numbers: Array) -> str:
    """The text of a list of numbers with all their digits."""
    texts = [repr(float(number)) for number in numbers]
    if len(texts) <= _IN_LINE:
        return f"np.array([{', '.join(texts)}])"
    rows = (texts[at : at + _IN_LINE] for at in range(0, len(texts), _IN_LINE))
    return "\n".join(["np.array(", "    [", *(f"        {', '.join(row)}," for row in rows), "    ]", ")"])
