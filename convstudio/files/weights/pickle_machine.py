"""The few instructions of pickle by which PyTorch writes down tensors, without pickle.

A pickle is a program, and `pickle` would run it. This machine cannot import or call anything: a name becomes
one of the few known things below, or the file is refused. `pickletools` only splits the bytes into
instructions.
"""

import pickletools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from convstudio.files.weights.limits import MAX_JSON_BYTES, shown

STORAGES = MappingProxyType(
    {
        "DoubleStorage": "<f8",
        "FloatStorage": "<f4",
        "HalfStorage": "<f2",
        "BFloat16Storage": "bfloat16",
        "LongStorage": "<i8",
        "IntStorage": "<i4",
        "ShortStorage": "<i2",
        "CharStorage": "i1",
        "ByteStorage": "u1",
        "BoolStorage": "?",
    }
)


@dataclass(frozen=True)
class StorageKind:
    """The kind of number in a storage, as NumPy calls it; "bfloat16" beside."""

    dtype: str


@dataclass(frozen=True)
class Storage:
    """Numbers in a row, in a member of the archive."""

    dtype: str
    key: str
    count: int


@dataclass(frozen=True)
class Tensor:
    """A part of a storage; first place, sizes and strides count numbers."""

    storage: Storage
    first: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def _tensor(storage: Any, first: Any, shape: Any, strides: Any, *_: Any) -> Tensor:
    numbers = (first, *shape, *strides)
    if not isinstance(storage, Storage) or not all(type(n) is int and n >= 0 for n in numbers):
        raise ValueError("one of its tensors is not possible")
    return Tensor(storage, first, tuple(shape), tuple(strides))


def _parameter(tensor: Any, *_: Any) -> Any:
    return tensor


def _ordered(pairs: Any = ()) -> dict[Any, Any]:
    return dict(pairs)


def _size(sizes: Any) -> tuple[Any, ...]:
    return tuple(sizes)


KNOWN: Mapping[str, Any] = MappingProxyType(
    {
        "collections OrderedDict": _ordered,
        "torch._utils _rebuild_tensor": _tensor,
        "torch._utils _rebuild_tensor_v2": _tensor,
        "torch._utils _rebuild_parameter": _parameter,
        "torch Size": _size,
        **{f"torch {name}": StorageKind(dtype) for name, dtype in STORAGES.items()},
    }
)
_MAKERS = (_ordered, _tensor, _parameter, _size)


def read_pickle(data: bytes) -> Any:
    """What a pickle of tensors, dictionaries, lists, texts and numbers describes.

    Raises:
        ValueError: it is damaged, or names anything else; the message tells the name.
    """
    if len(data) > MAX_JSON_BYTES:
        raise ValueError(f"its table of contents has {len(data):,} bytes; the limit is {MAX_JSON_BYTES:,}")
    machine = _Machine()
    try:
        for instruction, argument, _ in pickletools.genops(data):
            if instruction.name == "STOP":
                return machine.stack.pop()
            machine.run(instruction.name, argument)
    except (LookupError, TypeError, AttributeError, OverflowError):
        raise ValueError("its table of contents is damaged") from None
    except ValueError as error:
        known = isinstance(error, _RefusedError)
        raise ValueError(str(error) if known else "its table of contents is damaged") from None
    raise ValueError("its table of contents ends early")


class _RefusedError(ValueError):
    """The pickle is not damaged, but may not be read."""


