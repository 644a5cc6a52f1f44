"""What the program remembers of a person from one start to the next: an INI file, every entry typed."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from convstudio.model.map_sets import ORDERS

THEMES = ("system", "light", "dark")
REVEALS = ("whole", "pale", "hidden")
SCALES = ("each", "shared")
SPEEDS = (0.5, 60.0)  # steps a second
MAX_RECENT_FILES = 10
_T = TypeVar("_T")


class _Rule(NamedTuple):
    """What an entry can be: `holds` of a value, and in words."""

    holds: Callable[[Any], bool]
    words: str


_ANYTHING = _Rule(lambda _value: True, "anything")


def _one_of(*names: str) -> _Rule:
    return _Rule(lambda name: name in names, "one of " + ", ".join(names))


def _between(low: float, high: float) -> _Rule:
    return _Rule(lambda value: math.isfinite(value) and low <= value <= high, f"{low:,} to {high:,}")


class _Entry(Generic[_T]):
    """One entry of the file as an attribute; what cannot be, as after editing by hand, reads as default."""

    def __init__(self, key: str, default: _T, rule: _Rule = _ANYTHING) -> None:
        self._key, self.default, self.rule = key, default, rule

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, settings: "Settings", owner: type | None = None) -> _T:
        # Without a type Qt gives back texts: "false" would be true, and a list of one file a text.
        value: Any = settings.store.value(self._key, self.default, type=type(self.default))
        return value if self.rule.holds(value) else self.default

    def __set__(self, settings: "Settings", value: _T) -> None:
        if not self.rule.holds(value):
            raise ValueError(f"{self._name} cannot be {value!r}: it is {self.rule.words}")
        if value != self.__get__(settings):
            settings.store.setValue(self._key, value)
            settings.changed.emit(self._name)


class Settings(QObject):
    """Settings of the person, not of a project.

    Signals:
        changed(str): name of the attribute that has another value now.
    """

    changed = Signal(str)

    window_geometry = _Entry("window/geometry", QByteArray())
    window_state = _Entry("window/state", QByteArray())
    theme = _Entry("view/theme", "system", _one_of(*THEMES))
    palette = _Entry("view/palette", "")  # "" leaves the choice to the range of the activation
    reveal = _Entry("view/reveal", "pale", _one_of(*REVEALS))
    scale = _Entry("view/scale", "each", _one_of(*SCALES))
    map_order = _Entry("view/map_order", "index", _one_of(*ORDERS))
    presentation = _Entry("view/presentation", False)
    speed = _Entry("walk/speed", 4.0, _between(*SPEEDS))
    picture_limit = _Entry("files/picture_limit", 1024, _between(16, 16384))  # cells along the longer side
    map_memory = _Entry("compute/map_memory", 2048, _between(0, 1 << 20))  # MiB of feature maps that are kept
    timeline_memory = _Entry("train/timeline_memory", 256, _between(1, 1 << 20))  # MiB of moments
    code_language = _Entry("code/language", "keras")
    export_what = _Entry("export/what", "stage")
    export_picture = _Entry("export/picture", ".png")  # the formats that were chosen last
    export_film = _Entry("export/film", ".gif")
    export_scale = _Entry("export/scale", 2.0, _between(0.1, 20.0))
    export_theme = _Entry("export/theme", "light", _one_of("light", "dark"))
    folder = _Entry("files/folder", "")  # where the last file was opened or saved
    recent_files: _Entry[list[str]] = _Entry("files/recent", [])

    def __init__(self, path: str | None = None, parent: QObject | None = None) -> None:
        """Read the settings at `path`, else the person's own."""
        super().__init__(parent)
        ini = QSettings.Format.IniFormat
        if path is None:
            self.store = QSettings(ini, QSettings.Scope.UserScope, "Convolution Studio", "Convolution Studio")
        else:
            self.store = QSettings(path, ini)
        self.store.setFallbacksEnabled(False)

    @staticmethod
    def default_of(name: str) -> Any:
        """What an attribute is as long as nobody sets it."""
        return _entry(name).default

    @staticmethod
    def rule_of(name: str) -> str:
        """What an attribute can be, in words."""
        return _entry(name).rule.words

    @staticmethod
    def can_be(name: str, value: Any) -> bool:
        """Whether an attribute can have a value."""
        return _entry(name).rule.holds(value)

    @property
    def home(self) -> Path:
        """The folder of the settings file; it may not exist yet."""
        return Path(self.store.fileName()).parent

    def add_recent_file(self, path: str) -> None:
        """Put a file first in the list of recent ones."""
        others = [other for other in self.recent_files if other != path]
        self.recent_files = [path, *others][:MAX_RECENT_FILES]

    def save(self) -> None:
        """Write now what would be written a little later."""
        self.store.sync()


def _entry(name: str) -> _Entry[Any]:
    entry: _Entry[Any] = vars(Settings)[name]
    return entry
