"""The filters of the layer in hand, and which of them is in hand."""

from convstudio.model.filter_bank import Bank
from convstudio.model.kernels import KINDS, kernel_of
from convstudio.model.studio import Studio


class BankInHand:
    """Reads the document and the player."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    @property
    def kernel(self) -> Bank | None:
        """The weights (rows, cols, channels, filters); None where the layer has no filters to edit."""
        document = self._studio.document
        return kernel_of(document.layer) if document.project.layers else None

    @property
    def filter(self) -> int:
        """The filter in hand, from 0."""
        step = self._studio.player.step
        return step.filter if step is not None else 0

    @property
    def can_grow(self) -> bool:
        """Whether the layer may have another number of filters, in another order and of another size."""
        return self.kernel is not None and self._studio.document.layer.kind in KINDS

    @property
    def count(self) -> int:
        """How many filters there are."""
        kernel = self.kernel
        return 0 if kernel is None else kernel.shape[3]

    @property
    def groups(self) -> int:
        """Parts of the channels, each with as many filters."""
        return int(self._studio.document.layer.config.get("groups", 1))
