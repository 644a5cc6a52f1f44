"""One output cell that is a sum of products: dense, transposed, pointwise, interpolated."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Self, SupportsFloat

import numpy as np
from numpy.typing import NDArray

from convstudio.engine.activated import activation_suits
from convstudio.engine.activation import ACTIVATIONS
from convstudio.engine.digits import format_value
from convstudio.engine.exact import exact_products, exact_sum
from convstudio.engine.explain import MOST_TERMS, CellExplanation, Place
from convstudio.engine.factors import Factors, factor_terms, shown_factors
from convstudio.engine.sum_tree import Sum, Written, terms_of
from convstudio.engine.written_sum import write_exact, write_sum

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
        sums = self._sums()
        formula = ACTIVATIONS[self.activation].formula.format(z=sums.text)
        return (*self._term_lines(sums), f"{self.activation}: {formula} → {format_value(self.value)}")

    def activated(self, activation: str, value: SupportsFloat) -> Self:
        """The same with an activation that looks at all channels, and the value that it gives."""
        return replace(self, activation=activation, value=float(value))

    def factors(self) -> Factors:
        """Values and weights as texts that make the shown products; many products are not shown."""
        products = self._sums().texts[:-1] if self._are_few else list(map(format_value, self.products))
        return shown_factors(self.weights.tolist(), self.values.tolist(), products)

    @property
    def _are_few(self) -> bool:
        return len(self.products) <= MOST_TERMS

    def _sums(self) -> Written:
        """What the activation gets as the sum of the products, or of all of them together, and the bias."""
        suits, bias = partial(activation_suits, self.activation, self.before), Sum(self.bias)
        if not self._are_few:
            return write_sum(Sum(self.before, (Sum(self.total), bias)), suits)
        numbers = self.weights.tolist(), self.values.tolist(), self.products.tolist()
        exact = write_exact(Sum(self.before, (*factor_terms(*numbers), bias)), suits)
        return exact or write_sum(Sum(self.before, (*terms_of(numbers[2]), bias)), suits)

    def _term_lines(self, sums: Written) -> tuple[str, str]:
        largest = np.sort(np.argsort(-np.abs(self.products), kind="stable")[:MOST_TERMS])
        factors = self.factors()
        terms = " + ".join(f"{factors.cells[i]} × {factors.weights[i]}" for i in largest)
        *products, bias = sums.texts
        written = f"{' + '.join((*products, f'bias {bias}'))} {'=' if sums.exact else '≈'} {sums.text}"
        if not self._are_few:
            return f"the {MOST_TERMS} largest of {len(self.products):,} terms: {terms}", written
        return terms or "no cell reaches it", written if factors.exact else f"≈ {written}"


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
