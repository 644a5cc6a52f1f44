"""One output cell that is a sum of products: dense, transposed, pointwise, interpolated."""

from dataclasses import dataclass, replace
from typing import Any, Self, SupportsFloat

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.digits import format_value, shown_sum
from convstudio.engine.exact import exact_products, exact_sum
from convstudio.engine.explain import MOST_TERMS, CellExplanation, Place

Array = NDArray[Any]


@dataclass(frozen=True, kw_only=True)
class TermsExplanation(CellExplanation):
    """The cells that reach an output cell, each with the weight by which it does.

    `cells` (count, 3) are (row, col, channel) of each, `values`, `weights` and `products` (count,) their
    numbers. `total` is the sum of the products, `before` is total + bias in the dtype of the layer, and
    `value` is what the activation makes of it. `taps` (count, 2) says where in the kernel each weight
    stands, if there is a kernel.
    """

    cells: NDArray[np.intp]
    values: Array
    weights: Array
    products: NDArray[np.float64]
    total: float
    bias: float
    before: float
    activation: str
    taps: NDArray[np.intp] | None = None

    def inputs(self) -> NDArray[np.intp]:
        """The cells, each once."""
        return np.unique(self.cells, axis=0)

    def lines(self) -> tuple[str, ...]:
        """The terms, or the largest of them, their sum with the bias, and the activation."""
        formula = ACTIVATIONS[self.activation].formula.format(z=format_value(self.before))
        return (*self._term_lines(), f"{self.activation}: {formula} → {format_value(self.value)}")

    def activated(self, activation: str, value: SupportsFloat) -> Self:
        """The same with an activation that looks at all channels, and the value that it gives."""
        return replace(self, activation=activation, value=float(value))

    def _term_lines(self) -> tuple[str, ...]:
        largest = np.argsort(-np.abs(self.products), kind="stable")[:MOST_TERMS]
        terms = " + ".join(
            f"{format_value(self.values[i])} × {format_value(self.weights[i])}" for i in np.sort(largest)
        )
        if len(self.products) > MOST_TERMS:
            rest = f"the {MOST_TERMS} largest of {len(self.products):,} terms: {terms}"
            shown = shown_sum([self.total, self.bias], self.before)
            return rest, f"{shown.texts[0]} + bias {shown.texts[1]} {_equals(shown.exact)} {shown.total}"
        shown = shown_sum([*self.products, self.bias], self.before)
        sums = " + ".join((*shown.texts[:-1], f"bias {shown.texts[-1]}"))
        return terms or "no cell reaches it", f"{sums} {_equals(shown.exact)} {shown.total}"


def explain_terms(
    place: Place,
    cells: NDArray[np.intp],
    values: Array,
    weights: Array,
    bias: float = 0.0,
    activation: str = "linear",
    taps: NDArray[np.intp] | None = None,
) -> TermsExplanation:
    """Multiply and add.

    Args:
        place: the output cell.
        cells: (count, 3), where the values stand.
        values: (count,), in the dtype of the layer.
        weights: (count,).
        bias: what is added at the end.
        activation: one that looks at each value alone.
        taps: (count, 2), where in the kernel the weights stand.
    """
    kind, row, col, filter = place
    products = exact_products(values, weights)
    total = exact_sum(products)
    before = values.dtype.type(exact_sum(np.array([total, bias])))
    return TermsExplanation(
        layer_kind=kind,
        row=row,
        col=col,
        filter=filter,
        value=float(ACTIVATIONS[activation](np.array([before]))[0]),
        cells=cells,
        values=values,
        weights=weights,
        products=products,
        total=total,
        bias=bias,
        before=float(before),
        activation=activation,
        taps=taps,
    )


def _equals(exact: bool) -> str:
    return "=" if exact else "≈"
