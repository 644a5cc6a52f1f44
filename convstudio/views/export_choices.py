"""What can be exported from the window, and in which formats, in words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDockWidget, QWidget

from convstudio.files.films.writing import film_format
from convstudio.views import exporting, view_pictures
from convstudio.views.exporting import FILM_SUFFIXES, FILMS, TRAINING, WALK

if TYPE_CHECKING:
    from convstudio.views.main_window import MainWindow

LEFT_OUT = (".jpeg", ".tiff", ".bmp", ".png")  # second names, and what nobody misses; of films


def _tr(text: str) -> str:
    return QCoreApplication.translate("export_choices", text)


@dataclass(frozen=True, eq=False)
class Choice:
    """Something to export.

    Attributes:
        id: one of `exporting.KINDS`, or the name of a view.
        title: for people.
        widget: of a view, what is shown on screen.
    """

    id: str
    title: str
    widget: QWidget | None = None

    @property
    def is_film(self) -> bool:
        """Whether it moves."""
        return self.id in FILMS

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Its formats, the usual ones first."""
        known = view_pictures.SUFFIXES if self.widget is not None else exporting.suffixes(self.id)
        left_out = LEFT_OUT if self.is_film else LEFT_OUT[:-1]
        return tuple(suffix for suffix in known if suffix not in left_out)


def figures(has_training: bool) -> list[Choice]:
    """Figures and films that are drawn anew."""
    titles = {
        "stage": _tr("Input, filter and feature map"),
        "input": _tr("Input"),
        "filter": _tr("Filter"),
        "map": _tr("Feature map"),
        "maps": _tr("All feature maps"),
        "arithmetic": _tr("Arithmetic of the step"),
        "network": _tr("Network"),
        WALK: _tr("Film of the walk"),
        TRAINING: _tr("Film of the training"),
    }
    return [Choice(id, title) for id, title in titles.items() if id != TRAINING or has_training]


def views(window: "MainWindow") -> list[Choice]:
    """What is seen now: the window, the page in its middle, and its panels."""
    page = window.tabs.currentWidget()
    title = window.tabs.bar.tabText(window.tabs.bar.currentIndex())
    found = [Choice("view_window", _tr("The window"), window), Choice("view_page", title, page)]
    for dock in window.findChildren(QDockWidget):
        panel = dock.widget()
        if panel is not None and not panel.visibleRegion().isEmpty():
            found.append(Choice(f"view_{dock.objectName()}", dock.windowTitle(), panel))
    return found


def format_title(suffix: str, is_film: bool) -> str:
    """A format in words."""
    titles = {
        ".png": _tr("PNG, pixels"),
        ".jpg": _tr("JPEG, pixels"),
        ".webp": _tr("WebP, pixels"),
        ".tif": _tr("TIFF, pixels"),
        ".svg": _tr("SVG, drawing"),
        ".pdf": _tr("PDF, drawing"),
        ".tikz": _tr("TikZ, drawing for LaTeX"),
        ".csv": _tr("CSV, numbers"),
        ".npy": _tr("NumPy array, numbers"),
        ".md": _tr("Markdown, tables"),
        ".tex": _tr("LaTeX, tables"),
    }
    films = {
        ".gif": _tr("GIF, film for everywhere"),
        ".apng": _tr("APNG, film in all colours"),
        ".webp": _tr("WebP, small film in all colours"),
        ".mp4": _tr("MP4, video"),
    }
    return (films if is_film and suffix in FILM_SUFFIXES else titles)[suffix]


def format_problem(suffix: str, is_film: bool) -> str:
    """Why a format cannot be written here; empty where it can."""
    return film_format(f"film{suffix}").problem() if is_film and suffix in FILM_SUFFIXES else ""
