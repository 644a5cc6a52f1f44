"""Where a loss, and the error that it gives each output, comes from, with the numbers."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.digits import format_value
from convstudio.engine.elementwise import sigmoid
from convstudio.engine.exact import exact_sum
from convstudio.engine.explain_loss import LossExplanation, LossTerm, largest_terms
from convstudio.engine.softmax import softmax
from convstudio.nn.losses import (
    EPSILON,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    CrossEntropy,
    Loss,
    MeanAbsoluteError,
    MeanSquaredError,
)

Array = NDArray[Any]
Index = tuple[int, ...]
_MOST_CLASSES = 6  # whose parts of one term are written out


def explain_loss(loss: Loss, y_true: Array, y_pred: Array) -> LossExplanation:
    """Write out a loss.

    Args:
        loss: which.
        y_true: targets (batch, ...), as the loss takes them.
        y_pred: outputs (batch, ...).

    Raises:
        ValueError: the shapes do not fit.
    """
    targets = loss.checked(y_true, y_pred)
    with np.errstate(all="ignore"):
        values = loss.losses(targets, y_pred)
    numbers = values.ravel().tolist()
    terms = []
    for number in largest_terms(numbers):
        place = tuple(int(part) for part in np.unravel_index(number, values.shape))
        terms.append(LossTerm(place, _term(loss, targets, y_pred, place), numbers[number]))
    total = exact_sum(values.astype(np.float64))
    return LossExplanation(loss.name, tuple(terms), len(numbers), total, loss(y_true, y_pred))


def explain_loss_term(loss: Loss, y_true: Array, y_pred: Array, place: Index) -> str:
    """The term of the loss in which one output stands, as a formula with the numbers.

    Args:
        loss: which.
        y_true: targets (batch, ...), as the loss takes them.
        y_pred: outputs (batch, ...).
        place: index of the output.
    """
    targets = loss.checked(y_true, y_pred)
    with np.errstate(all="ignore"):
        values = loss.losses(targets, y_pred)
        shown = loss.losses(_as_shown(targets, place), _as_shown(y_pred, place))
    at = place[: values.ndim]
    value = format_value(values[at])
    sign = "=" if format_value(shown[at]) == value else "≈"
    return f"{_term(loss, targets, y_pred, at)} {sign} {value}"


def explain_output_error(loss: Loss, y_true: Array, y_pred: Array, place: Index) -> str:
    """The gradient of the loss by one output, as a formula with the numbers.

    Args:
        loss: which.
        y_true: targets (batch, ...), as the loss takes them.
        y_pred: outputs (batch, ...).
        place: index of the output.
    """
    targets = loss.checked(y_true, y_pred)
    value = format_value(loss.gradient(y_true, y_pred)[place])
    formula = next((slope for kind, slope in _SLOPES.items() if isinstance(loss, kind)), None)
    if formula is None:
        return value
    shown = _as_shown(targets, place), _as_shown(y_pred, place)
    with np.errstate(all="ignore"):
        is_shown = format_value(loss.slopes(*shown)[place]) == value
    return f"{formula(loss, targets, y_pred, place)} {'=' if is_shown else '≈'} {value}"


def _as_shown(values: Array, place: Index) -> Array:
    """The numbers as they are written, where the formula of a place looks: side by side with it."""
    shown, line = values.copy(), place[:-1]
    shown[line] = [float(format_value(value)) for value in values[line]]
    return shown


def _term(loss: Loss, targets: Array, y_pred: Array, place: Index) -> str:
    output, target = y_pred[place], targets[place]
    if isinstance(loss, MeanSquaredError):
        return f"({_minus(output, target)})²"
    if isinstance(loss, MeanAbsoluteError):
        return f"|{_minus(output, target)}|"
    if isinstance(loss, BinaryCrossentropy):
        return _binary(float(_share(loss, y_pred, place)), float(target))
    if isinstance(loss, CategoricalCrossentropy):
        return _categorical(_shares(loss, output), target)
    return format_value(loss.losses(targets, y_pred)[place])


def _minus(output: float, target: float) -> str:
    """output − target, without a minus before a minus."""
    text = format_value(target)
    return (
        f"{format_value(output)} + {text[1:]}" if text.startswith("-") else f"{format_value(output)} − {text}"
    )


def _binary(share: float, target: float) -> str:
    yes, no = f"log({format_value(share)})", f"log(1 − {format_value(share)})"
    if target in (0, 1):
        return f"−{yes if target else no}"
    return f"−({format_value(target)} × {yes} + {format_value(1 - target)} × {no})"


def _categorical(shares: Array, targets: Array) -> str:
    wanted = np.flatnonzero(targets)
    if len(wanted) == 1 and targets[wanted[0]] == 1:
        return f"−log({format_value(shares[wanted[0]])})"
    parts = [f"{format_value(targets[i])} × log({format_value(shares[i])})" for i in wanted[:_MOST_CLASSES]]
    more = " + …" if len(wanted) > _MOST_CLASSES else ""
    return f"−({' + '.join(parts)}{more})" if parts else "0"


def _share(loss: CrossEntropy, y_pred: Array, place: Index) -> Array:
    share: Array = sigmoid(y_pred[place]) if loss.from_logits else y_pred[place]
    return np.clip(share, EPSILON, 1 - EPSILON)


def _shares(loss: CrossEntropy, outputs: Array) -> Array:
    if loss.from_logits:
        return np.asarray(softmax(outputs))
    shares: Array = np.clip(outputs / outputs.sum(), EPSILON, 1 - EPSILON)
    return shares


def _slope_squared(loss: Any, targets: Array, y_pred: Array, place: Index) -> str:
    return f"2 × ({_minus(y_pred[place], targets[place])}) / {y_pred.size:,}"


def _slope_absolute(loss: Any, targets: Array, y_pred: Array, place: Index) -> str:
    return f"sign({_minus(y_pred[place], targets[place])}) / {y_pred.size:,}"


def _slope_binary(loss: Any, targets: Array, y_pred: Array, place: Index) -> str:
    output, share = y_pred[place], float(_share(loss, y_pred, place))
    if loss.from_logits:
        return f"(sigmoid({format_value(output)}) − {format_value(targets[place])}) / {y_pred.size:,}"
    if share != output:
        return f"{format_value(output)} is kept between 1e-7 and 1 − 1e-7"
    text = format_value(share)
    return f"({_minus(share, targets[place])}) / ({text} × (1 − {text})) / {y_pred.size:,}"


def _slope_categorical(loss: Any, targets: Array, y_pred: Array, place: Index) -> str:
    """For targets that sum to 1; otherwise their sum stands in its place."""
    *outer, number = place
    outputs, wanted = y_pred[tuple(outer)], targets[tuple(outer)]
    output, target = format_value(outputs[number]), format_value(wanted[number])
    count, whole = y_pred.size // y_pred.shape[-1], format_value(wanted.sum())
    mean = f" / {count:,}" if count > 1 else ""
    if loss.from_logits:
        share = f"softmax({output})" if whole == "1" else f"softmax({output}) × {whole}"
        return f"({share} − {target}){mean}" if mean else f"{share} − {target}"
    total = format_value(outputs.sum())
    shared = whole if total == "1" else f"{whole} / {total}"
    slope = f"{shared} − {target} / {output}"
    return f"({slope}){mean}" if mean else slope


_SLOPES: dict[type[Loss], Callable[[Any, Array, Array, Index], str]] = {
    MeanSquaredError: _slope_squared,
    MeanAbsoluteError: _slope_absolute,
    BinaryCrossentropy: _slope_binary,
    CategoricalCrossentropy: _slope_categorical,
}
