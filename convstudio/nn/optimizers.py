"""How weights follow their gradients, with Keras' formulas and defaults."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from convstudio.nn import arguments

Array = NDArray[Any]
State = tuple[int, tuple[tuple[Array, ...], ...]]


class Optimizer(ABC):
    """A rule by which weights are changed, with what it remembers of earlier steps.

    Attributes:
        learning_rate: may be changed between steps.
        iterations: steps taken.
        slots: for each array of weights, the arrays that the rule remembers, named in `slot_names`.
    """

    words: ClassVar[str]
    slot_names: tuple[str, ...] = ()

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = arguments.number(learning_rate, "learning_rate", least=0)
        self.iterations = 0
        self.slots: list[tuple[Array, ...]] = []

    def apply(self, gradients: Sequence[Array], weights: Sequence[Array]) -> None:
        """One step: change the weights in place.

        Raises:
            ValueError: these are other weights than in the steps before.
        """
        if not self.slots:
            self.slots = [tuple(np.zeros_like(w) for _ in self.slot_names) for w in weights]
        shapes = [w.shape for w in weights]
        if len(self.slots) != len(weights) or self._remembered_shapes() not in ([], shapes):
            raise ValueError(f"The optimizer has followed other weights. Received: {shapes}")
        self.iterations += 1
        with np.errstate(all="ignore"):
            for gradient, weight, slots in zip(gradients, weights, self.slots, strict=True):
                weight -= self.decrease(gradient, slots)

    @abstractmethod
    def decrease(self, gradient: Array, slots: tuple[Array, ...]) -> Array:
        """What one array of weights loses in this step, after the `slots` have been moved on in place."""

    @property
    def state(self) -> State:
        """A copy of everything that is remembered."""
        return self.iterations, tuple(tuple(slot.copy() for slot in slots) for slots in self.slots)

    @state.setter
    def state(self, state: State) -> None:
        self.iterations = state[0]
        self.slots = [tuple(slot.copy() for slot in slots) for slots in state[1]]

    def get_config(self) -> dict[str, Any]:
        """The settings, with Keras' words."""
        return {name: getattr(self, name) for name in self.words.split()}

    def _remembered_shapes(self) -> list[tuple[int, ...]]:
        return [slots[0].shape for slots in self.slots if slots]


class SGD(Optimizer):
    """w ← w − rate · g; with momentum v ← momentum · v − rate · g and w ← w + v.

    Nesterov: w ← w + momentum · v − rate · g, with the new v. (PyTorch multiplies the rate after the
    momentum has been added up, which is the same as long as the rate stays.)
    """

    words = "learning_rate momentum nesterov"

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.0, nesterov: bool = False) -> None:
        """Take Keras' words. Raises ValueError if momentum is not within 0 … 1."""
        super().__init__(learning_rate)
        self.momentum = _share(momentum, "momentum")
        self.nesterov = arguments.truth(nesterov, "nesterov")
        self.slot_names = ("momentum",) if self.momentum else ()

    def decrease(self, gradient: Array, slots: tuple[Array, ...]) -> Array:
        """See the class."""
        step: Array = gradient * gradient.dtype.type(self.learning_rate)
        if not slots:
            return step
        (velocity,) = slots
        momentum = gradient.dtype.type(self.momentum)
        velocity *= momentum
        velocity -= step
        decrease: Array = step - velocity * momentum if self.nesterov else -velocity
        return decrease


class RMSprop(Optimizer):
    """s ← rho · s + (1 − rho) · g², w ← w − rate · g / √(s + epsilon).

    With `centered` the square of the moving mean of g is taken off s under the root. With momentum the steps
    add up: m ← momentum · m + step, w ← w − m. (PyTorch adds its epsilon to the root, and not under it.)
    """

    words = "learning_rate rho momentum epsilon centered"

    def __init__(
        self,
        learning_rate: float = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
    ) -> None:
        """Take Keras' words. Raises ValueError if one is out of its range."""
        super().__init__(learning_rate)
        self.rho = _share(rho, "rho")
        self.momentum = _share(momentum, "momentum")
        self.epsilon = arguments.number(epsilon, "epsilon", least=0)
        self.centered = arguments.truth(centered, "centered")
        wanted = ("square", True), ("momentum", self.momentum > 0), ("mean", self.centered)
        self.slot_names = tuple(name for name, is_wanted in wanted if is_wanted)

    def decrease(self, gradient: Array, slots: tuple[Array, ...]) -> Array:
        """See the class."""
        kept = dict(zip(self.slot_names, slots, strict=True))
        number = gradient.dtype.type
        kept["square"] *= number(self.rho)
        kept["square"] += np.square(gradient) * number(1 - self.rho)
        below = kept["square"]
        if self.centered:
            kept["mean"] *= number(self.rho)
            kept["mean"] += gradient * number(1 - self.rho)
            below = below - np.square(kept["mean"])
        step: Array = gradient * number(self.learning_rate) / np.sqrt(below + number(self.epsilon))
        if not self.momentum:
            return step
        kept["momentum"] *= number(self.momentum)
        kept["momentum"] += step
        return kept["momentum"]


class Adam(Optimizer):
    """m ← m + (1 − beta_1)(g − m), v ← v + (1 − beta_2)(g² − v), w ← w − a · m / (√v + epsilon).

    The rate of step t is a = rate · √(1 − beta_2ᵗ) / (1 − beta_1ᵗ): epsilon is the ε̂ of Kingma and Ba
    (2015), section 2. (PyTorch first corrects v, and adds epsilon to the root of that.)
    """

    words = "learning_rate beta_1 beta_2 epsilon"
    slot_names = ("mean", "square")

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
    ) -> None:
        """Take Keras' words. Raises ValueError if one is out of its range."""
        super().__init__(learning_rate)
        self.beta_1 = _share(beta_1, "beta_1", below=True)
        self.beta_2 = _share(beta_2, "beta_2", below=True)
        self.epsilon = arguments.number(epsilon, "epsilon", least=0)

    def decrease(self, gradient: Array, slots: tuple[Array, ...]) -> Array:
        """See the class."""
        mean, square = slots
        number, steps = gradient.dtype.type, self.iterations
        mean += (gradient - mean) * number(1 - self.beta_1)
        square += (np.square(gradient) - square) * number(1 - self.beta_2)
        rate = self.learning_rate * np.sqrt(1 - self.beta_2**steps) / (1 - self.beta_1**steps)
        decrease: Array = mean * number(rate) / (np.sqrt(square) + number(self.epsilon))
        return decrease


OPTIMIZERS: Mapping[str, type[SGD] | type[RMSprop] | type[Adam]] = MappingProxyType(
    {"sgd": SGD, "rmsprop": RMSprop, "adam": Adam}
)


def optimizer_named(optimizer: str | Optimizer) -> Optimizer:
    """A new optimizer of that name with Keras' defaults, or the optimizer itself.

    Raises:
        ValueError: there is none.
    """
    if isinstance(optimizer, Optimizer):
        return optimizer
    return OPTIMIZERS[arguments.choice(optimizer, "optimizer", OPTIMIZERS)]()


def _share(value: Any, name: str, below: bool = False) -> float:
    """A number from 0 to 1; `below`: not 1 itself."""
    number = arguments.number(value, name, least=0)
    if number > 1 or (below and number == 1):
        raise ValueError(
            f"`{name}` must be at least 0 and {'below' if below else 'at most'} 1. Received: {name}={value!r}"
        )
    return number
