"""A view that zooms and pans, and fits its scene as long as nobody zoomed.

A QGraphicsView with one unit a cell: its scroll bars, its partial repaints and its transform are what a
grid needs, and a whole number of pixels a cell keeps lines sharp.
"""

from math import ceil

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QNativeGestureEvent, QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

LARGEST_CELL = 72  # pixels
ZOOM_STEP = 1.25


class ZoomView(QGraphicsView):
    """Ctrl and the wheel, two fingers, or Ctrl with plus and minus zoom.

    Signals:
        zoomed: the visible part or its size changed.
    """

    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fitted = True
        self._scene = QGraphicsScene(self)
        self._scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setScene(self._scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        for part in (self, self.viewport()):
            part.setAcceptDrops(False)  # the window takes files, wherever they are dropped
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    @property
    def cell_pixels(self) -> float:
        """Width of a cell on screen."""
        return float(self.transform().m11())

    def visible_cells(self) -> QRectF:
        """The part of the scene that is in sight, in cells."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

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
        self._set_cell_pixels(min(max(size, smallest), 4.0 * LARGEST_CELL))

    def cells_resized(self, size: float) -> None:
        """Cells are going to be so many pixels wide."""

    def _set_cell_pixels(self, size: float) -> None:
        self.cells_resized(size)
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
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.ZoomIn):
            self.zoom(ZOOM_STEP)
        elif event.matches(QKeySequence.StandardKey.ZoomOut):
            self.zoom(1 / ZOOM_STEP)
        else:
            super().keyPressEvent(event)

    def ensure_cell_visible(self, cell: tuple[int, int]) -> None:
        """Scroll until the cell is in sight."""
        if not self._fitted:
            self.ensureVisible(cell[1], cell[0], 1, 1, 4, 4)

    def pan_by(self, distance: QPoint) -> None:
        """Move what is seen by so many pixels."""
        self._fitted = False
        for bar, amount in (
            (self.horizontalScrollBar(), distance.x()),
            (self.verticalScrollBar(), distance.y()),
        ):
            bar.setValue(bar.value() - amount)
