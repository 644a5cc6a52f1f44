"""What is wrong about a wrong model, in one sentence with its numbers."""

import math

import numpy as np
from PySide6.QtCore import QCoreApplication

from convstudio.engine.digits import format_value
from convstudio.model.mistaken import BIAS_STEP, Comparison, Model, Wrong


def _tr(text: str) -> str:
    return QCoreApplication.translate("mistake_texts", text)


def mistake_titles() -> dict[Wrong, str]:
    """What each mistake is called."""
    return {
        Wrong.FLAT: _tr("One flat kernel for all channels"),
        Wrong.MAP_PER_CHANNEL: _tr("One map for each channel"),
        Wrong.FLIPPED: _tr("The kernel flipped"),
        Wrong.BIAS_PER_POSITION: _tr("A bias for each position"),
        Wrong.NO_PADDING: _tr("Padding forgotten"),
        Wrong.OWN_SCALE: _tr("Each map scaled by itself"),
    }


def mistake_text(mistake: Wrong, model: Model, found: Comparison, filter: int, channel: int) -> str:
    """Why the wrong map is wrong; `channel` is that of a map per channel, from 0."""
    if found.wrong is None:
        return _no_map(model)
    numbers = found.numbers
    if numbers is None or found.first is None:
        return _tr("No difference here: {reason}").format(reason=_why_same(mistake, model, found))
    right, wrong = map(format_value, numbers)
    cell = _tr("map[{row}, {col}]").format(row=found.first[0], col=found.first[1])
    words = {"cell": cell, "right": right, "wrong": wrong, **_words(model, found, filter, channel)}
    return _sentences()[mistake].format(**words)


def _sentences() -> dict[Wrong, str]:
    return {
        Wrong.FLAT: _tr(
            "With the slice of its first channel for all {channels} channels, {cell} would be {wrong}; "
            "with a slice for each it is {right}. A filter has {size} · {channels} = {weights} weights, "
            "not {flat}."
        ),
        Wrong.MAP_PER_CHANNEL: _tr(
            "{channels} channels and {filters} filters are not {product} maps but {filters}: slice "
            "{slice} alone gives {wrong} at {cell}; the filter adds up what all its slices give: {right}."
        ),
        Wrong.FLIPPED: _tr(
            "The kernel turned around gives {wrong} at {cell}, as it meets the patch here {right}. "
            "Libraries for deep learning do not flip; convolution in mathematics does."
        ),
        Wrong.BIAS_PER_POSITION: _tr(
            "One bias, {bias}, is for the whole map. With one for each of {positions} positions, here "
            "{step} more from one to the next, {cell} would be {wrong}, not {right}: the same thing would"
            " be told differently at each place."
        ),
        Wrong.NO_PADDING: _tr(
            "Without padding the map is {wrong_size}, not {right_size}, and {cell} is {wrong}, not "
            "{right}: every window has moved, and the border is seen less often."
        ),
        Wrong.OWN_SCALE: _tr(
            "Divided by its own largest value, {largest}, map {number} is {wrong} at {cell}, not {right}:"
            " every map then reaches 1, and cannot be compared with the strongest, which reaches "
            "{strongest}."
        ),
    }


def _words(model: Model, found: Comparison, filter: int, channel: int) -> dict[str, object]:
    rows, cols, channels, filters = model.kernel.shape
    assert found.wrong is not None
    return {
        "channels": channels,
        "filters": filters,
        "product": channels * filters,
        "slice": channel + 1,
        "size": f"{rows} · {cols}",
        "weights": f"{rows * cols * channels:,}",
        "flat": rows * cols,
        "bias": format_value(float(model.bias[filter])),
        "positions": f"{math.prod(found.right.shape):,}",
        "step": format_value(BIAS_STEP),
        "right_size": _size(found.right.shape),
        "wrong_size": _size(found.wrong.shape),
        "number": filter + 1,
        "largest": format_value(float(np.abs(found.right).max())),
        "strongest": format_value(float(np.abs(model.maps).max())),
    }


def _why_same(mistake: Wrong, model: Model, found: Comparison) -> str:
    one_channel = model.kernel.shape[2] == 1
    if mistake in (Wrong.FLAT, Wrong.MAP_PER_CHANNEL) and one_channel:
        return _tr("a filter sees one channel. Open a picture in colour to see it.")
    if mistake is Wrong.NO_PADDING and not any((*model.geometry.rows.pad, *model.geometry.cols.pad)):
        return _tr("this layer has no padding. Choose “same” to see it.")
    if mistake is Wrong.FLIPPED and np.array_equal(model.kernel, model.kernel[::-1, ::-1]):
        return _tr("these kernels are the same when turned around.")
    if not found.right.any():
        return _tr("the map is 0 everywhere.")
    if mistake is Wrong.OWN_SCALE:
        return _tr("the largest value of this map is 1 already.")
    return _tr("for this filter and this input both give the same map.")


def _no_map(model: Model) -> str:
    text = _tr(
        "Without padding the window, {window}, does not fit the input, {input}: there is no map at all."
    )
    window = (model.geometry.rows.span, model.geometry.cols.span)
    return text.format(window=_size(window), input=_size(model.x.shape[:2]))


def _size(shape: tuple[int, ...]) -> str:
    return f"{shape[0]} × {shape[1]}"
