"""Edits of the input, and of input and network together."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from convstudio.engine.geometry import Box
from convstudio.files.frozen import read_only
from convstudio.files.project import LayerPart
from convstudio.model.commands import Target
from convstudio.model.edits import Cells, planar
from convstudio.model.fitting import fitted_layers
from convstudio.model.open_project import OpenProject


class InputEditing(OpenProject):
    """The part of the document that draws."""

    @property
    def in_stroke(self) -> bool:
        """Whether a stroke is under way."""
        return self._gesture is not None

    def begin_stroke(self, text: str = "") -> None:
        """From now to `end_stroke`, edits of one array are one undo. A stroke left open ends here."""
        self.end_stroke()
        self._strokes += 1
        self._gesture, self._stroke_text, self._buffer = self._strokes, text, None

    def end_stroke(self) -> None:
        """The mouse is up again; what follows is another undo."""
        if self._gesture is not None:
            self._gesture = self._buffer = None
            self._spare.follow(self._project.input)
            self._stroke_text = ""
            self.gesture_ended.emit()

    def paint(
        self, cells: Iterable[tuple[int, int]] | Cells, value: float, channel: int | None = None
    ) -> None:
        """Give input cells a value; cells outside the input are passed over.

        Args:
            cells: (row, col) of each; 1-D is row 0.
            value: a finite number.
            channel: which channel; None for all.

        Raises:
            ValueError: the value is no finite float32, or there is no such channel.
        """
        value = finite(value)
        shape = planar(self._project.input).shape
        if channel is not None and not 0 <= channel < shape[2]:
            raise ValueError(f"the input has {shape[2]} channel(s), none is number {channel}, from 0")
        listed = np.array(cells if isinstance(cells, np.ndarray) else list(cells), np.intp).reshape(-1, 2)
        rows, cols = listed[((listed >= 0) & (listed < shape[:2])).all(axis=1)].T[..., np.newaxis]
        channels = np.arange(shape[2]) if channel is None else np.array([channel])
        where = np.ravel_multi_index((rows, cols, channels), shape).ravel()
        self._write(self._stroke_text or self.tr("Paint"), Target(), where, np.full(where.size, value))

    def set_cells(self, box: Box, values: ArrayLike, text: str) -> None:
        """Exchange a block of input cells.

        Args:
            box: which cells; 1-D is row 0.
            values: `(rows, cols, channels)` of the box.
            text: what the undo is called.

        Raises:
            ValueError: the box is not inside the input, or the values have another shape.
        """
        shape = planar(self._project.input).shape
        wanted = (*box.shape, shape[2])
        given = np.asarray(values, np.float32)
        if box.intersect(Box.whole(shape)) != box or given.shape != wanted:
            raise ValueError(
                f"{box} of an input of shape {shape} takes values of shape {wanted}, not {given.shape}"
            )
        cells = np.ix_(box.rows, box.cols, range(shape[2]))
        self._write(text, Target(), np.ravel_multi_index(cells, shape).ravel(), given.ravel())

    def set_input(
        self,
        array: ArrayLike,
        text: str,
        look: str | None = None,
        rule: str | None = None,
        title: str | None = None,
        series: str = "",
    ) -> None:
        """Exchange the whole input; kernels follow another number of channels.

        Args:
            array: `(rows, cols, channels)`, or `(length, channels)` where the network is 1-D.
            text: what the undo is called.
            look: "drawn" or "photo"; None leaves it.
            rule: how the values came from a picture; None leaves it.
            title: what the project is called from now on, without the old note; None leaves both.
            series: inputs that follow each other at once in the same one are one undo.

        Raises:
            ValueError: the array is no input for this kind of network.
        """
        old, new = self._project, read_only(np.array(array, np.float32))
        if new.ndim != old.input.ndim:
            raise ValueError(f"the input has {old.input.ndim} axes here, not shape {new.shape}")
        layers = old.layers if new.shape == old.input.shape else fitted_layers(old.layers, new.shape)
        rule = old.value_rule if rule is None else rule
        names = {} if title is None else {"title": title, "note": ""}
        looks = {"look": look or old.look, "value_rule": rule}
        self._swap(text, series, input=new, layers=layers, **looks, **names)

    def set_network(
        self,
        input: ArrayLike,
        layers: Sequence[LayerPart],
        text: str,
        title: str = "",
        look: str = "drawn",
        rule: str = "",
    ) -> None:
        """Exchange input and layers, as between 1-D and 2-D; layers without weights get their first ones.

        Args:
            input: `(rows, cols, channels)` or `(length, channels)`.
            layers: all that there are from now on.
            text: what the undo is called.
            title: what the project is called from now on; nothing of the old one is left to be named.
            look: "drawn" or "photo".
            rule: how the values came from a picture.

        Raises:
            ValueError: the input is none, or a layer is wrong in itself.
        """
        new = read_only(np.array(input, np.float32))
        fitted = fitted_layers(layers, new.shape)
        names = {"title": title, "note": ""}
        self._swap(text, input=new, layers=fitted, look=look, value_rule=rule, **names)


def finite(value: float) -> float:
    """Give back a number that a cell or a weight can have.

    Raises:
        ValueError: it is no number, infinite, or beyond float32.
    """
    if not abs(value) <= float(np.finfo(np.float32).max):
        raise ValueError(f"a value is a finite number of float32, not {value!r}")
    return float(value)
