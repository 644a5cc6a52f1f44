"""Parts of an axis that can stand for the whole of it."""


def aligned(cells: range, step: int, length: int) -> range:
    """The smallest part that holds `cells`, starts at a multiple of `step`, and leaves out such a multiple.

    A window that takes steps of that size stands on the part as it does on the whole axis, with the same
    padding; the cells at both of its own ends excepted, which are ends there and maybe none here.

    Args:
        cells: below 0 or past the end they are those of the opposite side.
        step: of the window, at least 1.
        length: cells of the axis.
    """
    first = cells.start // step * step
    return range(first, cells.stop + (length - cells.stop) % step)


def clipped(cells: range, length: int) -> range:
    """Those of the cells that are on the axis; where there are none, the one that is nearest."""
    first = min(max(0, cells.start), length - 1)
    return range(first, max(first + 1, min(length, cells.stop)))


def joined_ends(cells: range, length: int) -> list[range]:
    """The cells of an axis whose ends are joined, piece by piece: -1 is the last cell."""
    pieces, first = [], cells.start
    while first < cells.stop:
        turn = first // length * length
        last = min(cells.stop, turn + length)
        pieces.append(range(first - turn, last - turn))
        first = last
    return pieces
