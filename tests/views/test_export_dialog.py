"""The export as a person uses it: fields, preview, files, cancel, and what is remembered."""

import csv

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from convstudio.app import make_window
from convstudio.files.films import mp4
from convstudio.files.project import Project
from convstudio.files.resources import load_example
from convstudio.files.tasks import task_named
from convstudio.model.machine import TrainingState
from convstudio.views.export_dialog import ExportDialog


@pytest.fixture
def window(qtbot):
    made = make_window()
    qtbot.addWidget(made, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def open_dialog(qtbot, window):
    def open_(example="", what=""):
        if example:
            window.files.open_example(example)
        if what:
            window.studio.settings.export_what = what
        window.exports.export.trigger()
        dialog = window.findChild(ExportDialog)
        settle(qtbot, dialog)
        return dialog

    yield open_
    dialog = window.findChild(ExportDialog)
    if dialog is not None:
        dialog.work.cancel()
        dialog.reject()


def settle(qtbot, dialog):
    """Wait for the preview."""
    qtbot.waitUntil(lambda: not dialog._soon.isActive(), timeout=10_000)
    qtbot.waitUntil(lambda: not dialog.work.is_busy, timeout=20_000)
    QApplication.processEvents()


def choose(qtbot, dialog, box, value):
    """Choose an entry with the keys, as a person who has no mouse."""
    place = box.findData(value)
    assert place >= 0, value
    box.setFocus()
    while box.currentIndex() != place:
        before = box.currentIndex()
        qtbot.keyClick(box, Qt.Key.Key_Down if place > before else Qt.Key.Key_Up)
        assert box.currentIndex() != before
    settle(qtbot, dialog)


def type_into(qtbot, dialog, box, text):
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    settle(qtbot, dialog)


def save(qtbot, monkeypatch, dialog, path):
    """Press Save and choose a file."""
    monkeypatch.setattr(QFileDialog, "exec", lambda self: QFileDialog.DialogCode.Accepted)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda self: [str(path)])
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)


def wait_until_closed(qtbot, window):
    qtbot.waitUntil(lambda: window.findChild(ExportDialog) is None, timeout=30_000)


def facts(dialog):
    return dialog.pane.facts.text()


