"""Every activation that Keras documents, by name: function, derivative, range of values and formula."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from convstudio.engine import elementwise as one
from convstudio.engine import softmax as many
from convstudio.engine.elementwise import Array

_INF = math.inf
_TILE = 1 << 16  # values; so much is copied while planes are activated in place
_SILU_LOWEST = -0.2784645427610738
_GELU_LOWEST = -0.16997120747990369
_MISH_LOWEST = -0.30884030556845724


@dataclass(frozen=True)
class Activation:
    """What follows the sum and the bias.

    `derivative` gives a slope per value; where `elementwise` is False, it gives a matrix per place,
    (channels out, channels in). `low` and `high` bound the values; in `formula`, {z} is what comes in.
    """

    name: str
    function: Callable[[Array], Array]
    derivative: Callable[[Array], Array]
    low: float = -_INF
    high: float = _INF
    formula: str = "{z}"
    piecewise_linear: bool = False
    elementwise: bool = True

    def __call__(self, z: Array) -> Array:
        """The activated values, in the dtype of `z`; NaN and infinity pass without warnings."""
        with np.errstate(all="ignore"):
            return self.function(z)

    def backward(self, z: Array, gradient: Array) -> Array:
        """Gradient by `z` of something whose gradient by the activated values is `gradient`."""
        with np.errstate(all="ignore"):
            if self.elementwise:
                return gradient * self.derivative(z)
            product: Array = np.matmul(gradient[..., None, :], self.derivative(z))
            return product[..., 0, :]

    def push(self, z: Array, tangent: Array) -> Array:
        """How the activated values change when `z` changes by a little `tangent`."""
        with np.errstate(all="ignore"):
            if self.elementwise:
                return tangent * self.derivative(z)
            product: Array = np.matmul(self.derivative(z), tangent[..., None])
            return product[..., 0]


def activate(name: str, z: Array) -> Array:
    """The values after the activation of that name, in the dtype of `z`.

    Raises:
        ValueError: there is no such activation.
    """
    return activation_named(name)(z)


def activate_in_place(name: str, z: Array) -> None:
    """Turn planes (batch, rows, cols, channels) into activated ones, some rows at a time.

    Raises:
        ValueError: there is no such activation, or it changes the number of channels.
    """
    activation = activation_named(name)
    if name == "linear":
        return
    height = max(1, _TILE // max(1, z[:1, :1].size))
    for sample in z:
        for top in range(0, len(sample), height):
            sample[top : top + height] = activation(sample[top : top + height])


def activation_named(name: str) -> Activation:
    """The activation of that name.

    Raises:
        ValueError: there is none.
    """
    if name not in ACTIVATIONS:
        raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}. Received: {name!r}")
    return ACTIVATIONS[name]


def _linear_pieces(
    name: str,
    function: Callable[[Array], Array],
    derivative: Callable[[Array], Array],
    low: float,
    high: float,
    formula: str,
) -> Activation:
    return Activation(name, function, derivative, low, high, formula, piecewise_linear=True)


def _across_channels(
    name: str,
    function: Callable[[Array], Array],
    derivative: Callable[[Array], Array],
    low: float,
    high: float,
    formula: str,
) -> Activation:
    return Activation(name, function, derivative, low, high, formula, elementwise=False)


def _relu6(z: Array) -> Array:
    return one.relu(z, max_value=6)


def _relu6_derivative(z: Array) -> Array:
    return one.relu_derivative(z, max_value=6)


_ALL = (
    _linear_pieces("linear", one.linear, one.linear_derivative, -_INF, _INF, "{z}"),
    _linear_pieces("relu", one.relu, one.relu_derivative, 0, _INF, "max({z}, 0)"),
    _linear_pieces(
        "leaky_relu", one.leaky_relu, one.leaky_relu_derivative, -_INF, _INF, "{z} if {z} > 0 else 0.2 × {z}"
    ),
    Activation("sigmoid", one.sigmoid, one.sigmoid_derivative, 0, 1, "1 / (1 + exp(−({z})))"),
    Activation("tanh", np.tanh, one.tanh_derivative, -1, 1, "tanh({z})"),
    _across_channels("softmax", many.softmax, many.softmax_derivative, 0, 1, "exp({z}) / Σ exp(channels)"),
    _linear_pieces("relu6", _relu6, _relu6_derivative, 0, 6, "min(max({z}, 0), 6)"),
    Activation("elu", one.elu, one.elu_derivative, -1, _INF, "{z} if {z} > 0 else exp({z}) − 1"),
    Activation(
        "selu",
        one.selu,
        one.selu_derivative,
        -one.SELU_SCALE * one.SELU_ALPHA,
        _INF,
        "1.0507 × ({z} if {z} > 0 else 1.67326 × (exp({z}) − 1))",
    ),
    Activation("celu", one.elu, one.elu_derivative, -1, _INF, "max({z}, 0) + min(exp({z}) − 1, 0)"),
    Activation("gelu", one.gelu, one.gelu_derivative, _GELU_LOWEST, _INF, "{z} × Φ({z})"),
    Activation("silu", one.silu, one.silu_derivative, _SILU_LOWEST, _INF, "{z} / (1 + exp(−({z})))"),
    Activation("swish", one.silu, one.silu_derivative, _SILU_LOWEST, _INF, "{z} / (1 + exp(−({z})))"),
    Activation("mish", one.mish, one.mish_derivative, _MISH_LOWEST, _INF, "{z} × tanh(log(1 + exp({z})))"),
    Activation("softplus", one.softplus, one.sigmoid, 0, _INF, "log(1 + exp({z}))"),
    Activation("softsign", one.softsign, one.softsign_derivative, -1, 1, "{z} / (1 + |{z}|)"),
    Activation("squareplus", one.squareplus, one.squareplus_derivative, 0, _INF, "({z} + √(({z})² + 4)) / 2"),
    Activation("sparse_plus", one.sparse_plus, one.sparse_sigmoid, 0, _INF, "sparse_plus({z})"),
    Activation("exponential", np.exp, np.exp, 0, _INF, "exp({z})"),
    Activation("log_sigmoid", one.log_sigmoid, one.log_sigmoid_derivative, -_INF, 0, "−log(1 + exp(−({z})))"),
    _linear_pieces(
        "hard_sigmoid",
        one.hard_sigmoid,
        one.hard_sigmoid_derivative,
        0,
        1,
        "min(max({z} / 6 + 0.5, 0), 1)",
    ),
    _linear_pieces(
        "sparse_sigmoid",
        one.sparse_sigmoid,
        one.sparse_sigmoid_derivative,
        0,
        1,
        "min(max(({z} + 1) / 2, 0), 1)",
    ),
    Activation(
        "hard_silu",
        one.hard_silu,
        one.hard_silu_derivative,
        -0.375,
        _INF,
        "{z} × min(max({z} / 6 + 0.5, 0), 1)",
    ),
    Activation(
        "hard_swish",
        one.hard_silu,
        one.hard_silu_derivative,
        -0.375,
        _INF,
        "{z} × min(max({z} / 6 + 0.5, 0), 1)",
    ),
    _linear_pieces("hard_tanh", one.hard_tanh, one.hard_tanh_derivative, -1, 1, "min(max({z}, −1), 1)"),
    _linear_pieces(
        "hard_shrink", one.hard_shrink, one.shrink_derivative, -_INF, _INF, "{z} if |{z}| > 0.5 else 0"
    ),
    _linear_pieces(
        "soft_shrink", one.soft_shrink, one.shrink_derivative, -_INF, _INF, "{z} − min(max({z}, −0.5), 0.5)"
    ),
    Activation("tanh_shrink", one.tanh_shrink, one.tanh_shrink_derivative, formula="{z} − tanh({z})"),
    _across_channels(
        "log_softmax",
        many.log_softmax,
        many.log_softmax_derivative,
        -_INF,
        0,
        "{z} − log(Σ exp(channels))",
    ),
    _across_channels("sparsemax", many.sparsemax, many.sparsemax_derivative, 0, 1, "max({z} − τ, 0)"),
    _across_channels("glu", many.glu, many.glu_derivative, -_INF, _INF, "{z} × sigmoid(partner)"),
)

ACTIVATIONS: Mapping[str, Activation] = MappingProxyType({entry.name: entry for entry in _ALL})
