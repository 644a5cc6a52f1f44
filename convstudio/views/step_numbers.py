"""One step of a convolution as texts: every number as it is shown, in sums that add up as shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from convstudio.engine.digits import adds_up
from convstudio.engine.explain import Explanation
from convstudio.engine.explain_digits import largest_channels
from convstudio.files.step_sums import ChannelTexts, step_texts

__all__ = ["ChannelNumbers", "StepNumbers", "adds_up", "channels_to_show", "step_numbers"]


@dataclass(frozen=True)
class ChannelNumbers:
    """The texts of one channel, cells row by row; the subtotal stands in the sum of channels too."""

    channel: int  # within the filter's group
    weights: list[str]
    patch: list[str]
    products: list[str]
    subtotal: str
    texts: ChannelTexts  # the same as the copied text has it

    @property
    def exact(self) -> bool:
        """Whether the shown products add up to the shown subtotal."""
        return adds_up(self.products, self.subtotal)


@dataclass(frozen=True)
class StepNumbers:
    """The texts of a step, in three sums: of the products, of the channels, and of the total and the bias.

    A number has the same text wherever it stands. `rest` is the sum of `folded` channels that are not shown
    one by one.
    """

    channels: list[ChannelNumbers]
    folded: int
    rest: str
    total: str
    bias: str
    before: str
    value: str
    value_equals: str

    @property
    def terms(self) -> list[str]:
        """What is summed over channels; of a single channel its products."""
        if len(self.channels) == 1 and not self.folded:
            return self.channels[0].products
        return [one.subtotal for one in self.channels] + ([self.rest] if self.folded else [])

    @property
    def sum_exact(self) -> bool:
        """Whether the shown terms add up to the shown total."""
        return adds_up(self.terms, self.total)

    @property
    def bias_exact(self) -> bool:
        """Whether the shown total and bias add up to what the activation gets."""
        return adds_up([self.total, self.bias], self.before)


def channels_to_show(step: Explanation, most: int) -> list[int]:
    """All channels in order; of more than `most`, those that contribute most, the largest first."""
    return largest_channels(step.subtotals.tolist(), most)


def step_numbers(step: Explanation, shown: Sequence[int], with_cells: bool = True) -> StepNumbers:
    """The numbers of a step as the copied text has them.

    Args:
        step: what is shown.
        shown: channels, within the group, to be told one by one.
        with_cells: whether each cell has a text; large kernels have only their products and subtotals.
    """
    texts = step_texts(step, shown, with_cells)
    channels = [_channel(number, channel) for number, channel in zip(shown, texts.channels, strict=True)]
    sums = (texts.total, texts.bias, texts.before, texts.value)
    return StepNumbers(channels, texts.folded, texts.rest, *sums, texts.value_equals)


def _channel(number: int, texts: ChannelTexts) -> ChannelNumbers:
    weights, patch, products = (list(chain(*rows)) for rows in (texts.weights, texts.patch, texts.products))
    return ChannelNumbers(number, weights, patch, products or [texts.subtotal], texts.subtotal, texts)
