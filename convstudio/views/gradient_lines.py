"""What happens at a position of the walk backwards, in sentences: sum, gradient, check, update."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from PySide6.QtCore import QCoreApplication

from convstudio.engine.digits import format_value
from convstudio.engine.explain_error import ErrorTerms
from convstudio.model.backward import Backward
from convstudio.model.backward_facts import gate_at
from convstudio.model.backward_look import Side, error_place
from convstudio.nn.affine import Affine
from convstudio.nn.gradient_facts import CellFacts, GateFacts
from convstudio.nn.shapes import Shape, planar_shape

MOST_TERMS = 9  # of one sum that are written out
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
    assert grid is not None
    assert step is not None
    assert weight is not None
    at = backward.look.weight
    cell, error = float(step.cells[at]), float(step.errors[at])
    yield Line(_tr("Step {n}").format(n=f"{backward.index + 1:,}"), _position_text(backward))
    place = error_place(grid, step, at)
    gate = None
    if place is not None and backward.numbers is not None and grid.errors is _errors_of(backward):
        gate = gate_at(backward.numbers, backward.layer, step.sample, place)
    if gate is not None:
        yield _gate_line(gate)
    before, running = float(step.before[at]), float(step.running[at])
    name = f"{weight.name}[{', '.join(map(str, weight.index))}]"
    sums = f"{format_value(before)} + {_times(cell, error)}"
    sign = "=" if _adds_up(before, cell, error, running) else "≈"
    yield Line(
        _tr("Sum so far"),
        _tr("{name}: {sums} {sign} {running}").format(
            name=name, sums=sums, sign=sign, running=format_value(running)
        ),
        f"{before!r} + {cell!r} × {error!r} = {running!r}",
    )
    yield Line(
        _tr("Gradient"),
        _tr("{gradient} after all {n} steps, stored as {stored}").format(
            n=f"{backward.count:,}",
            gradient=format_value(weight.gradient),
            stored=_stored(weight.stored_gradient),
        ),
        _exact(weight.gradient, weight.stored_gradient),
    )
    yield _check(backward, weight.gradient)
    for number, line in enumerate(weight.update.lines):
        caption = _tr("Update ({name})").format(name=weight.update.optimizer) if number == 0 else ""
        yield Line(caption, line.text, f"{line.exact} = {line.value!r}")


def _position_text(backward: Backward) -> str:
    grid, step = backward.grid, backward.step
    assert grid is not None
    assert step is not None
    at = backward.look.weight
    samples = grid.walk.positions.filters
    sample = _tr("sample {n}, ").format(n=step.sample + 1) if samples > 1 else ""
    error, cell = format_value(float(step.errors[at])), format_value(float(step.cells[at]))
    if grid.geometry is None:
        return sample + _tr("cell {cell}, error {error}").format(cell=cell, error=error)
    cols = _span(grid.geometry.cols.positions(step.col))
    where = _tr("columns {cols}").format(cols=cols)
    if len(_shapes(backward)[backward.layer]) > 2:
        rows = _span(grid.geometry.rows.positions(step.row))
        where = _tr("rows {rows}, columns {cols}").format(rows=rows, cols=cols)
    if grid.on_errors:
        text = _tr("window on the errors at {where}; the cell is {cell}")
    else:
        text = _tr("window at {where}; the error of its place is {error}")
    return sample + text.format(where=where, error=error, cell=cell)


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
        yield _sum_line(backward, cell)
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


def _sum_line(backward: Backward, cell: CellFacts) -> Line:
    assert backward.numbers is not None
    layer, terms = backward.numbers.training.layers[backward.layer], cell.terms
    if terms is None:
        text = _tr("it moves the mean and the variance of its channel, and so every output of the batch")
        return Line(_tr("Sum"), text)
    if not len(terms.places):
        return Line(_tr("Sum"), _tr("no output sees this cell, or no error comes through: 0"))
    if isinstance(layer, Affine):
        return Line(_tr("Error × weight"), _terms_text(terms))
    return Line(_tr("Error × slope"), _terms_text(terms))


def _terms_text(terms: ErrorTerms) -> str:
    """The terms of few; of more the sum for each map, or the largest terms."""
    count, total = len(terms.products), format_value(terms.total)
    if count <= MOST_TERMS:
        return f"{_products(terms, range(count))} {_sign(terms)} {total}"
    maps = sorted(set(terms.places[:, 2].tolist()))
    if len(maps) in (1, count):
        largest = sorted(np.argsort(-np.abs(terms.products), kind="stable")[:MOST_TERMS].tolist())
        text = _tr("{n} terms, together {total}; the largest: {terms}")
        return text.format(n=f"{count:,}", total=total, terms=_products(terms, largest))
    parts = [format_value(terms.of_channel(number).total) for number in maps[:MOST_TERMS]]
    named = " + ".join(
        _tr("{sum} (map {n})").format(sum=part, n=number + 1)
        for part, number in zip(parts, maps, strict=False)
    )
    more = " + …" if len(maps) > MOST_TERMS else ""
    sign = "=" if not more and _is_sum([(part, "1") for part in parts], total) else "≈"
    return f"{named}{more} {sign} {total}"


def _products(terms: ErrorTerms, numbers: Iterable[int]) -> str:
    return " + ".join(_times(float(terms.errors[n]), float(terms.weights[n])) for n in numbers)


def _sign(terms: ErrorTerms) -> str:
    """= where the shown terms have the shown sum."""
    pairs = zip(terms.errors.tolist(), terms.weights.tolist(), strict=True)
    shown = [(format_value(error), format_value(weight)) for error, weight in pairs]
    return "=" if _is_sum(shown, format_value(terms.total)) else "≈"


# what all share


def _gate_line(gate: GateFacts) -> Line:
    """What the layer's own activation makes of the error."""
    z, total = format_value(gate.z), format_value(gate.terms.total)
    name = _tr("Through {activation}").format(activation=gate.activation)
    if len(gate.terms.products) > 1:
        return Line(name, _terms_text(gate.terms))
    if not len(gate.terms.products):
        return Line(name, _tr("the gate is closed at {z}: error 0").format(z=z))
    error, slope = (format_value(part[0]) for part in (gate.terms.errors, gate.terms.weights))
    text = _tr("error {error} × slope {slope} at {z} = {total}")
    return Line(name, text.format(error=error, slope=slope, z=z, total=total))


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
    text = _tr("{formula} = {slope}, relative difference {relative}")
    relative = f"{found.relative_to(gradient):.1g}"
    filled = text.format(formula=formula, slope=format_value(found.slope), relative=relative)
    return Line(caption, filled, tip, not found.confirms(gradient, RELATIVE))


def _exact(gradient: float, stored: float) -> str:
    return _tr("float64: {exact}\nas stored: {stored}").format(exact=repr(gradient), stored=repr(stored))


def _stored(number: float) -> str:
    """A number as the layer holds it, with the digits that tell it from its neighbours."""
    narrow = np.float32(number)
    return str(narrow) if float(narrow) == number else repr(number)


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


def _times(one: float, other: float) -> str:
    return f"{format_value(one)} × {format_value(other)}"


def _adds_up(before: float, cell: float, error: float, running: float) -> bool:
    texts = [(format_value(before), "1"), (format_value(cell), format_value(error))]
    return _is_sum(texts, format_value(running))


def _is_sum(pairs: list[tuple[str, str]], total: str) -> bool:
    """Whether the shown products have the shown sum; infinities and NaN count as doing so."""
    numbers = [(Decimal(one), Decimal(other)) for one, other in pairs]
    if not all(part.is_finite() for pair in numbers for part in pair):
        return True
    return sum(one * other for one, other in numbers) == Decimal(total)
