"""What an optimizer does to one weight, line by line, in the very arithmetic of its step."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from convstudio.engine.digits import format_value
from convstudio.engine.explain_update import UpdateExplanation, UpdateLine
from convstudio.nn.optimizers import SGD, Adam, Optimizer, RMSprop

Slots = Mapping[str, float]
_Formula = tuple[str | float, ...]
_Line = tuple[str, _Formula, float]  # symbols, a template with its numbers, and what comes out


class _Before(NamedTuple):
    """What an update starts from, and the weight that it leads to."""

    w: float
    g: float
    words: Mapping[str, Any]
    slots: Slots
    step: int
    new: float


def explain_update(
    optimizer: Optimizer, weight: np.floating[Any], gradient: np.floating[Any], slots: Slots
) -> UpdateExplanation:
    """Write out the optimizer's next step for one weight; the optimizer itself stays as it is.

    Args:
        optimizer: before the step.
        weight: in the dtype of the layer.
        gradient: by the weight, in the same dtype.
        slots: what the optimizer remembers of this weight, by the names of its slots; none before the
            first step.

    Raises:
        ValueError: the formulas of this optimizer are not known.
    """
    write = next((lines for kind, lines in _LINES.items() if isinstance(optimizer, kind)), None)
    if write is None:
        raise ValueError(f"The formulas of {type(optimizer).__name__} are not known")
    remembered = {name: float(slots.get(name, 0.0)) for name in optimizer.slot_names}
    after, new = _stepped(optimizer, weight, gradient, remembered)
    step, w, g = optimizer.iterations + 1, float(weight), float(gradient)
    before = _Before(w, g, optimizer.get_config(), remembered, step, new)
    lines = tuple(
        UpdateLine(symbols, _filled(formula, format_value), _filled(formula, repr), value)
        for symbols, formula, value in write(before, after)
    )
    return UpdateExplanation(type(optimizer).__name__, step, w, g, lines)


def slots_of(optimizer: Optimizer, array: int, index: tuple[int, ...]) -> dict[str, float]:
    """What an optimizer remembers of one weight of an array, by number; nothing before its first step."""
    if array >= len(optimizer.slots):
        return {}
    pairs = zip(optimizer.slot_names, optimizer.slots[array], strict=True)
    return {name: float(slot[index]) for name, slot in pairs}


def _stepped(
    optimizer: Optimizer, weight: np.floating[Any], gradient: np.floating[Any], before: Slots
) -> tuple[dict[str, float], float]:
    """The slots and the weight after the step, as a copy of the optimizer takes it on just this weight."""
    dtype = np.asarray(weight).dtype
    other = type(optimizer)(**optimizer.get_config())
    kept = tuple(np.array([value], dtype) for value in before.values())
    other.state = optimizer.iterations, (kept,)
    weights = np.array([weight], dtype)
    other.apply([np.array([gradient], dtype)], [weights])
    after = {name: float(slot[0]) for name, slot in zip(before, other.slots[0], strict=True)}
    return after, float(weights[0])


def _sgd(before: _Before, after: Slots) -> Iterator[_Line]:
    w, g, rate, momentum = before.w, before.g, before.words["learning_rate"], before.words["momentum"]
    if not momentum:
        yield "w ← w − rate · g", ("{} − {} × {}", w, rate, g), before.new
        return
    velocity = after["momentum"]
    formula: _Formula = "{} × {} − {} × {}", momentum, before.slots["momentum"], rate, g
    yield "v ← momentum · v − rate · g", formula, velocity
    if before.words["nesterov"]:
        formula = "{} + {} × {} − {} × {}", w, momentum, velocity, rate, g
        yield "w ← w + momentum · v − rate · g", formula, before.new
    else:
        yield "w ← w + v", ("{} + {}", w, velocity), before.new


def _rmsprop(before: _Before, after: Slots) -> Iterator[_Line]:
    w, g, words, slots = before.w, before.g, before.words, before.slots
    rate, rho, epsilon = words["learning_rate"], words["rho"], words["epsilon"]
    formula: _Formula = "{} × {} + {} × {}²", rho, slots["square"], 1 - rho, g
    yield "s ← rho · s + (1 − rho) · g²", formula, after["square"]
    under, root = after["square"] + epsilon, "s + ε"
    below: _Formula = "{} + {}", after["square"], epsilon
    if words["centered"]:
        mean = after["mean"]
        formula = "{} × {} + {} × {}", rho, slots["mean"], 1 - rho, g
        yield "a ← rho · a + (1 − rho) · g", formula, mean
        root, below = "s − a² + ε", ("{} − {}² + {}", after["square"], mean, epsilon)
        under -= mean**2
    step = rate * g / under**0.5
    yield f"step = rate · g / √({root})", (f"{{}} × {{}} / √({below[0]})", rate, g, *below[1:]), step
    if words["momentum"]:
        moved = after["momentum"]
        formula = "{} × {} + {}", words["momentum"], slots["momentum"], step
        yield "m ← momentum · m + step", formula, moved
        yield "w ← w − m", ("{} − {}", w, moved), before.new
    else:
        yield "w ← w − step", ("{} − {}", w, step), before.new


def _adam(before: _Before, after: Slots) -> Iterator[_Line]:
    w, g, words, slots = before.w, before.g, before.words, before.slots
    one, two, rate = words["beta_1"], words["beta_2"], words["learning_rate"]
    formula: _Formula = "{} + {} × ({} − {})", slots["mean"], 1 - one, g, slots["mean"]
    yield "m ← m + (1 − β₁)(g − m)", formula, after["mean"]
    formula = "{} + {} × ({}² − {})", slots["square"], 1 - two, g, slots["square"]
    yield "v ← v + (1 − β₂)(g² − v)", formula, after["square"]
    steps = before.step
    corrected = rate * (1 - two**steps) ** 0.5 / (1 - one**steps)
    formula = f"{{}} × √(1 − {{}}^{steps}) / (1 − {{}}^{steps})", rate, two, one
    yield "a = rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ)", formula, corrected
    formula = "{} − {} × {} / (√{} + {})", w, corrected, after["mean"], after["square"], words["epsilon"]
    yield "w ← w − a · m / (√v + ε)", formula, before.new


_LINES: Mapping[type[Optimizer], Callable[[_Before, Slots], Iterator[_Line]]] = {
    SGD: _sgd,
    RMSprop: _rmsprop,
    Adam: _adam,
}


def _filled(formula: _Formula, write: Callable[[float], str]) -> str:
    """The numbers in their places: one with a sign in brackets where a sign or a square follows it."""
    template, *numbers = formula
    pieces = str(template).split("{}")
    text = pieces[0]
    for number, piece in zip(numbers, pieces[1:], strict=True):
        written = write(float(number))
        is_first = not text or text.endswith("(")
        if written.startswith("-") and (not is_first or piece.startswith(("²", "^"))):
            text = _with_negative(text, written, piece)
        else:
            text += written
        text += piece
    return text


def _with_negative(text: str, written: str, piece: str) -> str:
    """Take a negative number into a sum: minus becomes plus and plus becomes minus, unless it is a factor."""
    alone = not piece.startswith((" ×", "²", "^"))
    for sign, other in ((" − ", " + "), (" + ", " − ")):
        if alone and text.endswith(sign):
            return text.removesuffix(sign) + other + written[1:]
    return f"{text}({written})" if piece.startswith(("²", "^")) else text + written
