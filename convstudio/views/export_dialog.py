"""Figures, films, numbers and views as files: chosen on the left, seen on the right."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from convstudio.files.atomic import write_atomically
from convstudio.files.drawing.saving import VECTORS
from convstudio.model.training_run import run_of
from convstudio.views.announce import announce
from convstudio.views.card import describe, row
from convstudio.views.export_choices import figures, format_title, views
from convstudio.views.export_form import ExportForm
from convstudio.views.export_pane import PreviewPane
from convstudio.views.export_preview import Preview
from convstudio.views.export_work import ExportWork
from convstudio.views.exporting import TRAINING, WALK, Order
from convstudio.views.look import look_of
from convstudio.views.theme import THEMES
from convstudio.views.view_pictures import dressed, view_data, view_image

if TYPE_CHECKING:
    from convstudio.views.main_window import MainWindow

SOON = 150  # milliseconds from the last change to the preview
SECONDS_SAID = 5
MOMENTS_A_SECOND = 20.0  # of a training, unless something else is said


class ExportDialog(QDialog):
    """Works on the project as it is when the dialog opens."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window, self._studio = window, window.studio
        player = window.studio.player
        project = window.studio.document.snapshot(player.index)
        self._step, self._run = player.step, run_of(window.studio.trainer, project)
        self.work = ExportWork(project, self)
        self.form = ExportForm(figures(self._run is not None), views(window))
        self.pane, self.progress = PreviewPane(), QProgressBar()
        self.save, self.stop = QPushButton(self.tr("&Save…")), QPushButton()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self.setObjectName("export_dialog")
        self.setWindowTitle(self.tr("Export"))
        self._lay_out()
        self._connect()
        self._start()

    def _lay_out(self) -> None:
        describe(self.progress, "export_progress", self.tr("How much of the film is done"))
        describe(self.save, "export_save", self.tr("Choose the file and write it"))
        describe(
            self.stop, "export_stop", self.tr("Leave the dialog; a file that is being written is left out")
        )
        self.save.setDefault(True)
        left = QVBoxLayout()
        left.addWidget(self.form)
        left.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addLayout(left)
        middle.addWidget(self.pane, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(middle, 1)
        layout.addLayout(row(self.progress, None, self.save, self.stop, spacing=8))
        self.resize(920, 520)

    def _connect(self) -> None:
        self.form.chosen.connect(self._show_choice)
        self.form.changed.connect(self._soon.start)
        self.form.filter_box.valueChanged.connect(self._show_steps)
        self._soon.timeout.connect(self.show_preview)
        self.save.clicked.connect(self._ask_for_file)
        self.stop.clicked.connect(self._stop_or_leave)
        self.work.previewed.connect(self._show_part)
        self.work.refused.connect(self._refuse)
        self.work.progressed.connect(self._show_progress)
        self.work.written.connect(self._finish)
        self.work.failed.connect(self._fail)
        self._window.closed.connect(self.work.close)

    def _start(self) -> None:
        settings = self._studio.settings
        self.form.scale_box.setValue(settings.export_scale)
        self.form.theme_box.setCurrentIndex(self.form.theme_box.findData(settings.export_theme))
        self.form.choose(settings.export_what)
        if self._step is not None:
            place = f"[{self._step.col}]" if self._is_1d else f"[{self._step.row}, {self._step.col}]"
            text = self.tr("&Mark step {number}, map{place}")
            self.form.mark_box.setText(text.format(number=f"{self._step.index + 1:,}", place=place))
        self.form.mark_box.setEnabled(self._step is not None)
        self.form.mark_box.setChecked(self._step is not None)
        self._show_busy(False)
        self._show_choice()

    @property
    def _is_1d(self) -> bool:
        return self._studio.document.project.is_1d

    # what is wanted

    def order(self) -> Order:
        """What the fields say."""
        form, step = self.form, self._step
        choice = form.choice
        first, last = form.steps_chosen
        is_marked = choice.id == "arithmetic" or form.mark_box.isChecked()
        return Order(
            choice.id,
            form.filter,
            (step.row, step.col) if step is not None and is_marked else None,
            look_of(self._studio, THEMES[form.theme_box.currentData()]),
            form.scale_box.value(),
            range(first, last + 1) if choice.id == TRAINING else range(first - 1, last),
            form.speed_box.value(),
            self._run if choice.id == TRAINING else None,
        )

    def _show_choice(self) -> None:
        """Something else is chosen: its formats, filters and steps."""
        form, settings, choice = self.form, self._studio.settings, self.form.choice
        form.show_formats(settings.export_film if choice.is_film else settings.export_picture)
        walk, step = self._studio.player.walk, self._step
        filters = walk.filters if walk is not None else 1
        form.show_filters(filters, None if choice.id == WALK else step.filter if step else 0)
        form.scale_box.setValue(1.0 if choice.is_film else settings.export_scale)
        form.speed_box.setValue(MOMENTS_A_SECOND if choice.id == TRAINING else settings.speed)
        self._show_steps()
        self._soon.start()

    def _show_steps(self) -> None:
        """The steps of the film: of one filter, or of all."""
        walk = self._studio.player.walk
        if self.form.choice.id == TRAINING and self._run is not None:
            self.form.show_steps(0, self._run.steps[-1])
        elif walk is not None:
            filters = walk.filters if self.form.filter is None else 1
            self.form.show_steps(1, walk.rows * walk.cols * filters)

    # preview

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._soon.start()

    def show_preview(self) -> None:
        """Ask for a preview of what the fields say."""
        self._soon.stop()
        self.pane.wait()
        self.save.setEnabled(True)
        order, widget = self.order(), self.form.choice.widget
        if widget is None:
            self.work.preview(order, self.form.suffix, self.pane.pictures.room, self.devicePixelRatioF())
            return
        size = widget.size() * order.scale
        with dressed(order.look.theme):
            self._show_part(Preview((view_image(widget),), size=(size.width(), size.height())))

    def _show_part(self, preview: Preview) -> None:
        order, suffix = self.order(), self.form.suffix
        self.pane.show_preview(preview, order.scale, order.frames_per_second, suffix in VECTORS)

    def _refuse(self, problem: str) -> None:
        self.pane.say(problem)
        self.save.setEnabled(False)

    # file

    def _ask_for_file(self) -> None:
        suffix, choice = self.form.suffix, self.form.choice
        title = format_title(suffix, choice.is_film)
        dialog = QFileDialog(self, self.tr("Export"), self._studio.settings.folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{title} (*{suffix})")
        dialog.setDefaultSuffix(suffix.lstrip("."))
        stem = Path(self._studio.document.name or self.tr("untitled")).stem
        dialog.selectFile(f"{stem}-{choice.id.removeprefix('view_').removesuffix('_dock')}{suffix}")
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.save_to(dialog.selectedFiles()[0])

    def save_to(self, path: str) -> None:
        """Write the file that is chosen, and remember how."""
        self._soon.stop()
        self._remember(path)
        self.pane.say("")
        if self.form.choice.widget is None:
            self._show_busy(True)
            self.work.write(self.order(), path)
        else:
            self._write_view(self.form.choice.widget, path)

    def _write_view(self, widget: QWidget, path: str) -> None:
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            order = self.order()
            with dressed(order.look.theme):
                data = view_data(widget, self.form.suffix, order.scale)
            write_atomically(path, data)
        except (OSError, ValueError) as error:
            self._fail(str(error))
        else:
            self._finish(path)
        finally:
            QApplication.restoreOverrideCursor()

    def _remember(self, path: str) -> None:
        form, settings = self.form, self._studio.settings
        settings.folder = str(Path(path).resolve().parent)
        settings.export_what = form.choice.id
        settings.export_theme = form.theme_box.currentData()
        if form.choice.is_film:
            settings.export_film = form.suffix
        else:
            settings.export_picture = form.suffix
            settings.export_scale = form.scale_box.value()

    def _show_progress(self, done: int, count: int) -> None:
        self.progress.setRange(0, count)
        self.progress.setValue(done)

    def _show_busy(self, is_busy: bool) -> None:
        """While a file is written, all that can be done is to stop."""
        self.form.setEnabled(not is_busy)
        self.save.setEnabled(not is_busy)
        self.progress.setRange(0, 0)
        self.progress.setVisible(is_busy)
        self.stop.setText(self.tr("Cancel") if is_busy else self.tr("Close"))

    def _finish(self, path: str) -> None:
        said = self.tr("Written: {path}").format(path=path)
        self._window.statusBar().showMessage(said, SECONDS_SAID * 1000)
        announce(self._window, said)
        self.accept()

    def _fail(self, problem: str) -> None:
        self._show_busy(False)
        self.pane.say(self.tr("Nothing was written: {problem}").format(problem=problem))

    def _stop_or_leave(self) -> None:
        if self.work.is_writing:
            self.work.cancel()
            self._show_busy(False)
            self._soon.start()
        else:
            self.reject()

    def reject(self) -> None:
        """Escape stops a file that is being written, then it closes."""
        if self.work.is_writing:
            self._stop_or_leave()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """End the thread, for good."""
        self._soon.stop()
        self.work.close()
        super().done(result)
