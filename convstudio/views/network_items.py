"""How a network is painted: the levels with their texts and maps, and above them what lights up."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from convstudio.engine.digits import format_value
from convstudio.engine.geometry import Box
from convstudio.model.tracing import Spot
from convstudio.views.colors import Scale
from convstudio.views.network_details import NetworkDetails, Sight
from convstudio.views.network_layout import FOOT, Place
from convstudio.views.network_light import Glow, Light, premultiplied
from convstudio.views.network_pictures import NetworkPictures
from convstudio.views.theme import current_theme
from convstudio.views.unit_image import color_image, unit_image

VEIL = 215  # opacity 0…255 over maps whose own colours do not count
BAND = 34  # the same of the bands
BAR = 70.0  # length of a colour bar, before zooming
LINE = 17.0  # height of a line of text, before zooming


class LevelText(NamedTuple):
    """What stands above and below a level."""

    title: str
    detail: str
    foot: str


class Pictures(NamedTuple):
    """The pictures of all maps, and parts of them that are finer."""

    whole: NetworkPictures
    details: NetworkDetails
    sight: Sight


def paint_level(
    painter: QPainter, place: Place, text: LevelText, pictures: Pictures, level: int, area: QRectF
) -> None:
    """A level as far as it is in the area."""
    theme = current_theme()
    _paint_texts(painter, place, text)
    painter.setPen(_thin(theme.line))
    if place.picture is not None:
        _paint_map(painter, place, pictures, level, None)
    if place.are_units:
        units = pictures.whole.units(level, place)
        if units.isNull():
            painter.drawRect(place.tiles)
        else:
            painter.drawImage(place.tiles, units)
        return
    for number in place.visible(area):
        tile = place.map_rect(number)
        if tile.intersects(area):
            _paint_map(painter, place, pictures, level, number)


def _paint_map(painter: QPainter, place: Place, pictures: Pictures, level: int, number: int | None) -> None:
    """A map in its frame, what is in sight as fine as the screen; while it is computed the frame alone."""
    tile, image = place.map_rect(number), pictures.whole.picture(level, number)
    if not image.isNull():
        painter.drawImage(tile, image)
        detail = pictures.details.detail(level, number, place, pictures.sight, image)
        if detail is not None:
            painter.drawImage(place.box_rect(number, detail.box), detail.image)
    painter.drawRect(tile)


def paint_frame(painter: QPainter, area: QRectF, color: str) -> None:
    """A frame around the chosen layer."""
    painter.setPen(QPen(QColor(color), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area, 6, 6)


def _paint_texts(painter: QPainter, place: Place, text: LevelText) -> None:
    theme, font = current_theme(), QFont(painter.font())
    area = place.bounds
    wide = max(area.width(), place.least_width) + 30
    bold = QFont(font)
    bold.setBold(True)
    for line, (words, face, color) in enumerate(
        ((text.title, bold, theme.text), (text.detail, font, theme.quiet))
    ):
        painter.setFont(face)
        painter.setPen(QColor(color))
        painter.drawText(QRectF(area.left(), area.top() + line * LINE * 1.15, wide, LINE), words)
    painter.setFont(font)
    painter.setPen(QColor(theme.quiet))
    painter.drawText(QRectF(area.left(), area.bottom() - FOOT + 6, wide, LINE), text.foot)


class LightItem(QGraphicsItem):
    """What lights up. The levels below are not painted again when it changes."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self._bounds = QRectF()
        self._places: Sequence[Place] = ()
        self.light = Light()
        self.chosen: Spot | None = None
        self.unseen: Sequence[QImage | None] = ()
        self.font = QFont()

    def set_places(self, places: Sequence[Place], bounds: QRectF) -> None:
        """The levels stand elsewhere."""
        self.prepareGeometryChange()
        self._places, self._bounds = places, bounds
        self.show_light(Light(), None)

    def show_light(self, light: Light, chosen: Spot | None) -> None:
        """Light up something else; `chosen` is framed."""
        self.light, self.chosen = light, chosen
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        area = option.exposedRect
        painter.setFont(self.font)
        for place, image in zip(self._places, self.unseen, strict=False):
            if image is not None and not place.are_units:
                for number in self._maps_in(place, area):
                    painter.drawImage(place.map_rect(number), image)
        for glow in self.light.glows:
            self._paint_glow(painter, glow, area)
        self._paint_bands(painter)
        for level, scale in self.light.scales.items():
            if scale.high > 0:
                paint_legend(painter, self._places[level], scale)
        for spot, width in ((self.chosen, 3), (self.light.spot, 2)):
            if spot is not None:
                self._paint_spot(painter, spot, width)

    def _paint_glow(self, painter: QPainter, glow: Glow, area: QRectF) -> None:
        place, veil = self._places[glow.level], QColor(current_theme().card)
        veil.setAlpha(VEIL)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_thin(current_theme().accent, 2))
        if place.are_units:
            other = int(premultiplied(veil)) if glow.veiled else 0
            painter.drawImage(place.tiles, unit_image(glow.unit_colors(place.maps, other), place))
            painter.drawRect(place.tiles.adjusted(-3, -3, 3 - place.gap, 3 - place.gap))
            return
        frames, lit = [], set(glow.maps)
        for number in self._maps_in(place, area):
            if glow.veiled:
                painter.fillRect(place.map_rect(number), veil)
            if number in lit or (number is None and not glow.veiled):
                frames.append(place.box_rect(number, glow.box))
                painter.drawImage(frames[-1], glow.image(number or 0))
        painter.drawRects(frames)

    def _paint_bands(self, painter: QPainter) -> None:
        color = QColor(current_theme().accent)
        painter.setPen(_thin(color.name(), 1))
        color.setAlpha(BAND)
        painter.setBrush(color)
        for band in self.light.bands:
            painter.setOpacity(0.8)
            painter.drawPolygon(band)
        painter.setOpacity(1)

    def _paint_spot(self, painter: QPainter, spot: Spot, width: float) -> None:
        place, theme = self._places[spot.level], current_theme()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_thin(theme.accent, 2))
        painter.drawRect(place.map_rect(spot.channel))
        cell = place.box_rect(spot.channel, Box(spot.row, spot.row + 1, spot.col, spot.col + 1))
        least = 5 / max(painter.worldTransform().m11(), 0.01)
        if cell.width() < least:  # a cell of a large map is still to be found
            grow = (least - cell.width()) / 2
            cell.adjust(-grow, -grow, grow, grow)
        painter.setPen(_thin(theme.card, width + 2))
        painter.drawRect(cell)
        painter.setPen(_thin(theme.accent, width))
        painter.drawRect(cell)

    def _maps_in(self, place: Place, area: QRectF) -> list[int | None]:
        picture: list[int | None] = [None] if place.picture is not None else []
        return picture + list(place.visible(area))


def paint_legend(painter: QPainter, place: Place, scale: Scale) -> None:
    """Below a level what its colours mean: a bar with the numbers of both ends."""
    theme, left, top = current_theme(), place.bounds.left(), place.bounds.bottom() + 8
    low, high = (format_value(end, 3).replace("-", "−") for end in (scale.low, scale.high))
    metrics, across = painter.fontMetrics(), Qt.AlignmentFlag.AlignVCenter
    bar = QRectF(left + metrics.horizontalAdvance(low) + 5, top + 3, BAR, LINE - 6)
    painter.drawImage(bar, color_image(scale.palette.table[np.newaxis]))
    painter.setPen(_thin(theme.line))
    painter.drawRect(bar)
    painter.setPen(QColor(theme.text))
    painter.drawText(QRectF(left, top, bar.left() - left, LINE), across, low)
    painter.drawText(QRectF(bar.right() + 5, top, 4 * BAR, LINE), across, high)


def _thin(color: str, width: float = 1) -> QPen:
    """A pen of so many pixels at any zoom."""
    pen = QPen(QColor(color), width)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen
