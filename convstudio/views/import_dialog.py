"""What is inside of a model's file, and taking it over: one layer, or all of them."""

from collections.abc import Callable, Generator
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from convstudio.files.importing.single import FoundLayer
from convstudio.files.model_contents import Contents, Kernel, contents_of, kernel_picture
from convstudio.model.importing import take_layer, take_model
from convstudio.model.studio import Studio
from convstudio.model.worker import Worker
from convstudio.views.announce import announce
from convstudio.views.card import describe, paragraph
from convstudio.views.kernel_icon import kernel_icon

NAME, KIND, SHAPE, TYPE = range(4)  # columns
PICTURE = QSize(96, 28)  # pixels, in proportion to the kernel
LAYER = Qt.ItemDataRole.UserRole  # number of the layer that an item stands for


class ImportDialog(QDialog):
    """Looks into the file elsewhere; takes over in one undo, and stays open where that cannot be done."""

    def __init__(self, studio: Studio, path: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio, self._path = studio, path
        self._contents: Contents | None = None
        self._worker, self._painter = Worker(self), Worker(self)
        self.setObjectName("import_dialog")
        self.setWindowTitle(self.tr("Import from {name}").format(name=Path(path).name))
        self.heading, self.problem = paragraph("title"), paragraph("bad")
        self.tree = QTreeWidget()
        describe(self.tree, "import_tree", self.tr("The layers of the file and their arrays"))
        self.tree.setHeaderLabels([self.tr("Name"), self.tr("Layer"), self.tr("Shape"), self.tr("Type")])
        self.tree.setIconSize(PICTURE)
        self.tree.header().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.notes = QPlainTextEdit()
        self.notes.setReadOnly(True)
        describe(self.notes, "import_notes", self.tr("What is different here, and what cannot be taken over"))
        self._lay_out()
        self._connect()
        self.heading.setText(self.tr("Reading…"))
        self._worker.start(lambda _cancelled: contents_of(path))

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.whole: QPushButton = buttons.addButton(self.tr("Import the &whole model"), role)
        describe(self.whole, "import_whole", self.tr("Take over all layers in place of the network"))
        self.one: QPushButton = buttons.addButton(self.tr("Into the &active layer"), role)
        describe(
            self.one, "import_layer", self.tr("Take over the weights of the chosen layer; its settings stay")
        )
        for button in (self.whole, self.one):
            button.setEnabled(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.heading)
        layout.addWidget(self.tree, 3)
        layout.addWidget(self.notes, 1)
        layout.addWidget(self.problem)
        layout.addWidget(buttons)
        self.notes.hide()
        self.problem.hide()
        self.resize(720, 520)

    def _connect(self) -> None:
        self._worker.finished.connect(self._show)
        self._worker.failed.connect(self._say)
        self._painter.progressed.connect(self._show_picture)
        self.tree.currentItemChanged.connect(self._choose)
        self.whole.clicked.connect(self._take_whole)
        self.one.clicked.connect(self._take_layer)

    def done(self, result: int) -> None:
        """Stop reading, for good."""
        self._worker.close()
        self._painter.close()
        super().done(result)

    # show

    def _show(self, contents: Contents) -> None:
        self._contents = contents
        heading = self.tr("{name}: {format}, {arrays} arrays in {layers} layers")
        self.heading.setText(
            heading.format(
                name=contents.path.name,
                format=contents.format,
                arrays=contents.arrays,
                layers=len(contents.layers),
            )
        )
        for number, layer in enumerate(contents.layers):
            self.tree.addTopLevelItem(_item(number, layer))
        for column in (KIND, SHAPE, TYPE):
            self.tree.resizeColumnToContents(column)
        self._show_notes(contents)
        self.whole.setEnabled(contents.model is not None and not contents.model.unsupported)
        first = self.tree.topLevelItem(0)
        if first is not None:
            self.tree.setCurrentItem(first)
        layers = contents.layers
        self._painter.start(lambda cancelled: _pictures(layers, cancelled))

    def _show_notes(self, contents: Contents) -> None:
        lines = []
        model = contents.model
        if model is None:
            lines.append(
                contents.problem or self.tr("The file does not say how its layers follow each other.")
            )
        else:
            shape = self.tr("of open size") if model.input_shape is None else str(model.input_shape)
            text = self.tr("A model of {count} layers; input {shape}.")
            lines.append(text.format(count=len(model.parts) + len(model.unsupported), shape=shape))
            lines += [self.tr("Not supported: {what}").format(what=what) for what in model.unsupported]
            lines += [self.tr("Note: {what}").format(what=what) for what in model.notes]
        self.notes.setPlainText("\n".join(lines))
        self.notes.show()

    def _show_picture(self, found: tuple[int, Kernel]) -> None:
        number, kernel = found
        item = self.tree.topLevelItem(number)
        if item is not None:
            item.setIcon(NAME, QIcon(kernel_icon(kernel, PICTURE)))

    def _choose(self) -> None:
        layer = self._chosen()
        self.one.setEnabled(layer is not None and bool(layer.kind))

    def _chosen(self) -> FoundLayer | None:
        item = self.tree.currentItem()
        if item is None or self._contents is None:
            return None
        number: int = item.data(NAME, LAYER)
        return self._contents.layers[number]

    def _say(self, error: object) -> None:
        self.problem.setText(str(error))
        self.problem.show()
        announce(self, str(error))
        if self._contents is None:
            self.heading.setText(self.tr("Nothing can be taken over"))

    # take over

    def _take_whole(self) -> None:
        try:
            take_model(self._studio.document, self._path)
        except (OSError, ValueError) as error:
            self._say(error)
        else:
            self.accept()

    def _take_layer(self) -> None:
        layer = self._chosen()
        assert layer is not None
        try:
            take_layer(self._studio.document, layer)
        except (OSError, ValueError) as error:
            self._say(error)
        else:
            self.accept()


def _item(number: int, layer: FoundLayer) -> QTreeWidgetItem:
    item = QTreeWidgetItem(
        [layer.name, layer.kind or "?", str(layer.entries[0].shape), layer.entries[0].dtype]
    )
    item.setData(NAME, LAYER, number)
    for entry in layer.entries:
        inner = QTreeWidgetItem([entry.name, "", str(entry.shape), entry.dtype])
        inner.setData(NAME, LAYER, number)
        item.addChild(inner)
    return item


def _pictures(
    layers: tuple[FoundLayer, ...], cancelled: Callable[[], bool]
) -> Generator[tuple[int, Kernel], None, None]:
    """Of one kernel after the other; those that cannot be read have none."""
    for number, layer in enumerate(layers):
        if cancelled():
            return
        try:
            kernel = kernel_picture(layer)
        except (OSError, ValueError):
            continue
        if kernel is not None:
            yield number, kernel
