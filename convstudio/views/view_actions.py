"""How things look: theme, palettes, presentation; and copying a picture of what is in focus."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QWidget

from convstudio.model.studio import Studio
from convstudio.views.actions import make_action
from convstudio.views.colors import DIVERGING, SEQUENTIAL, palettes
from convstudio.views.theme import DARK, LIGHT, apply_theme, system_is_dark
from convstudio.views.zoom_view import ZoomView


def _tr(text: str) -> str:
    return QCoreApplication.translate("ViewActions", text)


def theme_names() -> dict[str, str]:
    """The themes, with the key of each in a menu."""
    return {"system": _tr("As the &desktop"), "light": _tr("&Light"), "dark": _tr("&Dark")}


def palette_names() -> dict[str, str]:
    """The colours of maps that can be chosen; "" leaves the choice to the range of the activation."""
    names = {p.id: p.title for p in palettes().values() if p.kind in (SEQUENTIAL, DIVERGING)}
    return {"": _tr("&By the range of the activation"), **names}


class ViewActions(QObject):
    """Settings of looks, remembered from one start to the next."""

    def __init__(self, studio: Studio, window: QMainWindow) -> None:
        super().__init__(window)
        self._settings, self._window = studio.settings, window
        self.themes = self._choices("theme", theme_names(), self._settings.theme)
        self.palettes = self._choices("palette", palette_names(), self._settings.palette)
        self.presentation = make_action(self, "presentation", self.tr("&Presentation"), self._present)
        self.presentation.setCheckable(True)
        self.presentation.setChecked(self._settings.presentation)
        self._settings.changed.connect(self._follow)
        self.full_screen = make_action(self, "full_screen", self.tr("&Full screen"), self._fill_screen)
        self.full_screen.setCheckable(True)
        self.fit = make_action(self, "fit", self.tr("Show &whole grids"), self._fit)
        self.copy_picture = make_action(
            self, "copy_picture", self.tr("Copy &picture of the panel in focus"), self._copy_picture
        )

    def _choices(self, name: str, texts: dict[str, str], chosen: str) -> QActionGroup:
        group = QActionGroup(self)
        for value, text in texts.items():
            action = make_action(self, f"{name}_{value or 'auto'}", text, partial(self._choose, name, value))
            action.setCheckable(True)
            action.setChecked(value == chosen)
            group.addAction(action)
        return group

    def _choose(self, name: str, value: str) -> None:
        setattr(self._settings, name, value)

    def _follow(self, name: str) -> None:
        """A setting was changed, here or elsewhere."""
        if name == "theme":
            show_theme(self._settings.theme)
        elif name == "presentation":
            self.presentation.setChecked(self._settings.presentation)
        chosen = self.findChild(QAction, f"{name}_{getattr(self._settings, name, '') or 'auto'}")
        if chosen is not None:
            chosen.setChecked(True)

    def _present(self) -> None:
        self._settings.presentation = self.presentation.isChecked()

    def _fill_screen(self) -> None:
        if self.full_screen.isChecked():
            self._window.showFullScreen()
        else:
            self._window.showNormal()

    def _fit(self) -> None:
        for view in self._window.findChildren(ZoomView):
            view.fit()

    def _copy_picture(self) -> None:
        QGuiApplication.clipboard().setPixmap(panel_in_focus(self._window).grab())


def panel_in_focus(window: QMainWindow) -> QWidget:
    """The panel that the keyboard is in: a grid, a dock, or else the whole window."""
    focus = QApplication.focusWidget()
    for panel in (*window.findChildren(ZoomView), *window.findChildren(QDockWidget)):
        if focus is not None and (focus is panel or panel.isAncestorOf(focus)):
            return panel
    return window


def show_theme(name: str) -> None:
    """Dress the application: "light", "dark", or "system" for what the desktop has."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    dark = name == "dark" or (name == "system" and system_is_dark(app))
    apply_theme(app, DARK if dark else LIGHT)
