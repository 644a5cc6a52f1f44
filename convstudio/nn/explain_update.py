"""What an optimizer does to one weight, line by line, in the very arithmetic of its step."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from convstudio.engine.digits import format_value
from convstudio.engine.explain_update import UpdateExplanation, UpdateLine
from convstudio.nn.optimizers import SGD, Adam, Optimizer, RMSprop

Slots = Mapping[str, float]
_Numbers = tuple[float, ...]


class _Line(NamedTuple):
    """A formula in symbols, a template for its numbers, what it does with them, and what came out."""

    symbols: str
    template: str
    work_out: Callable[..., float]
    numbers: _Numbers
    value: float


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
    lines = tuple(map(_written, write(before, after)))
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
        yield _Line("w ← w − rate · g", "{} − {} × {}", lambda w, r, g: w - r * g, (w, rate, g), before.new)
        return
    velocity = after["momentum"]
    yield _Line(
        "v ← momentum · v − rate · g",
        "{} × {} − {} × {}",
        lambda m, v, r, g: m * v - r * g,
        (momentum, before.slots["momentum"], rate, g),
        velocity,
    )
    if before.words["nesterov"]:
        yield _Line(
            "w ← w + momentum · v − rate · g",
            "{} + {} × {} − {} × {}",
            lambda w, m, v, r, g: w + m * v - r * g,
            (w, momentum, velocity, rate, g),
            before.new,
        )
    else:
        yield _Line("w ← w + v", "{} + {}", lambda w, v: w + v, (w, velocity), before.new)


def _rmsprop(before: _Before, after: Slots) -> Iterator[_Line]:
    w, g, words, slots = before.w, before.g, before.words, before.slots
    rho = words["rho"]
    numbers = rho, slots["square"], 1 - rho, g
    yield _Line(
        "s ← rho · s + (1 − rho) · g²",
        "{} × {} + {} × {}²",
        lambda r, s, rest, g: r * s + rest * g * g,
        numbers,
        after["square"],
    )
    if words["centered"]:
        numbers = rho, slots["mean"], 1 - rho, g
        yield _Line(
            "a ← rho · a + (1 − rho) · g",
            "{} × {} + {} × {}",
            lambda r, a, rest, g: r * a + rest * g,
            numbers,
            after["mean"],
        )
    step = _rmsprop_step(before, after)
    yield step
    if words["momentum"]:
        kept: _Numbers = words["momentum"], slots["momentum"], step.value
        moved = after["momentum"]
        yield _Line("m ← momentum · m + step", "{} × {} + {}", lambda m, old, s: m * old + s, kept, moved)
        yield _Line("w ← w − m", "{} − {}", lambda w, m: w - m, (w, moved), before.new)
    else:
        yield _Line("w ← w − step", "{} − {}", lambda w, s: w - s, (w, step.value), before.new)


def _rmsprop_step(before: _Before, after: Slots) -> _Line:
    """The gradient over its usual size."""
    rate, epsilon, square = before.words["learning_rate"], before.words["epsilon"], after["square"]
    if before.words["centered"]:
        return _worked_out(
            "step = rate · g / √(s − a² + ε)",
            "{} × {} / √({} − {}² + {})",
            lambda r, g, s, a, e: r * g / (s - a * a + e) ** 0.5,
            (rate, before.g, square, after["mean"], epsilon),
        )
    return _worked_out(
        "step = rate · g / √(s + ε)",
        "{} × {} / √({} + {})",
        lambda r, g, s, e: r * g / (s + e) ** 0.5,
        (rate, before.g, square, epsilon),
    )


def _adam(before: _Before, after: Slots) -> Iterator[_Line]:
    w, g, words, slots, steps = before.w, before.g, before.words, before.slots, before.step
    one, two, rate = words["beta_1"], words["beta_2"], words["learning_rate"]
    yield _Line(
        "m ← m + (1 − β₁)(g − m)",
        "{} + {} × ({} − {})",
        lambda m, rest, g, old: m + rest * (g - old),
        (slots["mean"], 1 - one, g, slots["mean"]),
        after["mean"],
    )
    yield _Line(
        "v ← v + (1 − β₂)(g² − v)",
        "{} + {} × ({}² − {})",
        lambda v, rest, g, old: v + rest * (g * g - old),
        (slots["square"], 1 - two, g, slots["square"]),
        after["square"],
    )
    corrected = _worked_out(
        "a = rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ)",
        f"{{}} × √(1 − {{}}^{steps}) / (1 − {{}}^{steps})",
        lambda r, two, one: r * (1 - two**steps) ** 0.5 / (1 - one**steps),
        (rate, two, one),
    )
    yield corrected
    yield _Line(
        "w ← w − a · m / (√v + ε)",
        "{} − {} × {} / (√{} + {})",
        lambda w, a, m, v, e: w - a * m / (v**0.5 + e),
        (w, corrected.value, after["mean"], after["square"], words["epsilon"]),
        before.new,
    )


def _worked_out(symbols: str, template: str, work_out: Callable[..., float], numbers: _Numbers) -> _Line:
    """A line of which the optimizer keeps nothing."""
    return _Line(symbols, template, work_out, numbers, _worked(work_out, numbers))


@np.errstate(all="ignore")
def _worked(work_out: Callable[..., float], numbers: Iterable[float]) -> float:
    """What a formula gives: NaN or infinity where there is no number."""
    return float(work_out(*map(np.float64, numbers)))


def _written(line: _Line) -> UpdateLine:
    """A line with its numbers filled in, and whether these, as they are shown, give what is shown."""
    shown = _worked(line.work_out, (float(format_value(number)) for number in line.numbers))
    return UpdateLine(
        line.symbols,
        _filled(line, format_value),
        _filled(line, repr),
        line.value,
        format_value(shown) == format_value(line.value),
    )


_LINES: Mapping[type[Optimizer], Callable[[_Before, Slots], Iterator[_Line]]] = {
    SGD: _sgd,
    RMSprop: _rmsprop,
    Adam: _adam,
}


def _filled(line: _Line, write: Callable[[float], str]) -> str:
    """The numbers in their places: one with a sign in brackets where a square follows it."""
    pieces = line.template.split("{}")
    text = pieces[0]
    for number, piece in zip(line.numbers, pieces[1:], strict=True):
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
