"""A grid of numbers to look at and point at: the base of the input and of the feature map.

A QGraphicsView with one unit a cell: its scroll bars, its partial repaints and its transform are what a
grid needs, and a whole number of pixels a cell keeps lines sharp.
"""

from collections.abc import Iterable
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QNativeGestureEvent,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from convstudio.engine.digits import format_value
from convstudio.engine.geometry import Box
from convstudio.views.colors import Scale, input_scale
from convstudio.views.grid_items import CellsItem, HeatmapItem, scene_rect
from convstudio.views.labels import Labels
from convstudio.views.marks import MarksItem
from convstudio.views.theme import current_theme

Cell = tuple[int, int]
LARGEST_CELL = 72  # pixels
ZOOM_STEP = 1.25


class GridView(QGraphicsView):
    """Shows `values` (rows, cols) as a heatmap with lines and numbers where they fit.

    Signals:
        cell_hovered: the (row, col) under the mouse, or None.
        zoomed: the visible part or its size changed.
        values_shown: some values are others now.
    """

    cell_hovered = Signal(object)
    zoomed = Signal()
    values_shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = current_theme()
        self.labels = Labels()
        self.heatmap = HeatmapItem()
        self.cells = CellsItem(self.labels, self.heatmap, theme)
        self.marks = MarksItem(self.labels, theme)
        self._scene = QGraphicsScene(self)
        for item in (self.heatmap, self.cells, self.marks):
            self._scene.addItem(item)
        self._scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setScene(self._scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setMouseTracking(True)
        self.setMinimumSize(96, 72)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._values: NDArray[np.floating] = np.zeros((1, 1), np.float32)
        self._scale = input_scale(self._values, "drawn")
        self._around = Box(0, 1, 0, 1)
        self._fitted = True
        self._hovered: Cell | None = None
        self._pan_from: QPoint | None = None
        self._dress()

    # what it shows

    @property
    def values(self) -> NDArray[np.floating]:
        """The whole array of the shown channel or map, (rows, cols); 1-D as (1, n)."""
        return self._values

    @property
    def scale_of_values(self) -> Scale:
        """The scale that turns the values into colours."""
        return self._scale

    def show_values(self, values: NDArray[np.floating], scale: Scale, around: Box | None = None) -> None:
        """Show an array; `around` is the block of cells with the padding, which reaches beyond the input."""
        rows, cols = values.shape
        whole = Box(0, rows, 0, cols)
        reshaped = values.shape != self._values.shape or (around or whole) != self._around
        self._values, self._scale, self._around = values, scale, around or whole
        self.heatmap.set_colors(self.colors_of(whole))
        self.cells.set_values(values, scale)
        self.marks.set_box(self._around)
        if reshaped:
            self._scene.setSceneRect(scene_rect(self._around).adjusted(-0.08, -0.08, 0.08, 0.08))
            self.fit()
        self.viewport().update()
        self.values_shown.emit()

    def show_cells(self, values: NDArray[np.floating], boxes: Iterable[Box]) -> None:
        """Some cells of the same array have other values now."""
        self._values = self.cells.values = values
        for box in boxes:
            self.heatmap.set_part(box, self.colors_of(box))
        self.values_shown.emit()

    def colors_of(self, box: Box) -> NDArray[np.uint32]:
        """The colours 0xffRRGGBB of a block of cells."""
        return self._scale.colors(self._values[box.slices])

    # where a cell is

    def cell_rect(self, row: int, col: int) -> QRect:
        """The place of a cell in the coordinates of `viewport()`; padding has negative or large indices."""
        return self.mapFromScene(QRectF(col, row, 1, 1)).boundingRect()

    def cell_at(self, point: QPoint) -> Cell | None:
        """The cell under a point of `viewport()`; None outside the grid."""
        place = self.mapToScene(point)
        cell = int(np.floor(place.y())), int(np.floor(place.x()))
        rows, cols = self._values.shape
        return cell if 0 <= cell[0] < rows and 0 <= cell[1] < cols else None

    @property
    def cell_pixels(self) -> float:
        """Width of a cell on screen."""
        return float(self.transform().m11())

    def visible_cells(self) -> QRectF:
        """The part of the scene that is in sight, in cells."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    # zoom and pan

    def fit(self) -> None:
        """Show the whole grid as large as it goes."""
        self._fitted = True
        self._set_cell_pixels(self._fitting(self.maximumViewportSize()))

    def grid_size(self, room: QSize) -> QSize:
        """How much of a room the grid takes: as much as it fills when fitted, all of it when zoomed."""
        if not self._fitted:
            return room
        area, size = self._scene.sceneRect(), self._fitting(room)
        wanted = QSize(ceil(area.width() * size) + 1, ceil(area.height() * size) + 1)
        return wanted.boundedTo(room).expandedTo(self.minimumSize())

    def _fitting(self, room: QSize) -> float:
        """Pixels of a cell with which the whole grid fits a room; whole ones keep lines sharp."""
        area = self._scene.sceneRect()
        size = min(room.width() / area.width(), room.height() / area.height(), LARGEST_CELL)
        return float(int(size)) if size >= 3 else size

    def zoom(self, factor: float) -> None:
        """Make cells larger or smaller, keeping what is under the mouse there."""
        size = self.cell_pixels * factor
        if size >= 4:
            size = float(max(round(size), int(self.cell_pixels) + 1) if factor > 1 else int(size))
        smallest = min(self._fitting(self.maximumViewportSize()), 1.0)
        self._fitted = False
        self._set_cell_pixels(float(np.clip(size, smallest, 4 * LARGEST_CELL)))

    def _set_cell_pixels(self, size: float) -> None:
        self.marks.set_cell_pixels(size)
        self.labels.prepare(self.font(), size, self.devicePixelRatioF())
        if size != self.cell_pixels:
            self.setTransform(QTransform.fromScale(size, size))
            self.zoomed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted:
            self.fit()
        self.zoomed.emit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.zoomed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP)
            event.accept()
        else:
            self.wheel_turned(event)

    def wheel_turned(self, event: QWheelEvent) -> None:
        """The wheel without Ctrl: scrolls here; views with a use of their own override it."""
        super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and (
            event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            self.zoom(1 + event.value())
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    # the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            self.cell_pressed(event, self.cell_at(event.position().toPoint()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._pan_from is not None:
            self._pan_by(point - self._pan_from)
            self._pan_from = point
            return
        cell = self.cell_at(point)
        self._hover(cell)
        if event.buttons():
            self.cell_dragged(event, cell)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = None
            self.viewport().unsetCursor()
        else:
            self.cell_released(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)  # two quick dabs with the brush are two presses

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._hover(self.cell_at(event.position().toPoint()))

    def _pan_by(self, distance: QPoint) -> None:
        self._fitted = False
        for bar, amount in (
            (self.horizontalScrollBar(), distance.x()),
            (self.verticalScrollBar(), distance.y()),
        ):
            bar.setValue(bar.value() - amount)

    def _hover(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            self.cell_hovered.emit(cell)

    def cell_pressed(self, event: QMouseEvent, cell: Cell | None) -> None:
        """A button other than the middle one went down."""

    def cell_dragged(self, event: QMouseEvent, cell: Cell | None) -> None:
        """The mouse moved with a button down."""

    def cell_released(self, event: QMouseEvent) -> None:
        """The button went up."""

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.ZoomIn):
            self.zoom(ZOOM_STEP)
        elif event.matches(QKeySequence.StandardKey.ZoomOut):
            self.zoom(1 / ZOOM_STEP)
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the numbers on the clipboard as a spreadsheet has them."""
        copy_grid(self._values)

    def ensure_cell_visible(self, cell: Cell) -> None:
        """Scroll until the cell is in sight."""
        if not self._fitted:
            self.ensureVisible(cell[1], cell[0], 1, 1, 4, 4)

    # looks

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._dress()

    def _dress(self) -> None:
        theme = current_theme()
        for item in (self.cells, self.marks):
            item.theme = theme
        self.setBackgroundBrush(QColor(theme.card))
        self.viewport().update()


def copy_grid(values: NDArray[np.floating]) -> None:
    """Put numbers (rows, cols) on the clipboard as a spreadsheet has them."""
    lines = ("\t".join(format_value(float(value), 9) for value in row) for row in values)
    QGuiApplication.clipboard().setText("\n".join(lines))
