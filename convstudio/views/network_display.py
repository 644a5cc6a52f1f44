"""All levels of the network side by side, and what lights up in them."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsView, QWidget

from convstudio.engine.geometry import Box
from convstudio.model.tracing import Spot
from convstudio.views.network_details import NetworkDetails, Sight
from convstudio.views.network_items import LevelText, LightItem, Pictures, paint_frame, paint_level
from convstudio.views.network_layout import MARGIN, Place, bounds, lay_out
from convstudio.views.network_light import Light
from convstudio.views.network_note import Note
from convstudio.views.network_note_item import BELOW, LEAST_WIDTH, NoteItem
from convstudio.views.network_pictures import NetworkPictures
from convstudio.views.theme import current_theme
from convstudio.views.zoom_view import ZoomView

LARGEST, SMALLEST = 16.0, 0.1  # zoom
LEAST_FITTED, MOST_FITTED = 0.8, 1.6  # the same where it is not chosen; smaller, texts are hard to read
LINE = 15  # pixels of a line of text at which these hold
Planes = tuple[int, int, int]

CELL = 10.0  # pixels of a cell of the largest map where it is seen closest
TEXT = 12  # units of the scene
NOTE = 240.0  # height of most notes, with some air


class NetworkDisplay(ZoomView):
    """Knows where everything stands, and nothing of what it means."""

    def __init__(
        self, pictures: NetworkPictures, details: NetworkDetails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setMinimumSize(160, 120)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheBackground)
        self._pictures, self._details = pictures, details
        self.places: list[Place] = []
        self._texts: Sequence[LevelText] = ()
        self._active = -1
        self._whole = QRectF()
        self.light, self.note = LightItem(), NoteItem()
        for item in (self.note, self.light):
            self.scene().addItem(item)

    def show_levels(self, planes: Sequence[Planes], texts: Sequence[LevelText]) -> None:
        """Show levels of planes (rows, cols, maps) with their texts."""
        bold = self._scene_font()
        bold.setBold(True)
        metrics = QFontMetricsF(bold)
        widths = [max(map(metrics.horizontalAdvance, text)) for text in texts]
        self.places = lay_out(planes, widths, self._pictures.in_colour)
        self._texts = texts
        self._whole = area = bounds(self.places)
        self.light.font = self._scene_font()
        self.light.set_places(self.places, area)
        self.show_note(None)
        self.scene().setSceneRect(area)
        self.fit()
        self.repaint_levels()

    def repaint_levels(self) -> None:
        """Maps, texts or colours are others now."""
        self.resetCachedContent()
        self.viewport().update()

    def mark_level(self, level: int) -> None:
        """Frame the level whose layer is on the Stage."""
        if level != self._active:
            self._active = level
            self.repaint_levels()

    def show_light(self, light: Light, chosen: Spot | None) -> None:
        """Light up what belongs to a cell."""
        self.light.show_light(light, chosen)

    def show_note(self, note: Note | None) -> None:
        """Show below a level what is to be said of the chosen cell."""
        self.note.show_note(note, self.places, self._scene_font())
        room = self.note.boundingRect().adjusted(0, 0, MARGIN, MARGIN)
        if note is not None and not self.scene().sceneRect().contains(room):
            self.scene().setSceneRect(self.scene().sceneRect().united(room))

    def spot_at(self, point: QPoint) -> Spot | None:
        """The cell under a point of the viewport, None beside all maps."""
        where = self.mapToScene(point)
        for level, place in enumerate(self.places):
            found = place.at(where)
            if found is not None:
                return Spot(level, *found)
        return None

    def spot_rect(self, spot: Spot) -> QRect:
        """The place of a cell in the coordinates of the viewport."""
        cell = Box(spot.row, spot.row + 1, spot.col, spot.col + 1)
        return self.mapFromScene(self.places[spot.level].box_rect(spot.channel, cell)).boundingRect()

    def level_at(self, point: QPoint) -> int | None:
        """The level under a point of the viewport, its texts and the room between its maps counted."""
        where = self.mapToScene(point)
        inside = (n for n, place in enumerate(self.places) if place.bounds.contains(where))
        return next(inside, None)

    def _scene_font(self) -> QFont:
        """Texts between maps have a size in the scene, where lines have theirs; zooming enlarges both."""
        font = QFont(self.font())
        font.setPixelSize(TEXT)
        return font

    def reveal(self, spot: Spot) -> None:
        """Scroll until the map of a cell is in sight, and across to its note."""
        tile, note = self.places[spot.level].map_rect(spot.channel), self.note.area
        if not note.isEmpty():
            self.ensureVisible(QRectF(note.left(), tile.top(), note.width(), tile.height()), 20, 20)
        self.ensureVisible(tile, 20, 20)

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        theme, area = current_theme(), QRectF(rect)
        painter.fillRect(area, QColor(theme.card))
        painter.setFont(self._scene_font())
        pictures = Pictures(self._pictures, self._details, self._sight())
        for level, place in enumerate(self.places):
            frame = place.bounds.adjusted(-12, -8, 12, 4)
            if frame.intersects(area):
                paint_level(painter, place, self._texts[level], pictures, level, area)
                if level == self._active:
                    paint_frame(painter, frame, theme.accent)

    def _sight(self) -> Sight:
        area = self.mapToScene(self.viewport().rect()).boundingRect()
        return Sight(area, self.cell_pixels * self.devicePixelRatioF())

    def _fitting(self, room: object = None) -> float:
        """All levels and a note in sight where they can still be read, else at their own size."""
        area, size = self._whole, self.maximumViewportSize()
        ends = [place.bounds for place in self.places[1:]]
        deepest = max((end.bottom() for end in ends), default=0.0) + BELOW + NOTE
        widest = max((end.left() for end in ends), default=0.0) + LEAST_WIDTH + MARGIN
        whole = min(size.width() / max(area.width(), widest), size.height() / max(area.height(), deepest))
        larger = max(1.0, self.fontMetrics().height() / LINE)  # texts here grow with all others
        return float(min(max(whole, LEAST_FITTED * larger), MOST_FITTED * larger))

    def zoom(self, factor: float) -> None:
        self._fitted = False
        finest = max((place.grid[1] / place.width for place in self.places), default=1.0)
        largest = max(LARGEST, CELL * finest)  # so that every cell can be told from its neighbours
        self._set_cell_pixels(min(max(self.cell_pixels * factor, SMALLEST), largest))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.repaint_levels()
        if event.type() == QEvent.Type.FontChange and self._fitted:
            self.fit()
