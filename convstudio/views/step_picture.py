"""Paints the grids of one step: filter ⊙ patch = products, with captions, subtotals and signs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from convstudio.engine.explain import Explanation
from convstudio.views.colors import Scale
from convstudio.views.painting import CellGrid, grid_image, hatch, paint_cells, paint_texts
from convstudio.views.pixels import draw_pixels
from convstudio.views.step_layout import Block, StepLayout
from convstudio.views.step_numbers import ChannelNumbers, StepNumbers
from convstudio.views.theme import Theme

PATCH = 1  # place of the patch among the three grids


@dataclass(frozen=True)
class StepPicture:
    """A step ready to be painted; `scales` are those of weights, patch and products."""

    step: Explanation
    numbers: StepNumbers
    layout: StepLayout
    scales: tuple[Scale, Scale, Scale]
    theme: Theme

    def paint(self, painter: QPainter, seen: QRect) -> None:
        """Paint the blocks of which the rectangle `seen` shows a part."""
        pairs = list(zip(self.layout.blocks, self.numbers.channels, strict=True))
        painter.save()
        painter.setClipRect(self.layout.without_cut_cells(seen), Qt.ClipOperation.IntersectClip)
        for block, channel in pairs:
            if block.frame.intersects(seen):
                self._paint_grids(painter, block, channel)
                self._paint_signs(painter, block, channel)
        painter.restore()
        for block, channel in pairs:
            if len(self.step.subtotals) > 1 and block.frame.intersects(seen):
                self._paint_captions(painter, block, channel, seen)

    def _paint_grids(self, painter: QPainter, block: Block, channel: ChannelNumbers) -> None:
        arrays = (self.step.weights, self.step.patch, self.step.products)
        words = (channel.weights, channel.patch, channel.products)
        for kind, (grid, array, texts) in enumerate(zip(block.grids, arrays, words, strict=True)):
            values, scale = array[:, :, channel.channel], self.scales[kind]
            ghosts = np.argwhere(~self.step.inside).tolist() if kind == PATCH else []
            if self.layout.numbered:
                self._paint_table(painter, grid, values, scale, texts, ghosts)
            else:
                self._paint_heatmap(painter, grid, values, scale, ghosts)

    def _paint_table(
        self,
        painter: QPainter,
        grid: CellGrid,
        values: NDArray[np.floating],
        scale: Scale,
        texts: list[str],
        ghosts: list[list[int]],
    ) -> None:
        """Cells with numbers; those of the padding (`ghosts`) are pale."""
        colors = paint_cells(painter, grid, values, scale, QColor(self.theme.grid))
        for row, col in ghosts:
            painter.fillRect(grid.rect(row, col).adjusted(1, 1, 0, 0), QColor(self.theme.ghost))
            colors[row * grid.cols + col] = QColor(self.theme.quiet)
        paint_texts(painter, grid, texts, colors)

    def _paint_heatmap(
        self,
        painter: QPainter,
        grid: CellGrid,
        values: NDArray[np.floating],
        scale: Scale,
        ghosts: list[list[int]],
    ) -> None:
        draw_pixels(painter, QRectF(grid.bounds), grid_image(values, scale))
        hatch(painter, grid, values)
        for row, col in ghosts:
            painter.fillRect(grid.rect(row, col), QColor(self.theme.ghost))
        painter.setPen(QColor(self.theme.grid))
        painter.drawRect(grid.bounds)

    def _paint_signs(self, painter: QPainter, block: Block, channel: ChannelNumbers) -> None:
        painter.setPen(QColor(self.theme.quiet))
        for sign, area in zip(("⊙", channel.texts.multiplied), block.signs, strict=True):
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, sign)

    def _paint_captions(self, painter: QPainter, block: Block, channel: ChannelNumbers, seen: QRect) -> None:
        """The channel above, its subtotal at the products; nothing that is seen in part."""
        name = QCoreApplication.translate("StepPicture", "channel {number}")
        caption = name.format(number=self.step.channels[channel.channel] + 1)
        sign = "=" if channel.exact else "≈"
        texts = (
            (block.caption, Qt.AlignmentFlag.AlignLeft, caption, self.theme.quiet),
            (block.subtotal, Qt.AlignmentFlag.AlignRight, f"Σ {sign} {channel.subtotal}", self.theme.text),
        )
        for area, side, text, color in texts:
            flags = side | Qt.AlignmentFlag.AlignVCenter
            if seen.contains(painter.boundingRect(area, flags, text)):
                painter.setPen(QColor(color))
                painter.drawText(area, flags, text)
