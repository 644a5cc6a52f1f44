"""A layer or the stack as an ONNX model, and a program that runs the file and checks it."""

from pathlib import PurePath

from convstudio.files.code.layout import FIRST, LAST, layouts, to_first, to_last
from convstudio.files.code.onnx_operations import OnnxWriter
from convstudio.files.code.program import Program, Sheet, data_blocks
from convstudio.files.code.subject import Subject
from convstudio.files.code.templates import language
from convstudio.nn.shapes import Shape

_AXES = {
    FIRST: {2: "channels, length", 3: "channels, rows, cols"},
    LAST: {2: "length, channels", 3: "rows, cols, channels"},
}


def onnx_model(subject: Subject) -> bytes:
    """The file: float32, channels first where a layer has a window, any size of batch.

    Raises:
        ValueError: it would be larger than a file may be.
    """
    settings = language("onnx").settings
    first, _ = _layouts(subject)
    writer = OnnxWriter(subject, first, settings)
    for stage in subject.stages:
        writer.add_stage(stage)
    return writer.finish()


def onnx_program(subject: Subject, file: str) -> Program:
    """A program that runs the model, a file of the same stem as `file`, and compares what comes out."""
    sheet = Sheet(language("onnx"), file)
    blocks = data_blocks(sheet, subject, with_weights=False)
    first, last = _layouts(subject)
    as_float = ".astype(np.float32)" if subject.stages[0].layer.dtype != "float32" else ""
    ends = {
        "given": f"x{as_float}{_turned(first, to_first(subject.shape))}[None]",
        "given_words": _words(LAST, first, subject.shape),
        "taken": _turned(last, to_last(subject.after)),
        "taken_words": _words(last, LAST, subject.after),
        "model": PurePath(file).with_suffix(".onnx").name,
    }
    return sheet.finish(subject, {**blocks, **ends})


def _layouts(subject: Subject) -> tuple[str, str]:
    operations = [operation for stage in subject.stages for operation in stage.operations]
    return layouts(operations, language("onnx").settings["layouts"])


def _turned(layout: str, order: Shape) -> str:
    return f".transpose{order}" if layout == FIRST and len(order) > 1 else ""


def _words(before: str, after: str, shape: Shape) -> str:
    is_moved = before != after and len(shape) in _AXES[FIRST]
    return f"  # ({_AXES[before][len(shape)]}) -> ({_AXES[after][len(shape)]})" if is_moved else ""
