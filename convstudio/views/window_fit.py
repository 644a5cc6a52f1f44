"""Makes the window fit its screen: the size of texts in a presentation, what shares a place in a low one."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication

from convstudio.views.theme import enlarge_texts

if TYPE_CHECKING:
    from convstudio.views.main_window import MainWindow

SMALLEST = QSize(1012, 600)  # a screen of 1024 × 640 without the frame that the desktop puts around
FRAME = QSize(12, 40)  # about this frame
SHARED_BELOW = 800  # pixels of height under which arithmetic and gallery share one place
LOW = 38  # lines of text: a window that is lower shows the network's boxes without their costs
ARITHMETIC, GALLERY = 200, 100  # pixels of height at the first start
INSPECTOR, NARROW_INSPECTOR = 310, 272  # pixels of width at the first start
NARROW = 1200  # pixels of width below which the Stage needs what the inspector has too much
MOST_SHARE = 0.27  # of the window's height, for each
LEAST_PANEL = 4  # lines of text that arithmetic and gallery keep; both scroll
LARGEST, LARGER = 1.6, 1.2  # in a presentation, texts are so many times larger: as much as fits
PRESENTED = 475  # pixels of height for texts of the plain size in a presentation
SETTLE = 150  # ms after the last change of size


def larger(height: int) -> float:
    """How many times larger texts are in a presentation, in a window so high."""
    return min(LARGEST, max(LARGER, height * 20 // PRESENTED / 20))


class WindowFit(QObject):
    """Follows the size of the window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window, self._settings = window, window.studio.settings
        self._factor = 1.0
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLE)
        self._settled.timeout.connect(self.fit_texts)
        self._settings.changed.connect(self._follow_setting)
        # Without a minimum of its own a window grows to that of its panels, beyond the screen.
        window.setMinimumSize(SMALLEST.boundedTo(self.room))
        self._keep_panels()

    @property
    def room(self) -> QSize:
        """What the screen has for the window inside its frame."""
        return self._window.screen().availableSize() - FRAME

    def follow(self, size: QSize) -> None:
        """The window has another size."""
        self.arrange_below(size.height())
        if self._factor != self._wanted(size.height()):
            self._settled.start()

    def fit_texts(self) -> None:
        """Give texts the size for a presentation in this window, or the plain one."""
        wanted = self._wanted(self._window.height())
        if wanted != self._factor:
            self._factor = wanted
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            enlarge_texts(app, wanted)
            self._keep_panels()
            self.arrange_below(self._window.height())
            QTimer.singleShot(0, self, self.share_height)  # once the panels know what they need
        else:
            self.arrange_below(self._window.height())

    def share_room(self) -> None:
        """What the panels get at the first start."""
        window = self._window
        self.share_height()
        inspector = INSPECTOR if window.width() >= NARROW else NARROW_INSPECTOR
        window.resizeDocks([window.inspector_dock], [inspector], Qt.Orientation.Horizontal)

    def share_height(self) -> None:
        """What arithmetic and gallery get at first, and whenever texts have another size."""
        window, most = self._window, round(MOST_SHARE * self._window.height())
        arithmetic, gallery = (round(size * self._factor) for size in (ARITHMETIC, GALLERY))
        sizes = {window.gallery_dock: gallery, window.arithmetic_dock: arithmetic}
        if window.gallery_dock in window.tabifiedDockWidgets(window.arithmetic_dock):
            sizes = {window.arithmetic_dock: max(arithmetic, window.arithmetic_dock.sizeHint().height())}
        wanted = [min(size, most) for size in sizes.values()]
        window.resizeDocks(list(sizes), wanted, Qt.Orientation.Vertical)

    def arrange_below(self, height: int) -> None:
        """In a low window arithmetic and gallery are tabs of one place, unless a person moved them."""
        window = self._window
        window.strip.show_costs(height >= LOW * window.fontMetrics().height())
        docks, below = (window.arithmetic_dock, window.gallery_dock), Qt.DockWidgetArea.BottomDockWidgetArea
        if any(dock.isFloating() or window.dockWidgetArea(dock) != below for dock in docks):
            return
        low = height < SHARED_BELOW * self._factor
        together = window.gallery_dock in window.tabifiedDockWidgets(window.arithmetic_dock)
        if low and not together:
            window.tabifyDockWidget(*docks)
            window.arithmetic_dock.raise_()
            QTimer.singleShot(0, self, self.share_height)  # when the panels know what they need
        elif not low and (together or not window.isVisible()):
            self._part()

    def _part(self) -> None:
        """Put the gallery below the arithmetic. Tabs stay tabs unless they are taken out first."""
        window, docks = self._window, (self._window.arithmetic_dock, self._window.gallery_dock)
        hidden = [dock.isHidden() for dock in docks]
        for dock in docks:
            window.removeDockWidget(dock)
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, docks[0])
        window.splitDockWidget(*docks, Qt.Orientation.Vertical)
        for dock, was_hidden in zip(docks, hidden, strict=True):
            dock.setHidden(was_hidden)
        QTimer.singleShot(0, self, self.share_height)

    def _keep_panels(self) -> None:
        window = self._window
        for panel in (window.arithmetic, window.gallery):
            panel.setMinimumHeight(LEAST_PANEL * window.fontMetrics().height())

    def _wanted(self, height: int) -> float:
        return larger(height) if self._settings.presentation else 1.0

    def _follow_setting(self, name: str) -> None:
        if name == "presentation":
            self.fit_texts()
