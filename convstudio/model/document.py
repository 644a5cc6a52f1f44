"""The document: the only door through which input and network change."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convstudio.files.project import LayerPart
from convstudio.model.commands import Target
from convstudio.model.filter_order import with_filters
from convstudio.model.fitting import fitted_layers, shape_before
from convstudio.model.input_editing import finite
from convstudio.model.kernels import KINDS, bias_of, kernel_of, with_slices
from convstudio.model.layer_settings import as_filter, with_bank, with_filter, with_setting
from convstudio.model.learned_editing import LearnedEditing
from convstudio.model.weight_arrays import check_numbers


class Document(LearnedEditing):
    """One project being edited.

    Every method that writes is undoable, does nothing where nothing changes, and refuses with ValueError,
    before anything happens, what is wrong in itself. A layer that does not fit its input may be there: it is
    marked by `Results.problem`. Signals are those of `OpenProject`.
    """

    @property
    def active_layer(self) -> int:
        """Which layer is looked at, from 0."""
        return self._project.active_layer

    @property
    def layer(self) -> LayerPart:
        """The layer that is looked at; the methods below write to it."""
        return self._project.layers[self.active_layer]

    def set_active_layer(self, number: int) -> None:
        """Look at another layer; not undoable.

        Raises:
            ValueError: there is no such layer.
        """
        if number != self.active_layer:
            self._look_at(number)

    def set_weight(self, index: tuple[int, ...], value: float, array: int = 0) -> None:
        """Give one weight a value; `index` into the kernel array, or another one, as Keras has it.

        Raises:
            ValueError: there is no such weight, or it cannot have this value, such as one that is no finite
                float32, or a negative variance.
        """
        weights = self._weights(array)
        shape = weights.shape
        if len(index) != weights.ndim or not all(0 <= i < n for i, n in zip(index, shape, strict=True)):
            raise ValueError(f"the weights have shape {shape}; there is none at {index}")
        check_numbers(self.layer, array, finite(value))
        where = np.array([np.ravel_multi_index(index, shape)], np.intp)
        self._write(self.tr("Weight"), self._target(array), where, np.array([value]))

    def set_array(self, array: int, values: ArrayLike, text: str) -> None:
        """Exchange all numbers of one array of the layer.

        Raises:
            ValueError: there is no such array, the shape is another one, or it cannot have these values.
        """
        old, new = self._weights(array), np.asarray(values, np.float32)
        if new.shape != old.shape:
            raise ValueError(f"the weights have shape {old.shape}, not {new.shape}")
        check_numbers(self.layer, array, new)
        self._write(text, self._target(array), np.arange(old.size), new.ravel())

    def set_filter(self, filter: int, weights: ArrayLike, text: str) -> None:
        """Exchange the weights of one filter; another kernel size becomes that of the layer.

        Args:
            filter: which, from 0.
            weights: as `layer_settings.as_filter` takes them: with channels, or without for every channel.
            text: what the undo is called.

        Raises:
            ValueError: there is no such filter, or the weights are none for this layer.
        """
        kernel = self._weights(0)
        if self.layer.kind not in KINDS:
            self.set_kernel(self._with_slices(filter, weights), text)
            return
        self._check_filter(filter, kernel.shape[-1])
        given = as_filter(weights, kernel.shape[:-1])
        if given.shape == kernel.shape[:-1]:
            where = np.arange(filter, kernel.size, kernel.shape[-1])
            self._write(text, self._target(0), where, given.ravel())
        else:
            self._swap_layer(text, with_filter(self._project, self.active_layer, filter, given))

    def set_kernel(self, kernel: ArrayLike, text: str) -> None:
        """Exchange the weights of all filters.

        Raises:
            ValueError: the shape is not that of the layer's kernel.
        """
        old, new = self._weights(0), np.asarray(kernel, np.float32)
        if new.shape != old.shape:
            raise ValueError(f"the weights have shape {old.shape}, not {new.shape}")
        self._write(text, self._target(0), np.arange(old.size), new.ravel())

    def set_bank(self, kernel: ArrayLike, text: str) -> None:
        """Exchange all filters by others: as many as there are, and of the kernel size that they have.

        Filters beyond those that there were have no bias.

        Raises:
            ValueError: the weights are none for this layer, or its groups cannot share so many filters.
        """
        self._weights(0)
        self._swap_layer(text, with_bank(self._project, self.active_layer, np.asarray(kernel, np.float32)))

    def take_filters(self, order: Sequence[int], text: str) -> None:
        """Keep the filters of these numbers, in this order; the layers after it see what they saw.

        Raises:
            ValueError: the layer has no such filters, or cannot have so many, or in this order.
        """
        number, shape = self.active_layer, shape_before(self._project, self.active_layer)
        layers = with_filters(self._project.layers, number, order, shape)
        self._swap(text, layers=fitted_layers(layers, self._project.input.shape))

    def set_bias(self, filter: int, value: float) -> None:
        """Give the bias of one filter a value.

        Raises:
            ValueError: there is no such filter, the layer has no bias, or the value is no finite float32.
        """
        bias = bias_of(self.layer)
        if bias is None:
            raise ValueError(f"this {self.layer.kind} has no bias")
        self._check_filter(filter, len(bias))
        where, values = np.array([filter], np.intp), np.array([finite(value)])
        self._write(self.tr("Bias"), self._target(len(self.layer.weights) - 1), where, values)

    def set_setting(self, name: str, value: Any) -> None:
        """Change a setting of the layer, such as "strides"; weights here and after follow.

        Raises:
            ValueError: there is no such setting, or the layer cannot have this value.
        """
        part = with_setting(self._project, self.active_layer, name, value)
        self._swap_layer(self._setting_text(name), part)

    def _swap_layer(self, text: str, part: LayerPart) -> None:
        layers = list(self._project.layers)
        layers[self.active_layer] = part
        self._swap(text, layers=fitted_layers(layers, self._project.input.shape))

    def _target(self, array: int) -> Target:
        return Target(self.active_layer, array)

    def _weights(self, array: int) -> NDArray[Any]:
        weights = self.layer.weights
        if array >= len(weights):
            raise ValueError(f"this {self.layer.kind} has no weights number {array}, from 0")
        return weights[array]

    def _with_slices(self, filter: int, weights: ArrayLike) -> NDArray[Any]:
        """The kernel with one filter's weights of another kind of layer, as `kernel_of` has them."""
        kernel = kernel_of(self.layer)
        if kernel is None:
            raise ValueError(f"this {self.layer.kind} has no filters")
        self._check_filter(filter, kernel.shape[-1])
        given, wanted = np.asarray(weights, np.float32), kernel.shape[:-1]
        given = given[..., np.newaxis] if given.ndim == 2 else given
        if given.shape not in (wanted, (*wanted[:-1], 1)) or not np.isfinite(given).all():
            raise ValueError(f"a filter of this layer is finite numbers of shape {wanted}, not {given.shape}")
        return with_slices(self.layer, filter, given)

    def _check_filter(self, filter: int, filters: int) -> None:
        if not 0 <= filter < filters:
            raise ValueError(f"the layer has {filters} filter(s), none is number {filter}, from 0")

    def _setting_text(self, name: str) -> str:
        texts = {
            "filters": self.tr("Filters"),
            "kernel_size": self.tr("Kernel size"),
            "strides": self.tr("Stride"),
            "dilation_rate": self.tr("Dilation"),
            "groups": self.tr("Groups"),
            "padding": self.tr("Padding"),
            "border": self.tr("Border"),
            "flip": self.tr("Operation"),
            "activation": self.tr("Activation"),
            "use_bias": self.tr("Bias"),
        }
        return texts.get(name, name)
