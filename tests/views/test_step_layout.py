"""Where the grids of a step stand."""

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, QSize

from convstudio.views.step_layout import Measures, is_numbered, layout_step

MEASURES = Measures(height=140, line=16, widest=(20, 20, 60))


def test_filter_patch_and_products_stand_side_by_side():
    [block] = layout_step(3, 3, 1, MEASURES).blocks
    lefts = [grid.left for grid in block.grids]
    assert lefts == sorted(lefts)
    assert len({grid.top for grid in block.grids}) == 1


def test_a_kernel_of_one_row_has_its_grids_one_below_the_other():
    [block] = layout_step(1, 5, 1, MEASURES).blocks
    assert len({grid.left for grid in block.grids}) == 1
    assert [grid.top for grid in block.grids] == sorted({grid.top for grid in block.grids})


@pytest.mark.parametrize("size", [(1, 3), (3, 3), (5, 5), (11, 11), (1, 40)])
@pytest.mark.parametrize("channels", [1, 3])
def test_nothing_overlaps(size, channels):
    layout = layout_step(*size, channels, MEASURES)
    grids = [grid.bounds for block in layout.blocks for grid in block.grids]
    assert not any(a.intersects(b) for i, a in enumerate(grids) for b in grids[i + 1 :])
    assert all(a.frame.right() < b.frame.left() for a, b in pairwise(layout.blocks))
    assert all(block.frame.right() <= layout.size.width() for block in layout.blocks)


def test_wide_numbers_make_wide_cells():
    [block] = layout_step(3, 3, 1, MEASURES).blocks
    assert block.grids[2].width == 60
    assert block.grids[0].width < 60


def test_cells_shrink_with_the_room_but_stay_readable():
    tall, low = (layout_step(5, 5, 1, replace(MEASURES, height=h)) for h in (400, 60))
    assert tall.blocks[0].grids[0].height > low.blocks[0].grids[0].height >= MEASURES.line


def test_large_kernels_have_no_numbers():
    assert is_numbered(7, 7)
    assert not is_numbered(8, 8)
    assert is_numbered(1, 16)
    assert not is_numbered(1, 17)


def test_the_cell_under_a_point_is_the_one_painted_there():
    layout = layout_step(3, 3, 2, MEASURES)
    place = layout.blocks[1].grids[2].rect(2, 0).center()
    assert layout.at(place) == (1, 2, 2, 0)


def test_narrow_cells_are_as_wide_as_their_numbers():
    square, narrow = (layout_step(3, 3, 1, replace(MEASURES, narrow=n)) for n in (False, True))
    assert square.blocks[0].grids[0].width == square.blocks[0].grids[0].height
    assert narrow.blocks[0].grids[0].width == 20
    assert narrow.size.width() < square.size.width()


def test_in_a_low_room_the_subtotal_stands_beside_the_caption():
    tall, low = (layout_step(3, 3, 2, replace(MEASURES, height=height)) for height in (140, 90))
    assert tall.blocks[0].subtotal.top() > tall.blocks[0].bounds.bottom()
    assert low.blocks[0].subtotal.bottom() < low.blocks[0].bounds.top()
    assert low.size.height() <= 90


def test_no_cell_is_seen_in_part():
    layout = layout_step(3, 3, 2, MEASURES)
    cell = layout.blocks[0].grids[0].rect(1, 1)
    seen = layout.without_cut_cells(QRect(cell.center(), QSize(400, 400)))
    assert (seen.left(), seen.top()) == (cell.right() + 1, cell.bottom() + 1)
    whole = QRect(QPoint(), layout.size)
    assert layout.without_cut_cells(whole) == whole
