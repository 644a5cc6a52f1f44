import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import settings
from PySide6.QtCore import QSettings

settings.register_profile("studio", deadline=None)  # a busy machine is no fault of the program
settings.load_profile("studio")


@pytest.fixture(autouse=True)
def _own_settings_folder(tmp_path_factory):
    """No test reads or writes the settings of the person who runs it."""
    folder = str(tmp_path_factory.mktemp("settings"))
    for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
        QSettings.setPath(QSettings.Format.IniFormat, scope, folder)
