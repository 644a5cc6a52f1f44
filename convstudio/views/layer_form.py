"""The form of the inspector: a field for each setting of the active layer."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QWidget

from convstudio.engine.activation import ACTIVATIONS
from convstudio.files.project import LayerPart
from convstudio.model.layer_choices import choices, settings_of
from convstudio.model.studio import Studio
from convstudio.nn.registry import LAYERS
from convstudio.views.fields import ChoiceField, Field, NumberField, SizeField, SwitchField
from convstudio.views.other_fields import field_for, label_of
from convstudio.views.padding_field import PaddingField, Pads


class LayerForm(QWidget):
    """Shows the settings of the active layer and asks the document for others.

    Signals:
        refused(str): a setting cannot be, and why; "" when one was taken.
    """

    refused = Signal(str)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._padding = PaddingField(self._pads_now)
        self._activation = ChoiceField(
            "activation", "activation_box", self.tr("What follows sum and bias"), ()
        )
        self._fields: dict[str, Field] = {}
        self._others: dict[str, Field] = {}
        self._shown_kind: tuple[str, ...] = ()
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setVerticalSpacing(6)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for label, field in self._sizes() + self._choices():
            self._fields[field.setting] = field
            field.asked.connect(self._ask)
            self._form.addRow(label, field)

    def _sizes(self) -> list[tuple[str, Field]]:
        tr = self.tr
        filters = NumberField("filters", "filters_box", tr("How many feature maps come out"))
        groups = NumberField("groups", "groups_box", tr("Parts of the channels with filters of their own"))
        kernel = _size("kernel_size", "kernel", tr("Rows of the window"), tr("Columns of the window"))
        stride = _size(
            "strides",
            "stride",
            tr("Cells from one step to the next, down"),
            tr("Cells from one step to the next, to the right"),
        )
        dilation = _size(
            "dilation_rate",
            "dilation",
            tr("Cells from one weight to the next, down"),
            tr("Cells from one weight to the next, to the right"),
        )
        return [
            (tr("F&ilters"), filters),
            (tr("&Kernel size"), kernel),
            (tr("&Stride"), stride),
            (tr("&Dilation"), dilation),
            (tr("&Groups"), groups),
        ]

    def _choices(self) -> list[tuple[str, Field]]:
        tr = self.tr
        borders = [(name, name, tip) for name, tip in self._border_tips().items()]
        border = ChoiceField("border", "border_box", tr("What stands in the padding"), borders)
        operations = [
            (
                tr("cross-correlation"),
                False,
                tr("The kernel as it stands, as in every deep learning library"),
            ),
            (tr("convolution (kernel flipped)"), True, tr("The kernel turned around both axes first")),
        ]
        operation = ChoiceField("flip", "operation_box", tr("Whether the kernel is flipped"), operations)
        bias = SwitchField(
            "use_bias", "use_bias_box", tr("Whether every filter has a bias"), tr("add a bias")
        )
        return [
            (tr("&Padding"), self._padding),
            (tr("Bo&rder"), border),
            (tr("Activatio&n"), self._activation),
            (tr("&Operation"), operation),
            (tr("Bi&as"), bias),
        ]

    def _border_tips(self) -> dict[str, str]:
        return {
            "zeros": self.tr("0 around the input"),
            "reflect": self.tr("Mirrored without repeating the outermost cell: 3 2 | 1 2 3"),
            "symmetric": self.tr("Mirrored, the outermost cell repeated: 2 1 | 1 2 3"),
            "replicate": self.tr("The outermost cell again and again: 1 1 | 1 2 3"),
            "circular": self.tr("What stands at the opposite side: 2 3 | 1 2 3"),
        }

    def show_layer(self, part: LayerPart) -> bool:
        """Show the settings that the layer has; gives whether there are any."""
        known = [
            name for name, field in self._fields.items() if name in part.config and self._suits(part, field)
        ]
        others = [name for name in settings_of(part) if name in part.config and name not in known]
        if (part.kind, *others) != self._shown_kind:
            self._shown_kind = (part.kind, *others)
            self._make_others(part, others)
            self._show_words(part)
        for name, field in self._fields.items():
            self._form.setRowVisible(field, name in known)
        for name in (*known, *others):
            field = self._others[name] if name in self._others else self._fields[name]
            field.show_value(part.config[name])
        return bool(known or others)

    def _suits(self, part: LayerPart, field: Field) -> bool:
        """Padding is a word or cells around each window here; some layers mean cells around everything."""
        return field is not self._padding or bool(choices(part, "padding"))

    def _show_words(self, part: LayerPart) -> None:
        """Offer the words that this kind of layer takes."""
        self._padding.show_words(choices(part, "padding"), is_1d=LAYERS[part.kind].axes == 2)
        self._activation.show_choices(
            (name, name, ACTIVATIONS[name].formula.format(z="z")) for name in choices(part, "activation")
        )

    def _make_others(self, part: LayerPart, names: Sequence[str]) -> None:
        """Fields for the settings that no convolution has, above the others."""
        for field in self._others.values():
            self._form.removeRow(field)
        self._others = {name: field_for(part, name) for name in names}
        for place, (name, field) in enumerate(self._others.items()):
            field.asked.connect(self._ask)
            self._form.insertRow(place, label_of(name), field)

    def _ask(self, setting: str, value: Any) -> None:
        """Ask for another value; one that cannot be leaves the old one in its box."""
        document = self._studio.document
        try:
            document.set_setting(setting, value)
        except ValueError as error:
            self.show_layer(document.layer)
            self.refused.emit(str(error))
        else:
            self.refused.emit("")

    def _pads_now(self) -> Pads:
        geometry = self._studio.results.geometry(self._studio.document.active_layer)
        return (geometry.rows.pad, geometry.cols.pad) if geometry else ((0, 0), (0, 0))


def _size(setting: str, stem: str, rows_text: str, cols_text: str) -> SizeField:
    return SizeField(setting, (f"{stem}_rows_box", f"{stem}_cols_box"), (rows_text, cols_text))
