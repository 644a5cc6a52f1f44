"""The program around its window: what it keeps, what it asks, what it refuses."""

import threading
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QSpinBox, QWidget

from convstudio.app import keep_unsaved_work, make_window
from convstudio.files.recovery import RecoveryFile
from convstudio.files.resources import examples
from convstudio.files.tasks import task_named
from convstudio.model.machine import TrainingState
from convstudio.views.theme import DARK, LIGHT, current_theme
from convstudio.views.view_tabs import NETWORK

Button = QMessageBox.StandardButton


@pytest.fixture
def window(qtbot):
    window = make_window()
    qtbot.addWidget(window, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
    with qtbot.waitExposed(window):
        window.show()
    return window


@pytest.fixture
def asked(monkeypatch):
    """The questions that were asked; each is answered with the last entry of `answers`."""
    questions = []

    def answer(*arguments):
        questions.append(arguments[2])
        return answer.button

    answer.button = Button.Cancel
    monkeypatch.setattr(QMessageBox, "question", answer)
    monkeypatch.setattr(QMessageBox, "warning", answer)
    return SimpleNamespace(questions=questions, answer=answer)


def change(window):
    window.studio.document.paint([(0, 0)], 0.5)


def test_closing_with_unsaved_work_asks_once_and_can_be_cancelled(window, asked):
    change(window)
    assert not window.close()
    assert window.isVisible()
    asked.answer.button = Button.Discard
    assert window.close()
    assert len(asked.questions) == 2


def test_closing_without_changes_asks_nothing(window, asked):
    assert window.close()
    assert asked.questions == []


def test_a_crash_loses_nothing(window, qtbot, asked):
    change(window)
    work = window.studio.document.snapshot(7)
    with RecoveryFile(window.studio.settings.home) as file:
        file.write(work)
    other = make_window()
    qtbot.addWidget(other, before_close_func=lambda w: w.studio.document.undo_stack.setClean())
    asked.answer.button = Button.Yes
    keep_unsaved_work(other)
    assert len(asked.questions) == 1
    assert np.array_equal(other.studio.document.project.input, work.input)
    assert other.studio.document.is_modified
    assert other.studio.player.index == 7


def test_a_file_dropped_on_the_window_is_opened(window, tmp_path):
    path = tmp_path / "grid.csv"
    path.write_text("1,2,3\n4,5,6\n7,8,9\n", encoding="utf-8")
    drop(window, path)
    assert window.studio.document.project.input[:, :, 0].tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]


@pytest.mark.parametrize("name", ["input_view", "feature_map_view", "network_view", "arithmetic_panel"])
def test_a_file_may_be_dropped_on_whatever_is_there(window, tmp_path, name):
    """Views of Qt's would take the file and do nothing with it."""
    path = tmp_path / "grid.csv"
    path.write_text("1,2,3\n4,5,6\n7,8,9\n", encoding="utf-8")
    if name == "network_view":
        window.tabs.show_view(NETWORK)
    panel = window.findChild(QWidget, name)
    targets = [panel, *panel.findChildren(QWidget)]
    assert not any(target.acceptDrops() for target in targets if not isinstance(target, QLineEdit))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    rest = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(5, 5), *rest)
    QApplication.sendEvent(targets[-1], entering)
    assert entering.isAccepted()
    drop(window, path)
    assert window.studio.document.project.input.shape == (3, 3, 1)


def drop(window, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    rest = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(50, 50), *rest)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), *rest))
    QApplication.processEvents()


def test_a_question_about_a_dropped_file_waits_until_the_drop_is_over(window, tmp_path, monkeypatch):
    picture = QImage(1100, 20, QImage.Format.Format_Grayscale8)
    picture.fill(90)
    picture.save(str(tmp_path / "wide.png"))
    asked = []
    monkeypatch.setattr("convstudio.views.file_actions.ask_size", lambda *about: asked.append(about[1]))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "wide.png"))])
    rest = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(50, 50), *rest))
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), *rest))
    assert asked == []
    QApplication.processEvents()
    assert asked == [(1100, 20)]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nonsense", b"\x89PNG\r\n\x1a\nnothing", b"1,2\n3,x\n"])
def test_a_damaged_file_is_refused_and_what_was_open_stays(window, asked, tmp_path, content):
    path = tmp_path / "damaged.convstudio"
    path.write_bytes(content)
    before = window.studio.document.project
    assert not window.files.open(str(path))
    assert window.studio.document.project is before
    assert len(asked.questions) == 1
    assert "damaged.convstudio" in asked.questions[0]


