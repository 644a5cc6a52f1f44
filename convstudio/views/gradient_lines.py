"""What happens at a position of the walk backwards, in sentences: sum, gradient, check, update."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication

from convstudio.engine.digits import format_value
from convstudio.engine.gradient_walk import GradientStep
from convstudio.model.backward import Backward
from convstudio.model.backward_facts import gate_at
from convstudio.model.backward_look import Side, error_place
from convstudio.nn.affine import Affine
from convstudio.nn.gradient_facts import CellFacts, GateFacts, WeightFacts
from convstudio.nn.shapes import Shape, planar_shape
from convstudio.views.gradient_sums import MOST_TERMS, added_text, product_text, terms_texts

LOSS_DIGITS = 12  # of losses whose difference counts
RELATIVE = 1e-6  # up to here a finite difference confirms a gradient


@dataclass(frozen=True)
class Line:
    """One sentence, what it is about, and the exact numbers."""

    caption: str
    text: str
    tip: str = ""
    is_bad: bool = False


def _tr(text: str) -> str:
    return QCoreApplication.translate("gradient_lines", text)


def gradient_lines(backward: Backward) -> tuple[Line, ...]:
    """The sentences of what is looked at; none where there is no step of training."""
    if backward.numbers is None:
        return ()
    sides = {Side.LOSS: _of_loss, Side.WEIGHTS: _of_weights, Side.INPUT: _of_input}
    return tuple(sides[backward.look.side](backward))


# the loss


def _of_loss(backward: Backward) -> Iterator[Line]:
    output = backward.output
    assert output is not None
    text = _tr("output{place} = {value}, wanted {target}").format(
        place=_place(backward, len(_shapes(backward)) - 1, output.row, output.col, output.channel),
        value=format_value(output.value),
        target=format_value(output.target),
    )
    yield Line(_tr("Step {n}").format(n=f"{backward.index + 1:,}"), text)
    elsewhere = _tr("nothing: another map is wanted")
    yield Line(_tr("In the loss"), output.term or elsewhere)
    yield Line(_tr("Error"), output.slope or "0", _exact(output.gradient, output.stored_gradient))
    yield _check(backward, output.gradient)


# the weights


def _of_weights(backward: Backward) -> Iterator[Line]:
    grid, step, weight = backward.grid, backward.step, backward.weight
    if grid is None or step is None or weight is None:
        yield Line(_tr("Sum so far"), _tr("{n} steps are being added up …").format(n=f"{backward.count:,}"))
        return
    at = backward.look.weight
    yield Line(_tr("Step {n}").format(n=f"{backward.index + 1:,}"), _position_text(backward))
    place = error_place(grid, step, at)
    gate = None
    if place is not None and backward.numbers is not None and grid.errors is _errors_of(backward):
        gate = gate_at(backward.numbers, backward.layer, step.sample, place)
    if gate is not None:
        yield from _gate_lines(gate)
    yield from _sum_so_far(weight, step, at)
    text = _tr("{gradient} after all {n} steps, stored as {stored}")
    gradient, stored = format_value(weight.gradient), _stored(weight.stored_gradient)
    filled = text.format(gradient=gradient, n=f"{backward.count:,}", stored=stored)
    yield Line(_tr("Gradient"), filled, _exact(weight.gradient, weight.stored_gradient))
    yield _check(backward, weight.gradient)
    for number, line in enumerate(weight.update.lines):
        caption = _tr("Update ({name})").format(name=weight.update.optimizer) if number == 0 else ""
        yield Line(caption, line.text, f"{line.exact} = {line.value!r}")


def _sum_so_far(weight: WeightFacts, step: GradientStep, at: tuple[int, int]) -> Iterator[Line]:
    """What this position adds to the gradient."""
    arrays = step.cells, step.errors, step.products, step.before, step.running
    cell, error, product, before, running = (float(array[at]) for array in arrays)
    sums, written = added_text(before, product, running)
    exact = f"{before!r} + {cell!r} × {error!r} = {running!r}"
    yield Line(_tr("Cell × error"), product_text(cell, error, written), exact)
    name = f"{weight.name}[{', '.join(map(str, weight.index))}]"
    yield Line(_tr("Sum so far"), f"{name}: {sums}", exact)


def _position_text(backward: Backward) -> str:
    grid, step = backward.grid, backward.step
    assert grid is not None
    assert step is not None
    walk, is_line = grid.walk.positions, len(_shapes(backward)[backward.layer]) < 3
    sample = _tr("sample {n}, ").format(n=step.sample + 1) if walk.filters > 1 else ""
    place = f"[{step.col}]" if is_line else f"[{step.row}, {step.col}]"
    if grid.geometry is None:
        text = _tr("each weight meets a value of its own at {place}")
        text = text if walk.rows * walk.cols > 1 else _tr("each weight meets a value of its own")
        return sample + text.format(place=place)
    where = _tr("columns {cols}").format(cols=_span(grid.geometry.cols.positions(step.col)))
    if not is_line:
        where = _tr("rows {rows}, {cols}").format(
            rows=_span(grid.geometry.rows.positions(step.row)), cols=where
        )
    text = _tr("window at {where}, error at {place}")
    if grid.on_errors:
        text = _tr("window on the errors at {where}, cell at {place}")
    return sample + text.format(where=where, place=place)


def _errors_of(backward: Backward) -> object:
    assert backward.numbers is not None
    return backward.numbers.training.error_before(backward.layer)


# the input


def _of_input(backward: Backward) -> Iterator[Line]:
    cell = backward.cell
    assert cell is not None
    place = _place(backward, backward.layer, cell.row, cell.col, cell.channel)
    text = _tr("input{place} = {value}").format(place=place, value=format_value(cell.value))
    yield Line(_tr("Step {n}").format(n=f"{backward.index + 1:,}"), text)
    yield from _windows(cell)
    if not cell.windows:
        yield from _sum_lines(backward, cell)
    text = _tr("{gradient}, stored as {stored}")
    gradient, stored = format_value(cell.gradient), _stored(cell.stored_gradient)
    exact = _exact(cell.gradient, cell.stored_gradient)
    yield Line(_tr("Gradient"), text.format(gradient=gradient, stored=stored), exact)
    yield _check(backward, cell.gradient)


def _windows(cell: CellFacts) -> Iterator[Line]:
    """What each window of a pooling gives back."""
    for window in cell.windows[:MOST_TERMS]:
        caption = _tr("Window [{row}, {col}]").format(row=window.row, col=window.col)
        error = format_value(window.error)
        if window.winner is None:
            share = _tr("the error {error} / {n} = {value} for each of its cells")
            value = format_value(window.error * window.share)
            yield Line(caption, share.format(error=error, n=window.count, value=value))
            continue
        winner = f"[{window.winner[0]}, {window.winner[1]}]"
        if window.share:
            text = _tr("the cell is its largest, and gets the error {error}")
        else:
            text = _tr("{winner} is its largest, and gets the error {error}: 0 for this cell")
        tied = " " + _tr("(another cell is as large; the first one counts)") if window.is_tied else ""
        yield Line(caption, text.format(error=error, winner=winner) + tied)


def _sum_lines(backward: Backward, cell: CellFacts) -> Iterator[Line]:
    assert backward.numbers is not None
    layer, terms = backward.numbers.training.layers[backward.layer], cell.terms
    if terms is None:
        text = _tr("it moves the mean and the variance of its channel, and so every output of the batch")
        yield Line(_tr("Sum"), text)
        return
    if not len(terms.places):
        yield Line(_tr("Sum"), _tr("no output sees this cell, or no error comes through: 0"))
    caption = _tr("Error × weight") if isinstance(layer, Affine) else _tr("Error × slope")
    for number, text in enumerate(terms_texts(terms)):
        yield Line("" if number else caption, text)


# what all share


def _gate_lines(gate: GateFacts) -> Iterator[Line]:
    """What the layer's own activation makes of the error."""
    caption = _tr("Through {activation}").format(activation=gate.activation)
    z = format_value(gate.z)
    if not len(gate.terms.products):
        yield Line(caption, _tr("the gate is closed at {z}: error 0").format(z=z))
        return
    texts = terms_texts(gate.terms)
    if len(gate.terms.products) == 1:
        texts = (_tr("error × slope at {z}: {product}").format(z=z, product=texts[0]),)
    for number, text in enumerate(texts):
        yield Line("" if number else caption, text)