def test_it_opens_with_its_keys(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(ExportDialog)
    assert dialog.isVisible()
    assert dialog.objectName() == "export_dialog"
    dialog.reject()


def test_every_field_has_a_name_and_a_tooltip(open_dialog):
    dialog = open_dialog()
    names = ["what", "filter", "mark", "first", "last", "speed", "format", "scale", "theme"]
    for name in names:
        field = dialog.findChild(QWidget, f"export_{name}_box")
        assert field.accessibleName()
        assert field.toolTip()


def test_the_preview_says_how_large_the_picture_is(qtbot, open_dialog):
    dialog = open_dialog()
    assert facts(dialog).startswith("1,896 × 800 pixels · 192 dots to the inch · ")
    assert facts(dialog).endswith(" kB")
    type_into(qtbot, dialog, dialog.form.scale_box, "3")
    assert facts(dialog).startswith("2,844 × 1,200 pixels · 288 dots to the inch · ")


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf", ".tikz", ".jpg", ".webp", ".tif"])
def test_a_figure_is_saved_in_the_chosen_format(qtbot, monkeypatch, tmp_path, window, open_dialog, suffix):
    dialog = open_dialog()
    choose(qtbot, dialog, dialog.form.format_box, suffix)
    save(qtbot, monkeypatch, dialog, tmp_path / f"a{suffix}")
    wait_until_closed(qtbot, window)
    assert (tmp_path / f"a{suffix}").stat().st_size > 1000
    assert str(tmp_path / f"a{suffix}") in window.statusBar().currentMessage()


def test_the_step_is_marked_unless_the_person_does_not_want_it(qtbot, window, open_dialog):
    window.studio.player.go_to(14)
    dialog = open_dialog()
    assert dialog.form.mark_box.text() == "&Mark step 15, map[2, 2]"
    assert dialog.order().cell == (2, 2)
    box = dialog.form.mark_box
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(10, box.height() // 2))
    assert dialog.order().cell is None


def test_dark_figures_are_dark(qtbot, monkeypatch, tmp_path, window, open_dialog):
    dialog = open_dialog()
    choose(qtbot, dialog, dialog.form.theme_box, "dark")
    save(qtbot, monkeypatch, dialog, tmp_path / "a.png")
    wait_until_closed(qtbot, window)
    with Image.open(tmp_path / "a.png") as image:
        assert image.convert("L").getpixel((3, 3)) < 60


def test_numbers_are_shown_as_they_will_be_written(qtbot, monkeypatch, tmp_path, window, open_dialog):
    dialog = open_dialog(what="map")
    choose(qtbot, dialog, dialog.form.format_box, ".csv")
    assert dialog.pane.text.toPlainText() == "0,0,3,3,0,0\n" * 6
    assert not dialog.form.scale_box.isVisible()
    save(qtbot, monkeypatch, dialog, tmp_path / "a.csv")
    wait_until_closed(qtbot, window)
    with (tmp_path / "a.csv").open(newline="") as file:
        assert [list(map(float, line)) for line in csv.reader(file)] == [[0, 0, 3, 3, 0, 0]] * 6


def test_a_film_says_how_long_and_about_how_large_it_is(qtbot, open_dialog):
    dialog = open_dialog(what="walk")
    type_into(qtbot, dialog, dialog.form.speed_box, "10")
    assert facts(dialog).startswith("36 frames · 3.6 s long · 948 × 400 pixels · about ")
    type_into(qtbot, dialog, dialog.form.last_box, "12")
    assert facts(dialog).startswith("12 frames · 1.2 s long")


def test_the_film_plays_in_the_preview(qtbot, open_dialog):
    dialog = open_dialog(what="walk")
    type_into(qtbot, dialog, dialog.form.speed_box, "50")
    seen = set()
    qtbot.waitUntil(lambda: seen.add(dialog.pane.pictures.place) or len(seen) > 3, timeout=10_000)


def test_the_estimate_is_near_the_file(qtbot, monkeypatch, tmp_path, window, open_dialog):
    dialog = open_dialog("digit", "walk")
    type_into(qtbot, dialog, dialog.form.last_box, "200")
    type_into(qtbot, dialog, dialog.form.scale_box, "0.5")
    words = facts(dialog).split("about ")[1].split()
    told = float(words[0]) * {"kB": 1000, "MB": 1_000_000}[words[1]]
    save(qtbot, monkeypatch, dialog, tmp_path / "a.gif")
    wait_until_closed(qtbot, window)
    assert abs((tmp_path / "a.gif").stat().st_size / told - 1) < 0.5


def test_one_filter_or_all_are_filmed(qtbot, monkeypatch, tmp_path, window, open_dialog):
    dialog = open_dialog("cross", "walk")
    assert dialog.form.filter_box.text() == "all"
    assert dialog.form.steps_chosen == (1, 98)
    type_into(qtbot, dialog, dialog.form.filter_box, "2")
    assert dialog.form.steps_chosen == (1, 49)
    type_into(qtbot, dialog, dialog.form.scale_box, "0.3")
    save(qtbot, monkeypatch, dialog, tmp_path / "a.gif")
    wait_until_closed(qtbot, window)
    with Image.open(tmp_path / "a.gif") as image:
        assert image.n_frames == 49


def test_the_last_step_is_never_before_the_first(qtbot, open_dialog):
    dialog = open_dialog(what="walk")
    type_into(qtbot, dialog, dialog.form.last_box, "10")
    type_into(qtbot, dialog, dialog.form.first_box, "20")
    assert dialog.form.steps_chosen == (20, 20)
    type_into(qtbot, dialog, dialog.form.last_box, "5")
    assert dialog.form.steps_chosen == (5, 5)


def test_a_film_of_ten_thousand_steps_can_be_cancelled(qtbot, monkeypatch, tmp_path, window, open_dialog):
    random = np.random.default_rng(0).random((102, 102, 1))
    window.studio.document.replace(Project(random, load_example("vertical-line").layers))
    dialog = open_dialog(what="walk")
    assert dialog.form.steps_chosen == (1, 10_000)
    save(qtbot, monkeypatch, dialog, tmp_path / "a.gif")
    qtbot.waitUntil(lambda: dialog.progress.value() > 0, timeout=30_000)
    assert dialog.progress.isVisible()
    assert not dialog.form.isEnabled()
    assert dialog.stop.text() == "Cancel"
    qtbot.mouseClick(dialog.stop, Qt.MouseButton.LeftButton)
    assert dialog.form.isEnabled()
    settle(qtbot, dialog)
    assert list(tmp_path.glob("*.gif")) == []
    assert dialog.isVisible()


def test_escape_stops_the_film_first_and_then_closes(qtbot, monkeypatch, tmp_path, open_dialog):
    dialog = open_dialog("sign", "walk")
    save(qtbot, monkeypatch, dialog, tmp_path / "a.gif")
    qtbot.waitUntil(lambda: dialog.progress.value() > 0, timeout=30_000)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert not dialog.work.is_writing
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert list(tmp_path.glob("*.gif")) == []


def test_without_ffmpeg_mp4_cannot_be_chosen_and_says_why(monkeypatch, open_dialog):
    monkeypatch.setattr(mp4.shutil, "which", lambda name: None)
    dialog = open_dialog(what="walk")
    place = dialog.form.format_box.findData(".mp4")
    item = dialog.form.format_box.model().item(place)
    assert not item.isEnabled()
    assert item.text() == "MP4, video (not here)"
    assert "ffmpeg" in dialog.form.format_box.itemData(place, Qt.ItemDataRole.ToolTipRole)


def test_a_figure_that_tex_cannot_take_is_refused_before_it_is_saved(qtbot, window, open_dialog):
    window.studio.document.replace(Project(np.zeros((400, 400, 1)), load_example("vertical-line").layers))
    dialog = open_dialog()
    choose(qtbot, dialog, dialog.form.format_box, ".tikz")
    assert dialog.pane.problem.text().endswith("these are too small: take PDF or SVG")
    assert not dialog.save.isEnabled()
    choose(qtbot, dialog, dialog.form.format_box, ".pdf")
    assert not dialog.pane.problem.isVisible()
    assert dialog.save.isEnabled()


def test_a_layer_that_does_not_fit_is_said(window, open_dialog):
    window.studio.document.set_setting("kernel_size", (9, 3))
    dialog = open_dialog()
    assert "layer 1 does not fit" in dialog.pane.problem.text()
    assert not dialog.save.isEnabled()


def test_what_cannot_be_written_is_said_and_the_dialog_stays(qtbot, monkeypatch, tmp_path, open_dialog):
    dialog = open_dialog()
    save(qtbot, monkeypatch, dialog, tmp_path / "no" / "a.png")
    qtbot.waitUntil(lambda: dialog.pane.problem.isVisible(), timeout=20_000)
    assert dialog.pane.problem.text().startswith("Nothing was written: cannot write")
    assert dialog.isVisible()
    assert dialog.save.isEnabled()


def test_it_remembers_what_format_size_colours_and_folder(qtbot, monkeypatch, tmp_path, window, open_dialog):
    dialog = open_dialog()
    choose(qtbot, dialog, dialog.form.what_box, "filter")
    choose(qtbot, dialog, dialog.form.format_box, ".svg")
    choose(qtbot, dialog, dialog.form.theme_box, "dark")
    type_into(qtbot, dialog, dialog.form.scale_box, "1.5")
    save(qtbot, monkeypatch, dialog, tmp_path / "a.svg")
    wait_until_closed(qtbot, window)
    wait_until_closed(qtbot, window)
    again = open_dialog()
    assert (again.form.choice.id, again.form.suffix) == ("filter", ".svg")
    assert again.form.theme_box.currentData() == "dark"
    assert again.form.scale_box.value() == 1.5
    assert window.studio.settings.folder == str(tmp_path)


def test_films_and_pictures_remember_their_own_formats(qtbot, monkeypatch, tmp_path, window, open_dialog):
    dialog = open_dialog(what="walk")
    choose(qtbot, dialog, dialog.form.format_box, ".webp")
    type_into(qtbot, dialog, dialog.form.scale_box, "0.3")
    save(qtbot, monkeypatch, dialog, tmp_path / "a.webp")
    wait_until_closed(qtbot, window)
    again = open_dialog(what="stage")
    assert again.form.suffix == ".png"
    choose(qtbot, again, again.form.what_box, "walk")
    assert again.form.suffix == ".webp"


def test_the_file_dialog_suggests_a_name(qtbot, monkeypatch, open_dialog):
    suggested = []
    monkeypatch.setattr(QFileDialog, "exec", lambda self: suggested.append(self.selectedFiles()[0]) or 0)
    dialog = open_dialog("bump", "walk")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert suggested[0].endswith("-walk.gif")
    assert dialog.isVisible()


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_views_are_written_as_they_are_on_screen(qtbot, monkeypatch, tmp_path, window, open_dialog, suffix):
    dialog = open_dialog(what="view_window")
    choose(qtbot, dialog, dialog.form.format_box, suffix)
    save(qtbot, monkeypatch, dialog, tmp_path / f"a{suffix}")
    wait_until_closed(qtbot, window)
    if suffix == ".png":
        with Image.open(tmp_path / "a.png") as image:
            assert image.size == (2 * window.width(), 2 * window.height())


def test_every_open_panel_is_offered(window, open_dialog):
    window.gallery_dock.hide()
    dialog = open_dialog()
    offered = set(dialog.form.choices)
    assert {"view_window", "view_page", "view_inspector_dock"} <= offered
    assert "view_gallery_dock" not in offered
    assert "training" not in offered


def test_a_training_can_be_filmed(qtbot, monkeypatch, tmp_path, window, open_dialog):
    trainer = window.studio.trainer
    trainer.open_task(task_named("target"))
    for number in range(4):
        trainer.step_once()
        qtbot.waitUntil(lambda: trainer.state is TrainingState.PAUSED, timeout=20_000)
        qtbot.waitUntil(lambda n=number: trainer.timeline.kept[-1] == n + 1, timeout=20_000)
    dialog = open_dialog(what="training")
    assert dialog.form.steps_chosen == (0, 4)
    assert facts(dialog).startswith("5 frames · 0.2 s long")
    save(qtbot, monkeypatch, dialog, tmp_path / "a.gif")
    wait_until_closed(qtbot, window)
    with Image.open(tmp_path / "a.gif") as image:
        assert image.n_frames == 5
