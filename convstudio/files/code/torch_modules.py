"""The modules of a PyTorch program one after the other, and the lines that give them their weights."""

from collections.abc import Mapping
from typing import Any

from convstudio.files.code.layout import ANY, FIRST, LAST, to_first, to_last, with_batch
from convstudio.files.code.operations import Operand, Operation
from convstudio.files.code.program import Sheet
from convstudio.files.code.subject import Stage
from convstudio.files.code.templates import filled
from convstudio.nn.shapes import Shape

Fields = dict[str, object]
_KERNEL_WORDS = {
    "conv": "# (window, in, out) -> (out, in, window)",
    "spread": "# (window, out, in) -> (in, out, window)",
    "dense": "# (in, out) -> (out, in)",
}


class TorchModules:
    """What stands in `nn.Sequential`, as text.

    Attributes:
        lines: a module each, or a comment.
        weights: lines that copy weights.
        layout: where the channels stand now.
        stage: the layer that is being written.
    """

    def __init__(self, sheet: Sheet, layout: str) -> None:
        self.lines: list[str] = []
        self.weights: list[str] = []
        self.layout = layout
        self.stage: Stage | None = None
        self._sheet = sheet
        self._settings = sheet.language.settings
        self._count = 0

    def go_to(self, layout: str, shape: Shape) -> None:
        """Move the channels to where an operation wants them."""
        if layout in (ANY, self.layout):
            return
        if len(shape) > 1:
            order = (to_first if layout == FIRST else to_last)(shape)
            self._write("operations", "permute", {"order": ", ".join(map(str, with_batch(order)))})
        self.layout = layout

    def add(self, name: str, operation: Operation, **more: object) -> None:
        """Write an operation as a module of that name."""
        fields = {**self._fields(operation), **more}
        if operation.name == "activation":
            self._write("activations", operation.words["name"], fields)
        else:
            self._write("operations", name, fields)

    def _write(self, group: str, name: str, fields: Mapping[str, object]) -> None:
        """Write a line of the templates."""
        line = self._sheet.language.line(group, name)
        self._sheet.need(line.pieces)
        self.lines.append(f"{filled(line.text, fields)},")
        self._count += 1

    def set_weights(self, operation: Operation, names: Mapping[str, str]) -> None:
        """Give the module that was written last its weights; `names` are PyTorch's for ours."""
        assert self.stage is not None
        words = _KERNEL_WORDS.get(operation.name, "")
        if words and words not in self.weights and "kernel" in names:
            self.weights.append(words)
        for ours, theirs in names.items():
            operand = operation.operands.get(ours)
            if operand is not None:
                text = _tensor(operand, self.stage.variables, ours == "kernel")
                self.weights.append(f"model[{self._count - 1}].{theirs}.copy_({text})")

    def mode(self, border: str) -> str:
        """NumPy's name of a border."""
        return str(self._settings["borders"][border])

    def module(self, border: str) -> str:
        """PyTorch's module for a border; "" where it has none."""
        return str(self._settings["border_modules"].get(border, ""))

    def text(self, name: str, fields: Mapping[str, object]) -> str:
        """A text of the settings with its fields."""
        return filled(str(self._settings[name]), fields)

    def _fields(self, operation: Operation) -> Fields:
        """What the lines of most operations need."""
        words = {name: scalar(value) for name, value in operation.words.items()}
        channels = -1 if self.layout == LAST or not operation.rank else 1
        sizes = {"inputs": operation.shape[-1], "outputs": operation.after[-1]}
        return {**words, **sizes, "rank": operation.rank, "channels": channels, "options": ""}


def scalar(value: Any) -> Any:
    """One number where all axes have the same."""
    is_same = isinstance(value, tuple) and len(set(value)) == 1 and not isinstance(value[0], tuple)
    return value[0] if is_same else value


def _tensor(operand: Operand, variables: Mapping[str, str], is_kernel: bool) -> str:
    """An operand as a tensor; a kernel with its last two axes first."""
    text = f"torch.tensor({variables[operand.name]})"
    if operand.turned:
        text += f".flip{tuple(range(operand.turned))}" if operand.turned > 1 else ".flip(0)"
    if operand.shape != operand.given:
        text += f".reshape{operand.shape}"
    axes = len(operand.shape)
    if not is_kernel:
        return text
    return f"{text}.T" if axes == 2 else f"{text}.permute{(axes - 1, axes - 2, *range(axes - 2))}"
