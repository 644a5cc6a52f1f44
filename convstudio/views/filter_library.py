"""The library of filters: a list of all that fit, with small pictures, and a view to choose from."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from convstudio.files.resources import LibraryFilter, filters
from convstudio.model.studio import Studio
from convstudio.views.colors import weight_scale
from convstudio.views.painting import kernel_picture
from convstudio.views.theme import current_theme
from convstudio.views.tile_area import paint_frame

FILTER_ROLE = Qt.ItemDataRole.UserRole
ICON = 20  # pixels of the picture in a combo box
PICTURE_IN_LINES = 3.4  # the picture is as high as so many lines of text
TILE_IN_LINES = 5.8  # so wide is a picture with its title
TITLE_LINES = 2
TITLE_SIZE = 0.9  # of the text around
Index = QModelIndex | QPersistentModelIndex


class FilterLibrary(QAbstractListModel):
    """The filters for one or for two dimensions: title, picture, and in the tooltip where each comes from."""

    def __init__(self, dimensions: int = 2, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filters: list[LibraryFilter] = []
        self._dimensions = 0
        self.set_dimensions(dimensions)

    def set_dimensions(self, dimensions: int) -> None:
        """Offer the filters for inputs of so many dimensions, 1 or 2."""
        if dimensions != self._dimensions:
            self.beginResetModel()
            self._dimensions = dimensions
            self._filters = [one for one in filters() if one.dimensions == dimensions]
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many filters there are."""
        return 0 if parent.isValid() else len(self._filters)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Title, picture, source, or the filter itself (FILTER_ROLE)."""
        one = self._filters[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return one.title
        if role == Qt.ItemDataRole.DecorationRole:
            return kernel_picture(one.kernel, weight_scale(one.kernel), QColor(current_theme().grid), ICON)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self.tr("{group}: {title}\nSource: {source}").format(**one._asdict())
        return one if role == FILTER_ROLE else None


def use_filter(studio: Studio, chosen: LibraryFilter) -> None:
    """Give the filter in hand the weights of one of the library, in every channel; one undo.

    Raises:
        ValueError: the active layer has no filter that could take them.
    """
    step = studio.player.step
    number = step.filter if step is not None else 0
    kernel = chosen.kernel if chosen.dimensions == 2 else chosen.kernel[0]
    studio.document.set_filter(number, kernel, chosen.title)


class FilterTile(QStyledItemDelegate):
    """A kernel with its title below."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint picture and title; a frame around the current one while the list has the focus."""
        one, theme, area = index.data(FILTER_ROLE), current_theme(), _rect_of(option)
        side, line = _picture_side(option), option.fontMetrics.height()
        device = painter.device()
        picture = kernel_picture(
            one.kernel, weight_scale(one.kernel), QColor(theme.grid), side, device.devicePixelRatioF()
        )
        state = option.state
        painter.drawPixmap(area.center().x() - side // 2, area.top() + 4, picture)
        if state & QStyle.StateFlag.State_MouseOver:
            paint_frame(painter, area.adjusted(1, 1, -1, -1), QPen(QColor(theme.line)))
        if state & QStyle.StateFlag.State_HasFocus:
            paint_frame(painter, area.adjusted(1, 1, -1, -1), QPen(QColor(theme.accent), 2))
        painter.setPen(QColor(theme.quiet))
        font = QFont(option.font)
        font.setPointSizeF(TITLE_SIZE * font.pointSizeF())
        painter.setFont(font)
        place = QRect(area.left() + 1, area.top() + 6 + side, area.width() - 2, TITLE_LINES * line)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap), one.title)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for the picture and its title."""
        line = option.fontMetrics.height()
        return QSize(round(TILE_IN_LINES * line), _picture_side(option) + TITLE_LINES * line + 10)


class FilterLibraryView(QListView):
    """The library as tiles, as high as all of them take.

    Signals:
        chosen(object): the LibraryFilter that was clicked, or on which Enter was pressed.
    """

    chosen = Signal(object)

    def __init__(self, library: FilterLibrary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filter_library")
        self.setAccessibleName(self.tr("Filter library: Enter loads a filter"))
        self.setModel(library)
        self.setItemDelegate(FilterTile(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(self._choose)
        library.modelReset.connect(self._fit)

    def _choose(self, index: Index) -> None:
        if index.isValid():
            self.chosen.emit(index.data(FILTER_ROLE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        """Be as high as all tiles at this width: the inspector scrolls, not the list in it."""
        tile = self.sizeHintForIndex(self.model().index(0, 0))
        if tile.isValid():
            columns = max(1, self.viewport().width() // tile.width())
            self.setGridSize(QSize(self.viewport().width() // columns, tile.height()))
            self.setFixedHeight(-(-self.model().rowCount() // columns) * tile.height() + 4)


def _rect_of(option: QStyleOptionViewItem) -> QRect:
    return QRect(option.rect)


def _picture_side(option: QStyleOptionViewItem) -> int:
    return round(PICTURE_IN_LINES * option.fontMetrics.height())
