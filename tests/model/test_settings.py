import pytest
from PySide6.QtCore import QByteArray, QSettings

from convstudio.model.settings import MAX_RECENT_FILES, Settings


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "settings.ini")


def test_a_setting_is_there_at_the_next_start(path):
    first = Settings(path)
    first.speed = 12.5
    first.presentation = True
    first.window_state = QByteArray(b"\x00state")
    first.save()
    again = Settings(path)
    assert (again.speed, again.presentation, again.window_state.data()) == (12.5, True, b"\x00state")


def test_what_was_never_set_has_its_default(path):
    settings = Settings(path)
    assert (settings.theme, settings.reveal, settings.scale, settings.speed) == (
        "system",
        "pale",
        "each",
        4.0,
    )


def test_nonsense_in_the_file_reads_as_the_default(path):
    store = QSettings(path, QSettings.Format.IniFormat)
    store.setValue("walk/speed", "fast")
    store.setValue("view/theme", "pink")
    store.sync()
    settings = Settings(path)
    assert (settings.speed, settings.theme) == (4.0, "system")


def test_a_setting_that_cannot_be_is_refused(path):
    settings = Settings(path)
    with pytest.raises(ValueError, match="theme cannot be 'pink'"):
        settings.theme = "pink"
    assert settings.theme == "system"


def test_settings_speak_only_when_they_change(path, qtbot):
    settings = Settings(path)
    names = []
    settings.changed.connect(names.append)
    settings.theme = "dark"
    settings.theme = "dark"
    assert names == ["theme"]


def test_one_recent_file_is_still_a_list(path):
    first = Settings(path)
    first.add_recent_file("a.convstudio")
    first.save()
    assert Settings(path).recent_files == ["a.convstudio"]


def test_the_newest_file_is_first_and_none_is_there_twice(path):
    settings = Settings(path)
    for name in [*map(str, range(MAX_RECENT_FILES + 3)), "5"]:
        settings.add_recent_file(name)
    assert settings.recent_files[:3] == ["5", "12", "11"]
    assert len(settings.recent_files) == len(set(settings.recent_files)) == MAX_RECENT_FILES


def test_tests_never_touch_the_settings_of_a_person(tmp_path_factory):
    assert Settings().home.is_relative_to(tmp_path_factory.getbasetemp())


@pytest.mark.parametrize(
    ("name", "rule"), [("map_memory", "0 to 1,048,576"), ("theme", "one of system, light, dark")]
)
def test_a_setting_tells_what_it_can_be(name, rule):
    assert Settings.rule_of(name) == rule
    assert Settings.can_be(name, Settings.default_of(name))
    assert not Settings.can_be(name, -5)


def test_a_refusal_has_the_rule_and_the_value(path):
    with pytest.raises(ValueError, match="map_memory cannot be -1: it is 0 to 1,048,576"):
        Settings(path).map_memory = -1
