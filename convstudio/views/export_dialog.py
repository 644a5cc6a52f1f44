"""Figures, films, numbers and views as files: chosen on the left, seen on the right."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
)

from convstudio.files.drawing.saving import VECTORS
from convstudio.views.announce import announce
from convstudio.views.card import describe, row
from convstudio.views.export_choices import figures, format_title, views
from convstudio.views.export_form import ExportForm
from convstudio.views.export_pane import PreviewPane
from convstudio.views.export_preview import Preview
from convstudio.views.export_subject import ExportSubject
from convstudio.views.export_work import ExportWork
from convstudio.views.exporting import Order
from convstudio.views.view_pictures import dressed, view_image, write_view

if TYPE_CHECKING:
    from convstudio.views.main_window import MainWindow

SOON = 150  # milliseconds from the last change to the preview
SECONDS_SAID = 5


class ExportDialog(QDialog):
    """Works on the project as it is when the dialog opens."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window, self._settings = window, window.studio.settings
        self.subject = ExportSubject(window.studio)
        self.work = ExportWork(self.subject.project, self)
        self.form = ExportForm(figures(self.subject.run is not None), views(window))
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
        self.stop.clicked.connect(self.reject)
        self.work.previewed.connect(self._show_part)
        self.work.refused.connect(self._refuse)
        self.work.progressed.connect(self._show_progress)
        self.work.written.connect(self._finish)
        self.work.failed.connect(self._fail)
        self._window.closed.connect(self.work.close)

    def _start(self) -> None:
        form, settings, has_step = self.form, self._settings, self.subject.step is not None
        form.scale_box.setValue(settings.export_scale)
        form.theme_box.setCurrentIndex(form.theme_box.findData(settings.export_theme))
        form.choose(settings.export_what)
        form.mark_box.setText(self.subject.mark_text)
        form.mark_box.setEnabled(has_step)
        form.mark_box.setChecked(has_step)
        self._show_busy(False)
        self._show_choice()

    def order(self) -> Order:
        """What the fields say."""
        return self.subject.order(self.form)

    def _show_choice(self) -> None:
        """Something else is chosen: its formats, filters and steps."""
        form, settings, choice = self.form, self._settings, self.form.choice
        form.show_formats(settings.export_film if choice.is_film else settings.export_picture)
        form.show_filters(self.subject.filters, self.subject.first_filter(choice))
        form.scale_box.setValue(1.0 if choice.is_film else settings.export_scale)
        form.speed_box.setValue(self.subject.first_speed(choice))
        self._show_steps()
        self._soon.start()

    def _show_steps(self) -> None:
        self.form.show_steps(*self.subject.steps(self.form.choice, self.form.filter))

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
        suffix = self.form.suffix
        title = format_title(suffix, self.form.choice.is_film)
        dialog = QFileDialog(self, self.tr("Export"), self._settings.folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{title} (*{suffix})")
        dialog.setDefaultSuffix(suffix.lstrip("."))
        dialog.selectFile(self.subject.file_name(self.form))
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.save_to(dialog.selectedFiles()[0])

    def save_to(self, path: str) -> None:
        """Write the file that is chosen, and remember how."""
        order, widget = self.order(), self.form.choice.widget
        self._soon.stop()
        self.subject.remember(self.form, path)
        self.pane.say("")
        if widget is None:
            self._show_busy(True)
            self.work.write(order, path)
            return
        try:
            write_view(widget, path, order.scale, order.look.theme)
        except (OSError, ValueError) as error:
            self._fail(str(error))
        else:
            self._finish(path)

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

    def reject(self) -> None:
        """Stop a file that is being written; without one, close."""
        if not self.work.is_writing:
            super().reject()
            return
        self.work.cancel()
        self._show_busy(False)
        self._soon.start()

    def done(self, result: int) -> None:
        """End the thread, for good."""
        self._soon.stop()
        self.work.close()
        super().done(result)
