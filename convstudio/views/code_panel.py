"""The active layer, or the whole stack, as a program of a library that follows every edit."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QPushButton, QVBoxLayout, QWidget

from convstudio.files.code.languages import ONNX
from convstudio.files.code.program import Program
from convstudio.model.code_writer import CodeWriter
from convstudio.model.studio import Studio
from convstudio.views.announce import announce
from convstudio.views.card import describe, paragraph, row
from convstudio.views.code_view import CodeView


class CodePanel(QFrame):
    """Shows, copies and saves; what is shown is written while it is seen."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        describe(self, "code_panel", self.tr("Code"))
        self.setToolTip("")
        self._studio = studio
        self._program: Program | None = None
        self.writer = CodeWriter(studio.document, studio.results, self)
        self.language_box, self.scope_box = QComboBox(), QComboBox()
        describe(self.language_box, "code_language_box", self.tr("In which library the program is written"))
        describe(self.scope_box, "code_scope_box", self.tr("Write the active layer, or the whole stack"))
        self.copy_button, self.save_button = QPushButton(self.tr("Copy")), QPushButton()
        describe(self.copy_button, "copy_code", self.tr("Copy the program"))
        self.view = CodeView()
        describe(self.view, "code_text", self.tr("The program"))
        self.view.setToolTip("")
        self.note, self.problem = paragraph("quiet"), paragraph("bad")
        self._fill_boxes()
        self._lay_out()
        self._connect()

    def _fill_boxes(self) -> None:
        titles = {
            "keras": self.tr("Keras"),
            "pytorch": self.tr("PyTorch"),
            "numpy": self.tr("NumPy"),
            "numpy-loops": self.tr("NumPy, explicit loops"),
            "onnx": self.tr("ONNX"),
        }
        for name, title in titles.items():
            self.language_box.addItem(title, name)
        self.language_box.setCurrentIndex(
            max(0, self.language_box.findData(self._studio.settings.code_language))
        )
        self.scope_box.addItem(self.tr("This layer"), False)
        self.scope_box.addItem(self.tr("The stack"), True)
        self.writer.set_language(self.language_box.currentData())
        self._name_save()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        self.language_box.setMinimumContentsLength(6)  # a narrow panel cuts the longest title off
        self.scope_box.setMinimumContentsLength(len(self.scope_box.itemText(0)))
        layout.addLayout(row(self.language_box, self.scope_box, None))
        layout.addLayout(row(self.copy_button, self.save_button, None))
        layout.addWidget(self.problem)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.note)
        self.problem.hide()

    def _connect(self) -> None:
        self.language_box.currentIndexChanged.connect(self._choose_language)
        self.scope_box.currentIndexChanged.connect(
            lambda: self.writer.set_stack(self.scope_box.currentData())
        )
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self.ask_file)
        self.writer.written.connect(self._show)
        self.writer.refused.connect(self._refuse)
        self.writer.saved.connect(self._tell_saved)
        self.writer.not_saved.connect(self._tell_not_saved)

    def close_work(self) -> None:
        """Stop writing, for good."""
        self.writer.close()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.writer.set_watched(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.writer.set_watched(False)

    # show

    def _choose_language(self) -> None:
        language = self.language_box.currentData()
        self._studio.settings.code_language = language
        self._name_save()
        self.writer.set_language(language)

    def _name_save(self) -> None:
        is_onnx = self.language_box.currentData() == ONNX
        self.save_button.setText(self.tr("Save as ONNX…") if is_onnx else self.tr("Save…"))
        text = self.tr("Save the model, and beside it the program that checks it")
        program = self.tr("Save the program, and beside it the arrays that are too large to stand in it")
        describe(self.save_button, "save_code", text if is_onnx else program)

    def _show(self, program: Program) -> None:
        self._program = program
        self.view.show_program(program.text)
        self.problem.hide()
        self._set_ready(True)
        self.note.setText(self._said(program))

    def _said(self, program: Program) -> str:
        is_onnx = self.writer.language == ONNX
        if is_onnx:
            return self.tr("This program checks the model; saving writes both.")
        if program.arrays:
            text = self.tr("Reads large arrays from {file}, which saving writes beside it.")
            return text.format(file=program.file)
        return self.tr("All numbers stand in the program. Its last line checks it against the map.")

    def _refuse(self, reason: str) -> None:
        self._program = None
        self.view.show_program("")
        self.note.setText("")
        self._say_problem(reason)
        self._set_ready(False)

    def _say_problem(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.show()
        announce(self, text)

    def _set_ready(self, is_ready: bool) -> None:
        for button in (self.copy_button, self.save_button):
            button.setEnabled(is_ready)

    # copy and save

    def copy(self) -> None:
        """Put the program on the clipboard."""
        if self._program is not None:
            QGuiApplication.clipboard().setText(self._program.text)
            announce(self, self.tr("Copied"))

    def ask_file(self) -> None:
        """Ask for a file, and write it."""
        is_onnx = self.writer.language == ONNX
        suffix = ".onnx" if is_onnx else ".py"
        kinds = self.tr("ONNX models ({list})") if is_onnx else self.tr("Python programs ({list})")
        start = str(Path(self._studio.settings.folder) / f"{self.writer.stem}{suffix}")
        title = self.save_button.text().rstrip("…")
        path, _ = QFileDialog.getSaveFileName(self, title, start, kinds.format(list=f"*{suffix}"))
        if path:
            self.save(path if path.lower().endswith(suffix) else f"{path}{suffix}")

    def save(self, path: str) -> None:
        """Write a file, and what belongs to it."""
        self._set_ready(False)
        self.note.setText(self.tr("Writing {name}…").format(name=Path(path).name))
        self.writer.save(path)

    def _tell_saved(self, files: list[Path]) -> None:
        self._set_ready(self._program is not None)
        self._studio.settings.folder = str(files[0].resolve().parent)
        text = self.tr("Written: {names}").format(names=", ".join(file.name for file in files))
        self.note.setText(text)
        announce(self, text)

    def _tell_not_saved(self, reason: str) -> None:
        self._set_ready(self._program is not None)
        self.note.setText("")
        self._say_problem(self.tr("It was not written: {reason}").format(reason=reason))