def test_a_picture_is_opened_with_the_rule_of_its_values(window, tmp_path):
    picture = QImage(20, 10, QImage.Format.Format_RGB32)
    picture.fill(0xFF3366CC)
    path = str(tmp_path / "picture.png")
    picture.save(path)
    before = window.studio.document.project
    assert window.files.open(path)
    project = window.studio.document.project
    assert project.input.shape == (10, 20, 3)
    assert np.allclose(project.input[0, 0], np.array([0x33, 0x66, 0xCC]) / 255)
    assert "255" in window.stage.input_panel.title.toolTip()
    window.studio.document.undo_stack.undo()
    assert window.studio.document.project == before


def test_a_large_picture_is_asked_about_and_never_cropped(window, tmp_path, monkeypatch):
    picture = QImage(3000, 1500, QImage.Format.Format_Grayscale8)
    picture.fill(128)
    path = str(tmp_path / "large.png")
    picture.save(path)
    sizes = []

    def ask(dialog):
        sizes.extend(dialog.sizes)
        return 1

    monkeypatch.setattr("convstudio.views.picture_size_dialog.PictureSizeDialog.exec", ask)
    assert window.files.open(path)
    assert sizes == [(1024, 512), (3000, 1500)]
    assert window.studio.document.project.input.shape == (512, 1024, 1)


def test_themes_change_at_once_and_are_remembered(window):
    for theme in (DARK, LIGHT):
        window.named_actions()[f"theme_{theme.name}"].trigger()
        assert current_theme() is theme
        assert window.studio.settings.theme == theme.name


def test_panels_come_back_where_they_were(window, qtbot):
    window.gallery_dock.hide()
    window.close()
    other = make_window()
    qtbot.addWidget(other)
    other.show()
    assert not other.gallery_dock.isVisible()
    assert other.arithmetic_dock.isVisible()


def test_a_presentation_makes_texts_larger(window):
    shown = (window.stage.place, window.inspector, window.tools.transport.step_label)
    before = [widget.font().pointSizeF() for widget in shown]
    window.view_actions.presentation.trigger()
    assert all(w.font().pointSizeF() > 1.5 * size for w, size in zip(shown, before, strict=True))
    window.view_actions.presentation.trigger()
    assert [widget.font().pointSizeF() for widget in shown] == before


def test_the_window_fits_a_small_screen(window, qtbot):
    window.resize(1024, 790)
    qtbot.waitUntil(lambda: window.gallery_dock in window.tabifiedDockWidgets(window.arithmetic_dock))

    def fits():
        window.resize(1024, 640)  # as a person goes on dragging: docks settle a little later
        return (window.width(), window.height()) == (1024, 640)

    qtbot.waitUntil(fits)
    assert window.stage.height() >= 280


def test_undo_works_from_a_field_whose_value_was_taken(window, qtbot):
    box = window.stage.filter_panel.bias_box
    for field, text in ((box, "2"), (window.findChild(QSpinBox, "stride_rows_box"), "2")):
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert window.studio.document.undo_stack.count() == 1
        qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert window.studio.document.undo_stack.index() == 0


def test_undo_in_a_field_takes_back_what_is_being_typed(window, qtbot):
    change(window)
    box = window.stage.filter_panel.bias_box
    box.setFocus()
    qtbot.keyClicks(box, "7")
    qtbot.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.studio.document.undo_stack.index() == 1


def test_closing_while_a_network_learns_ends_its_thread_and_opening_another_project_too(window, asked, qtbot):
    studio = window.studio
    trainer, before = studio.trainer, set(threading.enumerate())
    for _ in range(2):
        trainer.open_task(task_named("directions"))
        trainer.set_recipe(replace(trainer.recipe, epochs=100_000))
        trainer.start()
        qtbot.waitUntil(lambda: (trainer.shown or 0) > 5)
        asked.answer.button = Button.Discard
        window.files.open_example(examples()[1].id)
        assert trainer.state is TrainingState.IDLE
        assert not studio.document.is_modified
    trainer.open_task(task_named("directions"))
    trainer.set_recipe(replace(trainer.recipe, epochs=100_000))
    trainer.start()
    qtbot.waitUntil(lambda: (trainer.shown or 0) > 5)
    assert window.close()
    learned = studio.document.project.layers
    qtbot.wait(100)
    assert studio.document.project.layers is learned
    assert set(threading.enumerate()) <= before