class _Machine:
    """A stack, what was noted down, and one method for each instruction."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self._below: list[list[Any]] = []
        self._notes: dict[int, Any] = {}

    def run(self, name: str, argument: Any) -> None:
        """Do one instruction."""
        if name in _CONSTANTS:
            self.stack.append(_CONSTANTS[name])
        elif name in _LITERALS:
            self.stack.append(argument)
        elif name in _ACTIONS:
            _ACTIONS[name](self, argument)
        elif name not in ("PROTO", "FRAME"):
            raise _RefusedError(f"it uses the pickle instruction {name}, which tensors do not need")

    def mark(self, _: Any) -> None:
        self._below.append(self.stack)
        self.stack = []

    def above_mark(self) -> list[Any]:
        above, self.stack = self.stack, self._below.pop()
        return above

    def note(self, number: Any) -> None:
        self._notes[len(self._notes) if number is None else number] = self.stack[-1]

    def recall(self, number: Any) -> None:
        self.stack.append(self._notes[number])

    def gather(self, count: int | None) -> None:
        """A tuple of what stands on top."""
        above = self.above_mark() if count is None else [self.stack.pop() for _ in range(count)][::-1]
        self.stack.append(tuple(above))

    def new(self, kind: Callable[[], Any]) -> None:
        self.stack.append(kind())

    def append(self, items: list[Any]) -> None:
        if type(self.stack[-1]) is not list:
            raise TypeError
        self.stack[-1].extend(items)

    def set_items(self, items: list[Any]) -> None:
        if type(self.stack[-1]) is not dict:
            raise TypeError
        self.stack[-1].update(zip(items[::2], items[1::2], strict=True))

    def know(self, name: str) -> None:
        """Put a known thing on the stack; PyTorch's names are "module name"."""
        if name not in KNOWN:
            raise _RefusedError(
                f"it names {shown(name.replace(' ', '.'))}, and only plain tensors are read, nothing that "
                "would have to be run; save the state_dict() of the model"
            )
        self.stack.append(KNOWN[name])

    def know_from_stack(self, _: Any) -> None:
        name, module = self.stack.pop(), self.stack.pop()
        self.know(f"{module} {name}")

    def reduce(self, _: Any) -> None:
        arguments, maker = self.stack.pop(), self.stack.pop()
        if not any(maker is known for known in _MAKERS):
            raise TypeError
        self.stack.append(maker(*arguments))

    def build(self, _: Any) -> None:
        """Leave out the attributes of a dictionary, which tell versions of modules."""
        self.stack.pop()
        if type(self.stack[-1]) is not dict:
            raise TypeError

    def storage(self, _: Any) -> None:
        word, kind, key, _place, count = self.stack.pop()
        if word != "storage" or not isinstance(kind, StorageKind) or not str(key).isdecimal():
            raise TypeError
        if type(count) is not int or count < 0:
            raise TypeError
        self.stack.append(Storage(kind.dtype, str(key), count))


_CONSTANTS: Mapping[str, Any] = MappingProxyType(
    {"NONE": None, "NEWTRUE": True, "NEWFALSE": False, "EMPTY_TUPLE": ()}
)
_LITERALS = frozenset(
    ("BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8")
)
_ACTIONS: Mapping[str, Callable[[_Machine, Any], None]] = MappingProxyType(
    {
        "MARK": _Machine.mark,
        **dict.fromkeys(("BINPUT", "LONG_BINPUT", "MEMOIZE"), _Machine.note),
        **dict.fromkeys(("BINGET", "LONG_BINGET"), _Machine.recall),
        "TUPLE": lambda machine, _: machine.gather(None),
        "TUPLE1": lambda machine, _: machine.gather(1),
        "TUPLE2": lambda machine, _: machine.gather(2),
        "TUPLE3": lambda machine, _: machine.gather(3),
        "EMPTY_DICT": lambda machine, _: machine.new(dict),
        "EMPTY_LIST": lambda machine, _: machine.new(list),
        "APPEND": lambda machine, _: machine.append([machine.stack.pop()]),
        "APPENDS": lambda machine, _: machine.append(machine.above_mark()),
        "SETITEM": lambda machine, _: machine.set_items([machine.stack.pop(), machine.stack.pop()][::-1]),
        "SETITEMS": lambda machine, _: machine.set_items(machine.above_mark()),
        "GLOBAL": _Machine.know,
        "STACK_GLOBAL": _Machine.know_from_stack,
        "REDUCE": _Machine.reduce,
        "BUILD": _Machine.build,
        "BINPERSID": _Machine.storage,
    }
)