def _check(backward: Backward, gradient: float) -> Line:
    """The finite difference that confirms a gradient, or why it cannot."""
    caption, found = _tr("Finite difference"), backward.difference()
    if found is None:
        return Line(caption, _tr("is being worked out …"))
    losses = [f"{loss:.{LOSS_DIGITS}g}" for loss in (found.ahead, found.behind)]
    formula = f"({losses[0]} − {losses[1]}) / (2 × {found.step:g})"
    tip = f"L(+{found.step:g}) = {found.ahead!r}\nL = {found.here!r}\nL(−{found.step:g}) = {found.behind!r}"
    if found.has_corner:
        text = _tr("the loss has a corner here: slope {left} below, {right} above; {taken} is in between")
        left, right, taken = map(format_value, (found.left, found.right, gradient))
        is_confirmed = found.confirms(gradient)
        if not is_confirmed:
            text = _tr("the loss has a corner here: slope {left} below, {right} above")
        return Line(caption, text.format(left=left, right=right, taken=taken), tip, not is_confirmed)
    is_confirmed, relative = found.confirms(gradient, RELATIVE), found.relative_to(gradient)
    slope = format_value(found.slope if abs(found.slope) > found.resolution else 0)
    text = _tr("{formula} = {slope}, relative difference {relative}")
    if is_confirmed and (slope == "0" or relative > RELATIVE):
        text = _tr("{formula} = {slope}, the same within the rounding of the losses")
    filled = text.format(formula=formula, slope=slope, relative=f"{relative:.1g}")
    return Line(caption, filled, tip, not is_confirmed)


def _exact(gradient: float, stored: float) -> str:
    return _tr("float64: {exact}\nas stored: {stored}").format(exact=repr(gradient), stored=repr(stored))


def _stored(number: float) -> str:
    """A number as the layer holds it, with the digits that tell it from its neighbours."""
    narrow = np.float32(number)
    return (str(narrow) if float(narrow) == number else repr(number)).removesuffix(".0")


def _shapes(backward: Backward) -> Sequence[Shape]:
    assert backward.numbers is not None
    return backward.numbers.training.shapes


def _place(backward: Backward, level: int, row: int, col: int, channel: int) -> str:
    """Where a cell stands, as Keras counts it without the batch: a line has no rows."""
    shape = _shapes(backward)[level]
    number = np.ravel_multi_index((row, col, channel), planar_shape(shape))
    return str([int(part) for part in np.unravel_index(int(number), shape)])


def _span(positions: range) -> str:
    first, last = str(positions[0]).replace("-", "−"), str(positions[-1]).replace("-", "−")
    return first if first == last else f"{first} – {last}" if "−" in first else f"{first}–{last}"
