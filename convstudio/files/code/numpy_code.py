"""A layer or the stack in NumPy."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from convstudio.files.code.operations import Operand, Operation, no_pads
from convstudio.files.code.program import Program, Sheet, data_blocks
from convstudio.files.code.subject import Stage, Subject
from convstudio.files.code.templates import filled, language

Fields = dict[str, object]


def numpy_program(subject: Subject, file: str, name: str = "numpy") -> Program:
    """The program; `file` is that of a `.npz` file to keep large arrays in, `name` that of the templates."""
    sheet = Sheet(language(name), file)
    blocks = data_blocks(sheet, subject)
    lines = _Lines(sheet)
    for stage in subject.stages:
        lines.lines += subject.comments(stage)
        lines.add_stage(stage)
    return sheet.finish(subject, {**blocks, "steps": lines.finish()})


class _Lines:
    """The lines that compute, one operation after the other."""

    def __init__(self, sheet: Sheet) -> None:
        self.lines: list[str] = []
        self._sheet = sheet
        self._current = "x"

    def add_stage(self, stage: Stage) -> None:
        """Write what a layer does."""
        for operation in stage.operations:
            for one in _plain(operation):
                self._add(one, stage)

    def finish(self) -> str:
        """All lines; where no layer does anything, what goes in comes out."""
        return "\n".join(self.lines if self._current == "y" else [*self.lines, "y = x"])

    def _add(self, operation: Operation, stage: Stage) -> None:
        line = self._sheet.language.line(*_entry(operation))
        fields = {"x": self._current, "y": "y", **_fields(operation, stage.variables)}
        fields |= _chosen(operation, self._sheet.language.settings, fields)
        self._sheet.need(filled(piece, fields) for piece in line.pieces)
        self.lines.append(filled(line.text, fields))
        self._current = "y"


def _entry(operation: Operation) -> tuple[str, str]:
    if operation.name == "activation":
        return "activations", operation.words["name"]
    return "operations", operation.name


def _plain(operation: Operation) -> Iterator[Operation]:
    """Operations that NumPy does in one step each: zeros first, then the window; cells spread, then cut."""
    words = operation.words
    pads = words.get("pads", ())
    if operation.name == "conv" and not no_pads(pads):
        yield Operation("zeros", operation.shape, operation.shape, {"pads": pads})
    if operation.name != "spread" or no_pads(words["crops"]):
        yield operation
        return
    crops = words["crops"]
    extra = tuple((0, max(0, -after)) for _, after in crops)
    cut = tuple((before, max(0, after)) for before, after in crops)
    lengths = [
        length + before + after for length, (before, after) in zip(operation.after[:-1], crops, strict=True)
    ]
    full = (*lengths, operation.after[-1])
    bias = {name: operand for name, operand in operation.operands.items() if name == "bias"}
    kernel = {"kernel": operation.operands["kernel"]}
    yield Operation("spread", operation.shape, full, {**words, "crops": ()}, kernel)
    if not no_pads(extra):
        yield Operation("zeros", full, full, {"pads": extra})
        full = (*(length + more for length, (_, more) in zip(lengths, extra, strict=True)), full[-1])
    if not no_pads(cut):
        yield Operation("crop", full, operation.after, {"pads": cut})
    if bias:
        yield Operation("add_bias", operation.after, operation.after, {}, bias)


def expression(operand: Operand, variables: Mapping[str, str]) -> str:
    """An operand as an expression of NumPy."""
    text = variables[operand.name]
    if operand.turned:
        text += f"[{', '.join(['::-1'] * operand.turned)}]"
    return text if operand.shape == operand.given else f"{text}.reshape{operand.shape}"


def _fields(operation: Operation, variables: Mapping[str, str]) -> Fields:
    words, rank = operation.words, operation.rank
    fields: Fields = {"rank": rank, "plus_bias": ""}
    fields |= {name: _scalar(value) for name, value in words.items()}
    fields |= {name: expression(operand, variables) for name, operand in operation.operands.items()}
    for name, sign in (("bias", "+"), ("gamma", "*"), ("beta", "+")):
        word = {"+": "plus", "*": "times"}[sign]
        fields[f"{word}_{name}"] = f" {sign} {fields[name]}" if name in fields else ""
    for needed, make in _MORE.items():
        if needed in words:
            fields |= make(operation, fields)
    return fields


def _scalar(value: object) -> object:
    """A setting of a line is one number."""
    return value[0] if isinstance(value, tuple) and len(value) == 1 else value


def _of_pads(operation: Operation, fields: Fields) -> Fields:
    pads = operation.words["pads"]
    cells = zip(operation.shape[:-1], pads, strict=True)
    inside = ", ".join(f"{before}:{length - after}" for length, (before, after) in cells)
    name = "pads" if operation.rank > 1 else "pad"
    return {
        "all_pads": (*pads, (0, 0)),
        "pads": pads,
        "lengths": operation.after[:-1],
        "inside": f"[{inside}]",
        "around": "" if no_pads(pads) else f", {name}={_scalar(pads)}",
    }


def _of_strides(operation: Operation, fields: Fields) -> Fields:
    """Settings of a window that are not the common ones, as arguments."""
    words = operation.words
    names = {
        "strides": "stride" if operation.rank == 1 else "strides",
        "dilation": "dilation",
        "groups": "groups",
    }
    common = (1,) * operation.rank
    chosen = [
        f", {names[word]}={_scalar(words[word])}"
        for word in names
        if words.get(word, common) not in (common, 1)
    ]
    return {"options": "".join(chosen)}


def _of_keepdims(operation: Operation, fields: Fields) -> Fields:
    places = _scalar(tuple(range(operation.rank)))
    return {"places": places, "keepdims": ", keepdims=True" if operation.words["keepdims"] else ""}


def _of_size(operation: Operation, fields: Fields) -> Fields:
    size = operation.words["size"]
    return {
        "repeats": "".join(f".repeat({n}, axis={axis})" for axis, n in enumerate(size)),
        "size": _scalar(size),
    }


def _of_target(operation: Operation, fields: Fields) -> Fields:
    target = operation.words["target"]
    return {"sizes": "-1" if len(target) == 1 else ", ".join(map(str, target))}


def _of_axes(operation: Operation, fields: Fields) -> Fields:
    axes = operation.words["axes"]
    return {"order": ", ".join(map(str, axes)), "axes": _scalar(axes)}


def _of_axis(operation: Operation, fields: Fields) -> Fields:
    """Numbers of an axis that is not the last one broadcast along it."""
    behind = len(operation.shape) - 1 - operation.words["axis"]
    if not behind:
        return {}
    turned: Fields = {}
    for name in operation.operands:
        turned[name] = f"{fields[name]}.reshape{(-1, *(1,) * behind)}"
    more = {"times_gamma": ("gamma", "*"), "plus_beta": ("beta", "+")}
    return turned | {
        field: f" {sign} {turned[name]}" for field, (name, sign) in more.items() if name in turned
    }


_MORE: Mapping[str, Callable[[Operation, Fields], Fields]] = MappingProxyType(
    {
        "pads": _of_pads,
        "strides": _of_strides,
        "keepdims": _of_keepdims,
        "size": _of_size,
        "target": _of_target,
        "axes": _of_axes,
        "axis": _of_axis,
    }
)


def _chosen(operation: Operation, settings: Mapping[str, object], fields: Fields) -> Fields:
    """Fields that take their text from the language."""
    words = operation.words
    chosen: Fields = {}
    if "border" in words:
        borders = settings["borders"]
        assert isinstance(borders, dict)
        chosen["mode"] = borders[words["border"]]
    if "max_value" in words:
        above = "above" if words["max_value"] is None else "above_limited"
        below = "below_sloped" if words["negative_slope"] else "below"
        chosen["above"], chosen["below"] = (filled(str(settings[name]), fields) for name in (above, below))
    return chosen
