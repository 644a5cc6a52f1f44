"""Edits of the list of layers: each is one undo, and the weights of all layers follow."""

import dataclasses
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from convstudio.files.project import LayerPart
from convstudio.model.fitting import fitted_layers
from convstudio.model.input_editing import InputEditing
from convstudio.nn.layer import default_name
from convstudio.nn.registry import LAYERS, layer_from


class LayerEditing(InputEditing):
    """The part of the document that adds, removes, moves and switches off layers.

    After an edit the layer that it was about is the active one. A layer that does not fit what reaches it
    may be there: it is marked by `Results.problem`.
    """

    def add_layer(self, kind: str, settings: Mapping[str, Any], place: int) -> None:
        """Put a new layer before the one at `place`; as many as there are is the end.

        Raises:
            ValueError: there is no such place or kind, or the settings are wrong in themselves.
        """
        self.add_layers([(kind, settings)], place, self.tr("Add {kind}").format(kind=kind))

    def add_layers(self, added: Sequence[tuple[str, Mapping[str, Any]]], place: int, text: str) -> None:
        """Put new layers, each a kind and settings, before the one at `place`; the first is looked at then.

        A name that is taken, or none, becomes the next free one of the kind.

        Raises:
            ValueError: there is no such place or kind, or settings are wrong in themselves.
        """
        layers = list(self._project.layers)
        if not 0 <= place <= len(layers):
            raise ValueError(f"a layer can stand at place 0 to {len(layers)}, not {place}")
        for number, (kind, settings) in enumerate(added, place):
            layers.insert(number, _new_part(kind, settings, layers))
        self._exchange(text, layers, place)

    def remove_layer(self, number: int) -> None:
        """Take a layer away.

        Raises:
            ValueError: there is no such layer, or it is the only one.
        """
        layers = list(self._project.layers)
        self._check_layer(number)
        if len(layers) == 1:
            raise ValueError("a network keeps at least one layer")
        removed = layers.pop(number)
        self._exchange(self.tr("Remove {kind}").format(kind=removed.kind), layers, max(0, number - 1))

    def move_layer(self, number: int, place: int) -> None:
        """Bring a layer to a place among the others; `place` is its number afterwards.

        Raises:
            ValueError: there is no such layer or place.
        """
        layers = list(self._project.layers)
        for one in (number, place):
            self._check_layer(one)
        moved = layers.pop(number)
        layers.insert(place, moved)
        self._exchange(self.tr("Move {kind}").format(kind=moved.kind), layers, place)

    def replace_layer(self, number: int, part: LayerPart, text: str) -> None:
        """Put a layer, weights and all, in the place of another; `text` is what the undo is called.

        Raises:
            ValueError: there is no such layer.
        """
        self._check_layer(number)
        layers = list(self._project.layers)
        layers[number] = part
        self._exchange(text, layers, number)

    def duplicate_layer(self, number: int) -> None:
        """Put a copy of a layer, weights and all, behind it. Raises ValueError if there is no such layer."""
        self._check_layer(number)
        layers = list(self._project.layers)
        part = layers[number]
        name = _free_name(part.kind, layers)
        layers.insert(number + 1, dataclasses.replace(part, config={**part.config, "name": name}))
        self._exchange(self.tr("Duplicate {kind}").format(kind=part.kind), layers, number + 1)

    def set_enabled(self, number: int, enabled: bool) -> None:
        """Let a layer work, or let it pass on what reaches it. Raises ValueError if there is none."""
        self._check_layer(number)
        layers = list(self._project.layers)
        part = layers[number] = dataclasses.replace(layers[number], enabled=enabled)
        text = self.tr("Enable {kind}") if enabled else self.tr("Disable {kind}")
        self._exchange(text.format(kind=part.kind), layers, number)

    def _exchange(self, text: str, layers: Sequence[LayerPart], active: int) -> None:
        """Swap the list of layers, and look at another one with it."""
        if tuple(layers) != self._project.layers:
            fitted = fitted_layers(layers, self._project.input.shape)
            self._swap(text, layers=fitted, active_layer=active)

    def _check_layer(self, number: int) -> None:
        if not 0 <= number < len(self._project.layers):
            raise ValueError(f"there are {len(self._project.layers)} layers, none is number {number}, from 0")


def _new_part(kind: str, settings: Mapping[str, Any], others: Sequence[LayerPart]) -> LayerPart:
    """A layer with a name and a seed that none of the others has."""
    seed = 1 + max((part.config.get("seed") or 0 for part in others), default=0)
    own = settings.get("name")
    is_free = own is not None and all(part.config.get("name") != own for part in others)
    name = own if is_free else _free_name(kind, others)
    return LayerPart(kind, layer_from(kind, {"seed": seed, **settings, "name": name}).get_config())


def _free_name(kind: str, layers: Sequence[LayerPart]) -> str:
    """The name that Keras would give to one more layer of a kind."""
    taken = {part.config.get("name") for part in layers}
    stem = default_name(LAYERS.get(kind, type(kind, (), {})))
    names = (f"{stem}_{number}" if number else stem for number in count())
    return next(name for name in names if name not in taken)
