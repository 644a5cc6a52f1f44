"""Edits of the filters of the layer in hand, seen from the filter in hand. Each is one undo."""

import dataclasses
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from convstudio.files.grid import parse_weights
from convstudio.files.nested import array_text
from convstudio.files.resources import LibraryFilter, filters
from convstudio.model.bank_in_hand import BankInHand
from convstudio.model.filter_bank import (
    CHANGES,
    MOST_FILTERS,
    Bank,
    Scope,
    bank_of,
    changed,
    randomised,
)
from convstudio.model.filter_order import delete_order, duplicate_order, move_order
from convstudio.model.kernels import kernel_of, with_slices


def _tr(text: str) -> str:
    return QCoreApplication.translate("bank_editing", text)


class BankEditing(BankInHand):
    """Asks the document; raises ValueError where the layer has no filters, or cannot have these."""

    # how many and in which order

    def add(self) -> None:
        """One more filter (one for each group) with weights to start with, and show it."""
        count = int(self._studio.document.layer.config["filters"])
        if count + self.groups > MOST_FILTERS:
            raise ValueError(f"a layer has 1 to {MOST_FILTERS} filters, not {count + self.groups}")
        self._studio.document.set_setting("filters", count + self.groups)
        self._studio.player.show_filter(count)

    def duplicate(self) -> None:
        """The filter in hand twice; with groups, its like in every group."""
        order = duplicate_order(self.count, self.groups, self.filter)
        self._take(order, _tr("Duplicate the filter"), order.index(self.filter) + 1)

    def delete(self) -> None:
        """Without the filter in hand; with groups, without its like in every group."""
        order = delete_order(self.count, self.groups, self.filter)
        self._take(order, _tr("Delete the filter"), self.filter)

    def move_by(self, places: int) -> None:
        """The filter in hand some places later, or earlier; at the end nothing."""
        if 0 <= self.filter + places < self.count:
            self.move_to(self.filter + places)

    def move_to(self, place: int) -> None:
        """The filter in hand at another place, from 0."""
        self._take(move_order(self.count, self.filter, place), _tr("Move the filter"), place)

    def _take(self, order: Sequence[int], text: str, show: int) -> None:
        self._studio.document.take_filters(order, text)
        self._studio.player.show_filter(show)

    # weights

    def copy_to(self, target: int) -> None:
        """Give another filter the weights of the one in hand, and show it."""
        self._set_filter(target, self._kernel()[..., self.filter], _tr("Copy the filter"))
        self._studio.player.show_filter(target)

    def randomise(self, kind: str, seed: int, scope: Scope) -> None:
        """Draw the weights of all filters, or of the one in hand; `kind` is a name of Keras' initializers."""
        self._kernel()
        document, text = self._studio.document, _tr("Random weights")
        part = document.layer
        drawn = randomised(part.weights[0].shape, kind, seed)
        if scope is Scope.BANK:
            document.set_kernel(drawn, text)
            return
        bank = kernel_of(dataclasses.replace(part, weights=(drawn, *part.weights[1:])))
        if bank is not None:
            self._set_filter(self.filter, bank[..., self.filter], text)

    def change(self, name: str, scope: Scope, text: str) -> None:
        """Turn or normalise the slice in hand, its filter, or all filters; `name` is one of CHANGES."""
        kernel = self._kernel()
        channel = min(self._studio.selection.channel, kernel.shape[2] - 1)
        bank = changed(kernel, CHANGES[name], scope, self.filter, channel)
        if scope is not Scope.BANK:
            self._set_filter(self.filter, bank[..., self.filter], text)
        elif bank.shape == kernel.shape:
            part = self._studio.document.layer
            self._studio.document.set_kernel(with_slices(part, slice(None), bank), text)
        else:
            self._set_bank(bank, text)

    def library(self) -> list[LibraryFilter]:
        """The filters for inputs of so many dimensions as there are."""
        dimensions = 1 if self._studio.document.project.is_1d else 2
        return [one for one in filters() if one.dimensions == dimensions]

    def fill(self, group: str | None) -> None:
        """All filters of a group of the library, at the size of its largest; None: all that fit the size."""
        kernel = self._kernel()
        size = (kernel.shape[0], kernel.shape[1])
        kernels = [one.kernel for one in self.library() if group in (None, one.group)]
        if group is None:
            kernels = [one for one in kernels if one.shape[0] <= size[0] and one.shape[1] <= size[1]]
        else:
            size = (max(one.shape[0] for one in kernels), max(one.shape[1] for one in kernels))
        bank = bank_of(kernels, size, kernel.shape[2], self.groups)
        self._set_bank(bank, _tr("Filters from the library"))

    def as_text(self) -> str:
        """All weights as NumPy reads them."""
        self._kernel()
        return array_text(self._studio.document.layer.weights[0])

    def paste(self, text: str) -> None:
        """All filters from NumPy text; lists with one level less are the weights of the filter in hand."""
        document, given = self._studio.document, parse_weights(text)
        self._kernel()
        if given.ndim == document.layer.weights[0].ndim:
            document.set_bank(given, _tr("Paste filters"))
        else:
            document.set_filter(self.filter, given, _tr("Paste a filter"))

    def _kernel(self) -> Bank:
        kernel = self.kernel
        if kernel is None:
            raise ValueError("this layer has no filters to edit")
        return kernel

    def _set_filter(self, filter: int, weights: Bank, text: str) -> None:
        document = self._studio.document
        document.set_kernel(with_slices(document.layer, filter, weights), text)

    def _set_bank(self, bank: Bank, text: str) -> None:
        document = self._studio.document
        document.set_bank(bank[0] if document.project.is_1d else bank, text)
