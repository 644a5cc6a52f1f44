"""The weights of one slice of the filter in hand, or of another array, as a table that can be edited."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from convstudio.engine.digits import format_value
from convstudio.files.grid import parse_grid
from convstudio.files.number import parse_number
from convstudio.model.document import Document
from convstudio.model.kernels import kernel_of
from convstudio.model.player import Player
from convstudio.model.results import Results
from convstudio.model.selection import Selection
from convstudio.model.weight_arrays import array_grid, array_place, cell_of_map, with_grid

Index = QModelIndex | QPersistentModelIndex
Weights = NDArray[np.floating]
_NONE = np.zeros((0, 0, 0), np.float32)
_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.UserRole)


class WeightsTable(QAbstractTableModel):
    """Rows and columns of the kernel; which filter and which slice, the player and the selection say.

    `Qt.ItemDataRole.UserRole` gives the weight as a float.

    Signals:
        refused(str): what was typed or pasted, and why it is no number or no grid.
    """

    refused = Signal(str)

    def __init__(
        self,
        document: Document,
        results: Results,
        player: Player,
        selection: Selection,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._player, self._selection = document, player, selection
        self._shown = (self.filter_weights, 0)  # what views were told last; such arrays never change
        self._follow()
        document.weights_changed.connect(self._follow)
        results.geometry_changed.connect(self._follow)
        player.step_changed.connect(self._follow)
        selection.channel_changed.connect(self._follow)
        selection.array_changed.connect(self._follow)

    @property
    def filter_weights(self) -> Weights:
        """What the filter in hand has of the array in hand, `(rows, cols, slices)`; empty without any."""
        layers = self._document.project.layers
        part = layers[self._document.active_layer] if layers else None
        grid = array_grid(part, self._selection.array) if part else None
        return _NONE if grid is None else grid[..., min(self._filter, grid.shape[3] - 1)]

    @property
    def shows_kernel(self) -> bool:
        """Whether the weights are those that meet the cells of the input."""
        layers = self._document.project.layers
        return self._selection.array == 0 and bool(layers) and kernel_of(self._document.layer) is not None

    @property
    def own_cell(self) -> tuple[int, int] | None:
        """(row, col) of the number that is for the map in hand, where each map has one."""
        if not self._document.project.layers:
            return None
        return cell_of_map(self._document.layer, self._selection.array, self._filter)

    @property
    def _filter(self) -> int:
        return self._player.step.filter if self._player.step else 0

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Rows of the kernel."""
        return 0 if parent.isValid() else self._slice.shape[0]

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Columns of the kernel."""
        return 0 if parent.isValid() else self._slice.shape[1]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every weight can be edited."""
        editable = Qt.ItemFlag.ItemIsEditable if index.isValid() else Qt.ItemFlag.NoItemFlags
        return super().flags(index) | editable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The weight, short to show, with all its digits to edit, or as a number."""
        if not index.isValid() or role not in _ROLES:
            return None
        weight = self._slice[index.row(), index.column()]
        if role == Qt.ItemDataRole.UserRole:
            return float(weight)
        return format_value(weight) if role == Qt.ItemDataRole.DisplayRole else _all_digits(weight)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for another weight; False where the text is no number."""
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        try:
            number = parse_number(str(value))
            self._document.set_weight(self._place(index), number, self._selection.array)
        except ValueError as error:
            self.refused.emit(str(error))
            return False
        return True

    def paste(self, text: str, index: Index) -> bool:
        """Ask for a grid of weights from a cell on, as one undo; False where the text is none that fits."""
        row, col = (index.row(), index.column()) if index.isValid() else (0, 0)
        try:
            self._paste(parse_grid(text), row, col)
        except ValueError as error:
            self.refused.emit(str(error))
            return False
        return True

    def as_text(self) -> str:
        """The slice as a spreadsheet has it."""
        return "\n".join("\t".join(map(_all_digits, row)) for row in self._slice)

    @property
    def _slice(self) -> Weights:
        weights, channel = self._shown
        return weights[..., channel] if weights.size else weights[..., 0:0].reshape(0, 0)

    def _paste(self, grid: Weights, row: int, col: int) -> None:
        weights, channel = self._shown[0].copy(), self._shown[1]
        place = weights[row : row + grid.shape[0], col : col + grid.shape[1], channel]
        if grid.shape != place.shape:
            raise ValueError(
                self.tr("a grid of {grid} does not fit at [{row}, {col}] of weights of {weights}").format(
                    grid=_size(grid), row=row, col=col, weights=_size(weights)
                )
            )
        place[:] = grid
        part, array, text = self._document.layer, self._selection.array, self.tr("Paste weights")
        if array or kernel_of(part) is None:
            self._document.set_array(array, with_grid(part, array, self._filter, weights), text)
            return
        is_1d = part.kind == "Conv1D"  # whose filters are (length, channels)
        self._document.set_filter(self._filter, weights[0] if is_1d else weights, text)

    def _place(self, index: Index) -> tuple[int, ...]:
        """Where the weight stands in the array as Keras has it."""
        part, array = self._document.layer, self._selection.array
        return array_place(part, array, index.row(), index.column(), self._shown[1], self._filter)

    def _follow(self, *_: object) -> None:
        """Show what is in hand now, and say so for the cells alone that differ."""
        before, weights = self._slice, self.filter_weights
        channel = min(self._selection.channel, max(0, weights.shape[2] - 1))
        same_size = before.shape == weights.shape[:2]
        if not same_size:
            self.beginResetModel()
        self._shown = (weights, channel)
        if not same_size:
            self.endResetModel()
            return
        rows, cols = np.nonzero(before != self._slice)
        if rows.size:
            first, last = (int(rows.min()), int(cols.min())), (int(rows.max()), int(cols.max()))
            self.dataChanged.emit(self.index(*first), self.index(*last))


def _all_digits(weight: np.floating) -> str:
    """As many digits as tell the weight from its neighbours in float32."""
    return format_value(weight, 9) if float(format_value(weight)) != float(weight) else format_value(weight)


def _size(grid: Weights) -> str:
    return f"{grid.shape[0]} × {grid.shape[1]}"
