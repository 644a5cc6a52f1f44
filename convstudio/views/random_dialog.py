"""Weights at random: from which distribution, with which seed, for which filters."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QSpinBox, QWidget

from convstudio.model.filter_bank import START_WEIGHTS, Scope
from convstudio.views.card import describe

LARGEST_SEED = 2**31 - 1


class RandomDialog(QDialog):
    """Stays open: each press of "Draw" asks for other weights, with the next seed.

    Signals:
        drawn(str, int, object): the distribution by Keras' name, the seed, and the Scope.
    """

    drawn = Signal(str, int, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("random_dialog")
        self.setWindowTitle(self.tr("Random weights"))
        self.kind_box = QComboBox()
        describe(self.kind_box, "random_kind_box", self.tr("What the weights are drawn from"))
        texts = self._kind_texts()
        for kind in START_WEIGHTS:
            self.kind_box.addItem(texts[kind], kind)
        self.seed_box = QSpinBox()
        self.seed_box.setRange(0, LARGEST_SEED)
        describe(self.seed_box, "random_seed_box", self.tr("The same seed gives the same weights"))
        self.scope_box = QComboBox()
        describe(self.scope_box, "random_scope_box", self.tr("Which filters get other weights"))
        self.scope_box.addItem(self.tr("All filters"), Scope.BANK)
        self.scope_box.addItem(self.tr("This filter"), Scope.FILTER)
        self._lay_out()

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.addRow(self.tr("&Distribution"), self.kind_box)
        form.addRow(self.tr("&Seed"), self.seed_box)
        form.addRow(self.tr("&For"), self.scope_box)
        note = QLabel(
            self.tr("Glorot and He keep the size of values from layer to layer; He counts on ReLU.")
        )
        note.setProperty("role", "quiet")
        note.setWordWrap(True)
        form.addRow(note)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        draw = buttons.addButton(self.tr("D&raw"), QDialogButtonBox.ButtonRole.ApplyRole)
        describe(draw, "random_draw", self.tr("Draw the weights; the seed counts up"))
        draw.setDefault(True)
        draw.clicked.connect(self._draw)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)

    def _kind_texts(self) -> dict[str, str]:
        return {
            "glorot_uniform": self.tr("Glorot uniform (Keras' own choice)"),
            "glorot_normal": self.tr("Glorot normal"),
            "he_uniform": self.tr("He uniform"),
            "he_normal": self.tr("He normal"),
            "random_uniform": self.tr("Uniform, −0.05 to 0.05"),
            "random_normal": self.tr("Normal, standard deviation 0.05"),
        }

    def _draw(self) -> None:
        seed = self.seed_box.value()
        self.drawn.emit(self.kind_box.currentData(), seed, self.scope_box.currentData())
        self.seed_box.setValue(min(seed + 1, LARGEST_SEED))
