"""What an optimizer does to one weight, line by line, in the very arithmetic of its step."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from convstudio.engine.digits import format_value
from convstudio.engine.explain_update import UpdateExplanation, UpdateLine
from convstudio.nn.optimizers import SGD, Adam, Optimizer, RMSprop

Slots = Mapping[str, float]


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
    for kind, explain in _LINES.items():
        if isinstance(optimizer, kind):
            before = {name: float(slots.get(name, 0.0)) for name in optimizer.slot_names}
            after, new = _stepped(optimizer, weight, gradient, before)
            lines = explain(optimizer, float(weight), float(gradient), before, after, new)
            title = type(optimizer).__name__
            return UpdateExplanation(title, optimizer.iterations + 1, float(weight), float(gradient), lines)
    raise ValueError(f"The formulas of {type(optimizer).__name__} are not known")


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


def _sgd(
    optimizer: Any, w: float, g: float, before: Slots, after: Slots, new: float
) -> tuple[UpdateLine, ...]:
    rate, step = _text(optimizer.learning_rate), f"{_text(optimizer.learning_rate)} × {_text(g)}"
    if not optimizer.momentum:
        return (UpdateLine("w ← w − rate · g", _less(_text(w), rate, g), new),)
    momentum, velocity = _text(optimizer.momentum), after["momentum"]
    first = UpdateLine(
        "v ← momentum · v − rate · g", _less(f"{momentum} × {_text(before['momentum'])}", rate, g), velocity
    )
    if optimizer.nesterov:
        ahead = f"{_text(w)} + {momentum} × {_text(velocity)}"
        return first, UpdateLine("w ← w + momentum · v − rate · g", f"{ahead} − {step}", new)
    return first, UpdateLine("w ← w + v", _plus(w, velocity), new)


def _rmsprop(
    optimizer: Any, w: float, g: float, before: Slots, after: Slots, new: float
) -> tuple[UpdateLine, ...]:
    rate, rho, rest = (_text(n) for n in (optimizer.learning_rate, optimizer.rho, 1 - optimizer.rho))
    square = f"{rho} × {_text(before['square'])} + {rest} × {_squared(g)}"
    lines = [UpdateLine("s ← rho · s + (1 − rho) · g²", square, after["square"])]
    symbols, below = "s + ε", f"{_text(after['square'])} + {_text(optimizer.epsilon)}"
    under = after["square"] + optimizer.epsilon
    if optimizer.centered:
        mean = f"{rho} × {_text(before['mean'])} + {rest} × {_text(g)}"
        lines.append(UpdateLine("a ← rho · a + (1 − rho) · g", mean, after["mean"]))
        symbols = "s − a² + ε"
        below = f"{_text(after['square'])} − {_squared(after['mean'])} + {_text(optimizer.epsilon)}"
        under -= after["mean"] ** 2
    step = optimizer.learning_rate * g / under**0.5
    lines.append(UpdateLine(f"step = rate · g / √({symbols})", f"{rate} × {_text(g)} / √({below})", step))
    if optimizer.momentum:
        moved = f"{_text(optimizer.momentum)} × {_text(before['momentum'])}"
        lines.append(UpdateLine("m ← momentum · m + step", _added(moved, step), after["momentum"]))
        return *lines, UpdateLine("w ← w − m", _minus(w, after["momentum"]), new)
    return *lines, UpdateLine("w ← w − step", _minus(w, step), new)


def _adam(
    optimizer: Any, w: float, g: float, before: Slots, after: Slots, new: float
) -> tuple[UpdateLine, ...]:
    mean, square, steps = before["mean"], before["square"], optimizer.iterations + 1
    one, two = optimizer.beta_1, optimizer.beta_2
    rate = optimizer.learning_rate * (1 - two**steps) ** 0.5 / (1 - one**steps)
    moved = f"{_text(mean)} + {_text(1 - one)} × ({_minus(g, mean)})"
    spread = f"{_text(square)} + {_text(1 - two)} × ({_squared(g)} − {_text(square)})"
    corrected = f"{_text(optimizer.learning_rate)} × √(1 − {_text(two)}^{steps}) / (1 − {_text(one)}^{steps})"
    last = (
        f"{_text(w)} − {_text(rate)} × {_text(after['mean'])} / "
        f"(√{_text(after['square'])} + {_text(optimizer.epsilon)})"
    )
    return (
        UpdateLine("m ← m + (1 − β₁)(g − m)", moved, after["mean"]),
        UpdateLine("v ← v + (1 − β₂)(g² − v)", spread, after["square"]),
        UpdateLine("a = rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ)", corrected, rate),
        UpdateLine("w ← w − a · m / (√v + ε)", last, new),
    )


_LINES: dict[type[Optimizer], Callable[..., tuple[UpdateLine, ...]]] = {
    SGD: _sgd,
    RMSprop: _rmsprop,
    Adam: _adam,
}


def _text(number: float) -> str:
    return format_value(number)


def _squared(number: float) -> str:
    text = _text(number)
    return f"({text})²" if text.startswith("-") else f"{text}²"


def _less(first: str, rate: str, g: float) -> str:
    return f"{first} − {rate} × {_text(g)}"


def _minus(one: float, other: float) -> str:
    text = _text(other)
    return f"{_text(one)} + {text[1:]}" if text.startswith("-") else f"{_text(one)} − {text}"


def _plus(one: float, other: float) -> str:
    return _added(_text(one), other)


def _added(first: str, other: float) -> str:
    text = _text(other)
    return f"{first} − {text[1:]}" if text.startswith("-") else f"{first} + {text}"
