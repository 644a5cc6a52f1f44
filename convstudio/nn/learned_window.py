"""How the weights of windows learn, those that slide over the input and those that slide over the output."""

from abc import abstractmethod
from typing import Any

from convstudio.engine.geometry import Geometry
from convstudio.engine.gradient_weights import convolve_batch, input_gradient, weight_gradient
from convstudio.nn.layer import Array
from convstudio.nn.shapes import Shape
from convstudio.nn.windowed import Windowed


class LearnedWindow(Windowed):
    """A convolution whose one kernel the engine can take as it is."""

    @abstractmethod
    def engine_kernel(self) -> Array:
        """The weights as they meet the patch, (kernel rows, kernel cols, channels / groups, filters)."""

    def learn_sums(self, x: Array, input_shape: Shape) -> tuple[Array, Any]:
        """The maps; the unfolded windows are remembered."""
        return convolve_batch(x, self.engine_kernel(), self.geometry(input_shape))

    def weight_gradients(
        self, x: Array, gradient: Array, input_shape: Shape, memory: Any = None
    ) -> dict[str, Array]:
        """Window times error, added up over all places of all samples."""
        found = weight_gradient(x, gradient, self.engine_kernel(), self.geometry(input_shape), memory)
        return self.by_kernel(found)

    def by_kernel(self, found: Array) -> dict[str, Array]:
        """Gradient by the weights, where `found` is that by `engine_kernel`."""
        turned = found[::-1, ::-1] if self.flip else found
        return {"kernel": turned.reshape(self._weights["kernel"].shape)}

    def learn_return(self, gradient: Array, input_shape: Shape, memory: Any) -> Array:
        """The full correlation with the kernel turned around."""
        return input_gradient(gradient, self.engine_kernel(), self.geometry(input_shape), input_shape[-1])


class LearnedTranspose(Windowed):
    """A transposed convolution: forward it is what others are backward, and the other way round."""

    filters: int

    @abstractmethod
    def engine_kernel(self) -> Array:
        """The weights as they spread, (kernel rows, kernel cols, filters, channels)."""

    @abstractmethod
    def turned_around(self, input_shape: Shape) -> Geometry:
        """The convolution that this one turns around: its window slides over what comes out here."""

    def learn_sums(self, x: Array, input_shape: Shape) -> tuple[Array, Any]:
        """Each cell spread over its window."""
        return input_gradient(x, self.engine_kernel(), self.turned_around(input_shape), self.filters), None

    def weight_gradients(
        self, x: Array, gradient: Array, input_shape: Shape, memory: Any = None
    ) -> dict[str, Array]:
        """Those of the convolution that this one turns around: of the gradient, with the input as error."""
        found = weight_gradient(gradient, x, self.engine_kernel(), self.turned_around(input_shape))
        return {"kernel": (found[::-1, ::-1] if self.flip else found).reshape(self._weights["kernel"].shape)}

    def learn_return(self, gradient: Array, input_shape: Shape, memory: Any) -> Array:
        """The convolution that this one turns around."""
        return convolve_batch(gradient, self.engine_kernel(), self.turned_around(input_shape))[0]
