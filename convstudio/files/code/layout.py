"""Where the channels stand in libraries that want them first, and when they have to move."""

from collections.abc import Iterable, Mapping, Sequence

from convstudio.files.code.operations import Operation
from convstudio.nn.shapes import Shape

FIRST, LAST, ANY = "first", "last", "any"


def wanted(operation: Operation, layouts: Mapping[str, Sequence[str]]) -> str:
    """Where an operation wants the channels.

    Args:
        operation: with its shapes in our order.
        layouts: names of operations, under "first" and under "last".
    """
    name, rank = operation.name, operation.rank
    if name == "batch_norm":
        return LAST if operation.words["axis"] != rank or rank > 2 else FIRST if rank else ANY
    if name == "prelu":
        sizes = operation.operands["alpha"].shape
        is_by_channel = set(sizes[:-1]) <= {1}
        return LAST if not is_by_channel or rank > 2 else FIRST if rank and sizes[-1] > 1 else ANY
    return next((layout for layout, names in layouts.items() if name in names), ANY)


def first_layout(operations: Iterable[Operation], layouts: Mapping[str, Sequence[str]]) -> str:
    """Where the channels of the input stand best: where the first operation that minds wants them."""
    found = (wanted(operation, layouts) for operation in operations)
    return next((layout for layout in found if layout != ANY), LAST)


def to_first(shape: Shape) -> tuple[int, ...]:
    """Order of axes that brings the channels of such an array, without batch, to the front."""
    return (len(shape) - 1, *range(len(shape) - 1))


def to_last(shape: Shape) -> tuple[int, ...]:
    """The way back."""
    return (*range(1, len(shape)), 0)


def with_batch(order: Iterable[int]) -> tuple[int, ...]:
    """An order of axes behind that of the batch."""
    return (0, *(axis + 1 for axis in order))


def layouts(operations: Iterable[Operation], table: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """Where the channels stand in what goes in, and in what comes out."""
    operations = list(operations)
    first = last = first_layout(operations, table)
    for operation in operations:
        layout = wanted(operation, table)
        last = LAST if len(operation.after) == 1 else last if layout == ANY else layout
    return first, last
