"""What a training has learned, in the document: seen at once, and one undo however long it takes."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from convstudio.files.frozen import read_only
from convstudio.files.project import LayerPart, Project
from convstudio.model.commands import Learn, Learned, Patch, Target
from convstudio.model.layer_editing import LayerEditing

Weights = Mapping[int, Sequence[NDArray[Any]]]


class LearnedEditing(LayerEditing):
    """The part of the document that takes over weights while they are learned.

    The first weights are a command on the undo stack; those that follow take its place, so that what is
    undone and saved is always what is seen. Edits of the input may be made meanwhile; an edit of the network,
    an undo of the training and another project end it: what is shown after that is another undo.
    """

    _learned: Learned | None = None

    @property
    def is_learning(self) -> bool:
        """Whether newer weights would take the place of those shown last."""
        return self._learned is not None

    def show_learned(self, weights: Weights, text: str) -> None:
        """Give layers the weights that a training has come to.

        Args:
            weights: by the number of the layer, all its arrays.
            text: what the undo is called.

        Raises:
            ValueError: there is no such layer, or its arrays have other shapes.
        """
        layers = self._with_weights(weights)
        if self._learned is None:
            self._begin(layers, text)
            return
        if self.undo_stack.cleanIndex() >= self._learned.place:
            self.undo_stack.resetClean()  # the file has older weights, at every place of the stack
        self._learned.after = layers
        self._put(layers)

    def replace(self, project: Project, path: str | None = None, unsaved: bool = False) -> None:
        """See `OpenProject.replace`."""
        self._learned = None
        super().replace(project, path, unsaved)

    def end_learning(self) -> None:
        """What is shown after this is another undo."""
        self._learned = None

    def drop_learning(self) -> None:
        """End it, and leave no undo where it has come back to where it began."""
        learned, stack = self._learned, self.undo_stack
        self._learned = None
        if learned is not None and learned.before == learned.after and stack.index() == learned.place:
            stack.command(learned.place - 1).setObsolete(True)
            stack.undo()

    def _begin(self, layers: tuple[LayerPart, ...], text: str) -> None:
        before = self._project.layers
        if layers != before:
            learned = Learned(before, layers, self.undo_stack.index() + 1)
            self.undo_stack.push(Learn(text, self._put_back, learned))
            self._learned = learned

    def _put_back(self, layers: tuple[LayerPart, ...]) -> None:
        """Called by the command alone: the training is over when it is undone or done again."""
        self._learned = None
        self._put(layers)

    def _put(self, layers: tuple[LayerPart, ...]) -> None:
        """Other weights for the same layers; arrays that are the same are told by their being so."""
        old, self._buffer = self._project.layers, None
        self._project = dataclasses.replace(self._project, layers=layers)
        for number, (before, after) in enumerate(zip(old, layers, strict=True)):
            if before is not after:
                self.weights_changed.emit(number, None)

    def _with_weights(self, weights: Weights) -> tuple[LayerPart, ...]:
        layers = list(self._project.layers)
        for number, arrays in weights.items():
            self._check_layer(number)
            received, wanted = [a.shape for a in arrays], [a.shape for a in layers[number].weights]
            if received != wanted:
                raise ValueError(f"layer {number + 1} has weights of shapes {wanted}, not {received}")
            frozen = tuple(read_only(array) for array in arrays)
            layers[number] = dataclasses.replace(layers[number], weights=frozen)
        return tuple(layers)

    def _apply_parts(self, parts: Mapping[str, Any]) -> None:
        if "layers" in parts:
            self._learned = None
        super()._apply_parts(parts)

    def _apply_patches(self, target: Target, patches: Sequence[Patch]) -> None:
        if target.layer is not None:
            self._learned = None
        super()._apply_patches(target, patches)
