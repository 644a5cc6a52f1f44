"""The summary of the network as a table that follows it, and as text to copy."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from convstudio.model.studio import Studio
from convstudio.model.summary import SummaryRow, summary_as_text, summary_rows
from convstudio.nn.receptive_field import Field
from convstudio.views.card import describe, label

NAME, KIND, SHAPE = range(3)  # columns of text; the others are numbers


class SummaryDialog(QDialog):
    """Stays open beside the window; a double click on a row brings its layer to the Stage."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self.setObjectName("summary_dialog")
        self.setWindowTitle(self.tr("Summary of the network"))
        self.table = QTableWidget(0, 6)
        describe(self.table, "summary_table", self.tr("One row for each layer; a double click shows it"))
        self.table.setHorizontalHeaderLabels(
            [
                self.tr("Layer"),
                self.tr("Kind"),
                self.tr("Output shape"),
                self.tr("Parameters"),
                self.tr("Multiply-adds"),
                self.tr("Receptive field"),
            ]
        )
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setStretchLastSection(True)
        self.total = label(role="quiet")
        self._lay_out()
        self.table.cellActivated.connect(lambda row, _column: studio.document.set_active_layer(row))
        studio.results.geometry_changed.connect(self.show_network)
        self.show_network()

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.copy_button = buttons.addButton(self.tr("&Copy as text"), QDialogButtonBox.ButtonRole.ActionRole)
        describe(self.copy_button, "copy_summary", self.tr("Copy the table as model.summary() writes it"))
        self.copy_button.clicked.connect(self.copy)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self).activated.connect(self.copy)
        layout = QVBoxLayout(self)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.total)
        layout.addWidget(buttons)
        self.resize(760, 420)

    def show_network(self) -> None:
        """Show all layers anew."""
        rows = summary_rows(self._studio.document.project, self._studio.results)
        self.table.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for column, text in enumerate(self._texts(row)):
                self._show_cell(number, column, text, row.problem)
        self.table.resizeColumnsToContents()
        params, work = (sum(counts) for counts in zip(*(_counts(row) for row in rows), strict=True))
        total = self.tr("{params} parameters, {work} multiply-adds for one input")
        self.total.setText(total.format(params=f"{params:,}", work=f"{work:,}"))

    def _show_cell(self, row: int, column: int, text: str, problem: str) -> None:
        item = QTableWidgetItem(text)
        if column > SHAPE:
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setToolTip(problem or text)
        self.table.setItem(row, column, item)

    def _texts(self, row: SummaryRow) -> tuple[str, ...]:
        kind = row.kind if row.enabled else self.tr("{kind} (disabled)").format(kind=row.kind)
        if row.output_shape is None:
            return row.name, kind, self.tr("does not fit"), "", "", row.problem
        numbers = (f"{number:,}" for number in _counts(row))
        return row.name, kind, str(row.output_shape), *numbers, self._field_text(row.field)

    def _field_text(self, field: Field | None) -> str:
        if field is None or field.cols is None or field.rows is None:
            return self.tr("whole input") if field is not None else ""
        return f"{field.rows.size} × {field.cols.size}"

    def copy(self) -> None:
        """Put the table on the clipboard."""
        text = summary_as_text(self._studio.document.project, self._studio.results)
        QGuiApplication.clipboard().setText(text)


def _counts(row: SummaryRow) -> tuple[int, int]:
    return row.parameters or 0, row.multiply_adds or 0


def show_summary(studio: Studio, window: QWidget) -> None:
    """Open the summary, or bring it to the front."""
    dialog = window.findChild(SummaryDialog) or SummaryDialog(studio, window)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
