"""A layer or the stack in PyTorch: channels first, and every transposition in sight."""

from collections.abc import Mapping

from convstudio.files.code.layout import FIRST, LAST, layouts, to_first, to_last, wanted
from convstudio.files.code.program import Program, Sheet, data_blocks
from convstudio.files.code.subject import Subject
from convstudio.files.code.templates import language
from convstudio.files.code.torch_makers import MAKERS
from convstudio.files.code.torch_modules import TorchModules

_WORDS = {2: "length, channels", 3: "rows, cols, channels"}
_TURNED_WORDS = {2: "channels, length", 3: "channels, rows, cols"}


def torch_program(subject: Subject, file: str) -> Program:
    """The program; `file` is the name of a `.npz` file to keep large arrays in."""
    sheet = Sheet(language("pytorch"), file)
    blocks = data_blocks(sheet, subject)
    table = sheet.language.settings["layouts"]
    operations = [operation for stage in subject.stages for operation in stage.operations]
    first, last = layouts(operations, table)
    modules = TorchModules(sheet, first)
    _write_layers(modules, subject, table)
    indent = "\n    "
    steps = {
        "layers": indent.join(modules.lines),
        "set_weights": indent.join(modules.weights),
        "precision": ".double()" if subject.has_float64 else "",
    }
    return sheet.finish(subject, {**blocks, **steps, **_ends(subject, first, last)})


def _write_layers(modules: TorchModules, subject: Subject, table: Mapping[str, list[str]]) -> None:
    for stage in subject.stages:
        modules.stage = stage
        modules.lines += subject.comments(stage)
        for operation in stage.operations:
            modules.go_to(wanted(operation, table), operation.shape)
            if operation.name in MAKERS:
                MAKERS[operation.name](modules, operation)
            else:
                modules.add(operation.name, operation)
            if len(operation.after) == 1:
                modules.layout = LAST  # there is nothing to move


def _ends(subject: Subject, first: str, last: str) -> dict[str, str]:
    """How the input gets its batch and its layout, and how the output loses them."""
    double = ".double()" if subject.has_float64 else ""
    given, taken = f"torch.tensor(x){double}[None]", ".numpy()"
    ends = {"given": given, "given_words": "", "taken": taken, "taken_words": ""}
    if first == FIRST and len(subject.shape) in _WORDS:
        ends["given"] = f"torch.tensor(x){double}.permute{to_first(subject.shape)}[None]"
        ends["given_words"] = _moved(_WORDS, _TURNED_WORDS, len(subject.shape))
    if last == FIRST and len(subject.after) in _WORDS:
        ends["taken"] = f".permute{to_last(subject.after)}.numpy()"
        ends["taken_words"] = _moved(_TURNED_WORDS, _WORDS, len(subject.after))
    return ends


def _moved(before: Mapping[int, str], after: Mapping[int, str], axes: int) -> str:
    return f"  # ({before[axes]}) -> ({after[axes]})"
