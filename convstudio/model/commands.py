"""The commands that write: cells of an array, whole parts of the project, and what a training learns.

They hold values and a way to apply them, nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QUndoCommand

from convstudio.files.project import LayerPart


class Target(NamedTuple):
    """Which array of the project: the input, or a layer's weights."""

    layer: int | None = None  # None: the input
    array: int = 0  # 0 the kernel, 1 the bias


class Patch(NamedTuple):
    """New values for some entries of an array; `where` holds indices into it as one flat line."""

    where: NDArray[np.intp]
    values: NDArray[Any]


class Write(QUndoCommand):
    """Entries of one array. Those of one gesture merge: a stroke is one undo."""

    def __init__(
        self,
        text: str,
        apply: Callable[[Target, Sequence[Patch]], None],
        target: Target,
        before: Patch,
        after: Patch,
        gesture: int | None,
    ) -> None:
        super().__init__(text)
        self._apply, self._target, self._gesture = apply, target, gesture
        self._before, self._after = [before], [after]

    def redo(self) -> None:
        """Write the new values."""
        self._apply(self._target, self._after)

    def undo(self) -> None:
        """Write the old values, the last first: a cell touched twice has its oldest value then."""
        self._apply(self._target, self._before[::-1])

    def id(self) -> int:
        """Only commands of this kind can merge."""
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take over what followed in the same gesture on the same array."""
        if not isinstance(other, Write) or self._gesture is None:
            return False
        if (self._gesture, self._target) != (other._gesture, other._target):
            return False
        self._before += other._before
        self._after += other._after
        return True


class Swap(QUndoCommand):
    """Whole parts of the project, by name of the attribute. Those of one series merge."""

    def __init__(
        self,
        text: str,
        apply: Callable[[Mapping[str, Any]], None],
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        series: str = "",
    ) -> None:
        super().__init__(text)
        self._apply, self._before, self._after = apply, before, after
        self._series = series

    def redo(self) -> None:
        """Put the new parts in."""
        self._apply(self._after)

    def undo(self) -> None:
        """Put the old parts back."""
        self._apply(self._before)

    def id(self) -> int:
        """Only commands of this kind can merge."""
        return 2

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take over what followed at once in the same series."""
        if not isinstance(other, Swap) or not self._series or other._series != self._series:
            return False
        self._before = {**other._before, **self._before}
        self._after = {**self._after, **other._after}
        self.setText(other.text())
        return True


@dataclass
class Learned:
    """Layers before and after a training; while it lasts, newer ones take the place of those after.

    Attributes:
        place: of the command in the undo stack, from 1.
    """

    before: tuple[LayerPart, ...]
    after: tuple[LayerPart, ...]
    place: int


class Learn(QUndoCommand):
    """What a training has learned so far."""

    def __init__(self, text: str, apply: Callable[[tuple[LayerPart, ...]], None], learned: Learned) -> None:
        super().__init__(text)
        self._apply, self._learned = apply, learned

    def redo(self) -> None:
        """Put in what was learned."""
        self._apply(self._learned.after)

    def undo(self) -> None:
        """Put back what there was before."""
        self._apply(self._learned.before)
