"""Where the samples of a task come from, with what a person can set of it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, ClassVar, Self

import numpy as np

from convstudio.files.generated import check_generated, generated
from convstudio.files.handwritten import ALL, check_handwritten, handwritten
from convstudio.files.project import LayerPart
from convstudio.files.resources import LibraryFilter, filters
from convstudio.files.samples import Samples, Targets
from convstudio.nn import arguments
from convstudio.nn.conv import Conv, Conv1D, Conv2D

_WHOLE = {"count": 1, "size": 1, "shift": 0, "seed": 0}  # options that are whole numbers, and the least


@dataclass(frozen=True)
class Data(ABC):
    """A source of samples. Raises ValueError where an option is out of its range."""

    words: ClassVar[str]

    def __post_init__(self) -> None:
        for name, value in self.options.items():
            if name in _WHOLE:
                arguments.whole_number(value, name, _WHOLE[name])

    @property
    def options(self) -> Mapping[str, Any]:
        """What can be set, by name."""
        return MappingProxyType({name: getattr(self, name) for name in self.words.split()})

    def changed(self, **options: Any) -> Self:
        """The same source with other options.

        Raises:
            ValueError: it has no such option, or one is out of its range.
        """
        for name in options:
            if name not in self.options:
                known = ", ".join(self.options) or "none"
                raise ValueError(f"Options of these samples are: {known}. Received: {name}={options[name]!r}")
        return replace(self, **options)

    def fitted(self, layers: tuple[LayerPart, ...]) -> tuple[LayerPart, ...]:
        """The layers of the task as these samples need them."""
        return layers

    @abstractmethod
    def samples(self) -> Samples | Targets:
        """The samples; the same options give the same ones."""


@dataclass(frozen=True)
class Drawn(Data):
    """See `generated`."""

    words = "count size noise shift seed"

    kind: str
    count: int = 240
    size: int = 12
    noise: float = 0.1
    shift: int = 2
    seed: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        check_generated(self.kind, self.count, self.size, self.noise, self.shift)

    def samples(self) -> Samples | Targets:
        """Pictures or lines with the class of each."""
        return self._drawn()

    def _drawn(self) -> Samples:
        return generated(self.kind, self.count, self.size, self.noise, self.shift, self.seed)


@dataclass(frozen=True)
class Filtered(Drawn):
    """What is drawn, with the maps that a filter of the library makes of it."""

    words = "filter count size noise shift seed"

    filter: str = "vertical-line"

    def __post_init__(self) -> None:
        super().__post_init__()
        dimensions = 1 if self.kind == "bumps" else 2
        known = [one.id for one in filters() if one.dimensions == dimensions]
        if self.filter not in known:
            raise ValueError(f"`filter` must be one of {', '.join(known)}. Received: filter={self.filter!r}")
        if max(self._filter.kernel.shape) > self.size:
            raise ValueError(
                f"`size` must be at least {max(self._filter.kernel.shape)}, as the filter is. "
                f"Received: size={self.size!r}"
            )

    def samples(self) -> Targets:
        """Pictures or lines with the map of each: sums of products, no bias and no activation."""
        x, kernel = self._drawn().x, self._filter.kernel[..., None, None]
        layer: Conv = Conv2D(1, kernel.shape[:2], use_bias=False)
        if self._filter.dimensions == 1:
            kernel = kernel[0]
            layer = Conv1D(1, len(kernel), use_bias=False)
        layer.build(x.shape)
        layer.set_weights([kernel])
        return Targets(x, layer(x), kernel)

    def fitted(self, layers: tuple[LayerPart, ...]) -> tuple[LayerPart, ...]:
        """The first layer gets a window of the size of the filter."""
        first = layers[0]
        size = self._filter.kernel.shape[-self._filter.dimensions :]
        return (replace(first, config={**first.config, "kernel_size": size}, weights=()), *layers[1:])

    @property
    def _filter(self) -> LibraryFilter:
        return next(one for one in filters() if one.id == self.filter)


@dataclass(frozen=True)
class Handwritten(Data):
    """See `handwritten`."""

    words = "count noise seed"

    count: int = ALL
    noise: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        check_handwritten(self.count, self.noise)

    def samples(self) -> Samples:
        """Digits with the class of each."""
        return handwritten(self.count, self.noise, self.seed)


@dataclass(frozen=True)
class Own(Data):
    """Samples of one's own, in an order by chance: files often have one class after the other."""

    words = "seed"

    found: Samples
    seed: int = 0

    def samples(self) -> Samples:
        """All of them."""
        order = np.random.default_rng(self.seed).permutation(len(self.found))
        return replace(self.found, x=self.found.x[order], y=self.found.y[order])


@dataclass(frozen=True)
class Wanted(Data):
    """Inputs and maps that somebody drew or computed; there is nothing to set."""

    words = ""

    found: Targets

    def samples(self) -> Targets:
        """As they were given."""
        return self.found


SOURCES: Mapping[str, type[Drawn] | type[Filtered] | type[Handwritten]] = MappingProxyType(
    {"drawn": Drawn, "filtered": Filtered, "handwritten": Handwritten}
)


def data_named(source: str, **options: Any) -> Data:
    """The samples that a task file names. Raises ValueError if there is no such source or option."""
    try:
        return SOURCES[arguments.choice(source, "source", SOURCES)](**options)
    except TypeError as error:
        raise ValueError(f"The source {source} does not take these options: {error}") from None
