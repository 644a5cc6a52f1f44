"""Calls of layers in a text, with their arguments as plain values.

The text is parsed and never evaluated: a name that is no layer, or a value that is no literal, is refused
with the place where it stands.
"""

import ast
import difflib
import textwrap
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MAX_CHARACTERS = 100_000
_MOODS = ("eval", "train", "to", "cpu", "cuda", "float")  # of a whole model, which do not change its layers
_CONTAINERS = ("Sequential", "ModuleList", "OrderedDict")
_LIBRARIES = {
    **dict.fromkeys(("layers", "keras", "keras.layers", "tf.keras", "tf.keras.layers"), "keras"),
    **dict.fromkeys(("tensorflow.keras", "tensorflow.keras.layers"), "keras"),
    **dict.fromkeys(("nn", "torch.nn"), "torch"),
}


@dataclass(frozen=True)
class Call:
    """One layer as it is written.

    Attributes:
        library: "keras" or "torch" where its name says so, else "".
        name: of the layer, as "Conv2D".
        values: of arguments without a name.
        words: of arguments with a name.
        place: where it stands, for people.
    """

    library: str
    name: str
    values: tuple[Any, ...]
    words: Mapping[str, Any]
    place: str


class Named(str):
    """A name that stands where a text could, as `tf.nn.relu` for an activation."""


def calls_in(text: str) -> list[Call]:
    """The layers of a text in their order.

    Lists, `Sequential(...)`, `model.add(...)`, assignments and `layer(...)(x)` are looked into; imports are
    passed over.

    Raises:
        ValueError: it is no Python, or something in it is no layer; the message says what and where.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"the text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what Python would do with the text
            tree = _parsed(text)
        return [call for statement in tree.body for call in _in_statement(statement)]
    except SyntaxError as error:
        place = f"line {error.lineno}, column {error.offset}" if error.lineno else "the text"
        raise ValueError(f"{place}: this is no Python: {error.msg}") from None
    except (RecursionError, MemoryError, UnicodeError):
        raise ValueError("the text is nested too deeply") from None


def _parsed(text: str) -> ast.Module:
    """The tree of a text that may be indented as a whole; places in it are those of the text."""
    plain = textwrap.dedent(text)
    tree = ast.parse(plain)
    first, now = (next((line for line in one.splitlines() if line.strip()), "") for one in (text, plain))
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.stmt):
            node.col_offset += len(first) - len(now)
    return tree


def perhaps(name: str, known: Iterable[str]) -> str:
    """The end of a sentence that says which name was perhaps meant; "" where none is near."""
    near = difflib.get_close_matches(name, list(known), 1)
    return f"; perhaps {near[0]} is meant" if near else ""


def _in_statement(statement: ast.stmt) -> Iterator[Call]:
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return
    if isinstance(statement, ast.Expr | ast.Assign | ast.AnnAssign) and statement.value is not None:
        yield from _in_expression(statement.value)
    else:
        raise _refused(statement, "is no layer")


def _in_expression(node: ast.expr) -> Iterator[Call]:
    if isinstance(node, ast.List | ast.Tuple):
        for place, element in enumerate(node.elts):
            is_name = isinstance(node, ast.Tuple) and not place and _is_text(element) and len(node.elts) == 2
            if not is_name:  # ("name", layer)
                yield from _in_expression(element)
    elif isinstance(node, ast.Call):
        yield from _in_call(node)
    else:
        raise _refused(node, "is no layer")


def _in_call(node: ast.Call) -> Iterator[Call]:
    if isinstance(node.func, ast.Call):  # layer(...)(x)
        for argument in node.args:
            if not isinstance(argument, ast.Name):
                yield from _in_expression(argument)
        yield from _in_call(node.func)
        return
    if isinstance(node.func, ast.Attribute) and node.func.attr in _MOODS:  # model.eval()
        yield from _in_expression(node.func.value)
        return
    *prefix, name = _dotted(node.func)
    if name == "add" and prefix and len(node.args) == 1 and not node.keywords:
        yield from _in_expression(node.args[0])
        return
    library = _library(prefix, node)
    if name in _CONTAINERS:
        for element in _elements(node):
            yield from _in_expression(element)
    else:
        yield _call(library, name, node)


def _elements(node: ast.Call) -> Iterator[ast.expr]:
    """What stands in a container; its name does not matter."""
    yield from node.args
    for keyword in node.keywords:
        if keyword.arg == "layers":
            yield keyword.value
        elif keyword.arg != "name":
            raise _refused(keyword.value, f"belongs to the word {keyword.arg!r}, which is not known here")


def _library(prefix: list[str], node: ast.Call) -> str:
    if not prefix:
        return ""
    name = ".".join(prefix)
    if name not in _LIBRARIES:
        raise _refused(node.func, f"is no layer: {name!r} is neither Keras' nor PyTorch's")
    return _LIBRARIES[name]


def _call(library: str, name: str, node: ast.Call) -> Call:
    values = tuple(_literal(argument) for argument in node.args)
    words: dict[str, Any] = {}
    for keyword in node.keywords:
        if keyword.arg is None:
            raise _refused(keyword.value, "is unpacked; only arguments that are written out are read")
        words[keyword.arg] = _literal(keyword.value)
    return Call(library, name, values, words, _place(node))


def _literal(node: ast.expr) -> Any:
    """The value of a literal."""
    if isinstance(node, ast.Attribute) and all(part.isidentifier() for part in _dotted(node)):
        return Named(_dotted(node)[-1])
    if isinstance(node, ast.Tuple | ast.List):
        return tuple(_literal(element) for element in node.elts)
    is_sign = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd)
    value = node.operand if is_sign and isinstance(node, ast.UnaryOp) else node
    if not isinstance(value, ast.Constant) or not isinstance(value.value, int | float | str | None):
        raise _refused(node, "is no number or text that is written out")
    if is_sign and (isinstance(value.value, bool) or not isinstance(value.value, int | float)):
        raise _refused(node, "is no number")
    return ast.literal_eval(node)


def _dotted(node: ast.expr) -> list[str]:
    """The parts of a name with points."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute):
        return [*_dotted(node.value), node.attr]
    raise _refused(node, "is no name of a layer")


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _place(node: ast.expr | ast.stmt) -> str:
    return f"line {node.lineno}, column {node.col_offset + 1}"


def _refused(node: ast.expr | ast.stmt, why: str) -> ValueError:
    text = " ".join(ast.unparse(node).split())
    short = text if len(text) <= 60 else f"{text[:57]}…"
    return ValueError(f"{_place(node)}: {short} {why}")
