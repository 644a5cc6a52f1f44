"""A layer or the stack in Keras 3."""

import inspect
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from convstudio.engine.geometry import NAMED_PADDINGS
from convstudio.files.code.numpy_code import expression
from convstudio.files.code.operations import Operation, no_pads
from convstudio.files.code.program import Program, Sheet, data_blocks
from convstudio.files.code.subject import Stage, Subject
from convstudio.files.code.templates import filled, language
from convstudio.files.code.texts import number_text
from convstudio.nn.layer import default_name
from convstudio.nn.pooling import WindowPool
from convstudio.nn.transpose import ConvTranspose
from convstudio.nn.windowed import Windowed

_KERAS_PADDINGS = ("valid", "same", "causal")


class _Layer(NamedTuple):
    """A layer of Keras as an expression, with the expressions of its weights."""

    text: str
    weights: tuple[str, ...] = ()


def keras_program(subject: Subject, file: str) -> Program:
    """The program; `file` is the name of a `.npz` file to keep large arrays in."""
    sheet = Sheet(language("keras"), file)
    blocks = data_blocks(sheet, subject)
    writer = _Writer(sheet, subject)
    lines, weights, count = [writer.operation("input", shape=subject.shape) + ","], [], 0
    for stage in subject.stages:
        made = list(writer.layers(stage))
        for layer in made:
            if layer.weights:
                weights.append(f"model.layers[{count}].set_weights([{', '.join(layer.weights)}])")
            count += 1
        lines += [*subject.comments(stage), *(f"{layer.text}," for layer in made)]
    indent = "\n        "
    return sheet.finish(subject, {**blocks, "layers": indent.join(lines), "set_weights": "\n".join(weights)})


class _Writer:
    """Writes layers as Keras has them; what Keras has not, with layers that the program brings along."""

    def __init__(self, sheet: Sheet, subject: Subject) -> None:
        self._sheet = sheet
        self._settings = sheet.language.settings
        self._names = Counter(stage.layer.name for stage in subject.stages)

    def operation(self, name: str, **fields: object) -> str:
        """An operation that is a line of the templates."""
        line = self._sheet.language.line("operations", name)
        self._sheet.need(line.pieces)
        return filled(line.text, fields)

    def layers(self, stage: Stage) -> Iterator[_Layer]:
        """The layers that do what one of ours does."""
        layer, border = stage.layer, getattr(stage.layer, "border", "zeros")
        if not stage.part.enabled:
            yield _Layer(self.operation("nothing"))
        elif isinstance(layer, ConvTranspose):
            yield from self._transposed(stage)
        elif isinstance(layer, WindowPool):
            yield from self._pool(stage)
        elif isinstance(layer, Windowed) and (border != "zeros" or layer.padding not in _KERAS_PADDINGS):
            (first, *_) = stage.operations
            pads = first.words["pads"]
            if not no_pads(pads):
                yield _Layer(self._around("border" if first.name == "border" else "zeros", first, stage))
            yield self._plain(stage, padding="valid")
        else:
            yield self._plain(stage)

    def _plain(self, stage: Stage, **other: object) -> _Layer:
        """The layer of the same name in Keras."""
        text = self.operation("layer", kind=stage.part.kind, arguments=self._arguments(stage, other))
        return _Layer(text, tuple(_weight(stage, name) for name in stage.weights))

    def _transposed(self, stage: Stage) -> Iterator[_Layer]:
        layer, (spread, *others) = stage.layer, stage.operations
        assert isinstance(layer, ConvTranspose)
        fold = next((one for one in others if one.name == "fold"), None)
        if fold is not None:
            words = {"padding": "valid", "output_padding": None, "use_bias": False, "activation": "linear"}
            bare = self._plain(stage, **words)
            yield _Layer(bare.text, bare.weights[:1])
            lengths = fold.after[:-1]
            yield _Layer(self._around("fold", fold, stage, lengths=lengths))
            if layer.use_bias:
                yield _Layer(
                    self.operation("add_bias", first_word=self._dtype(stage).removeprefix(", ")),
                    (stage.variables["bias"],),
                )
            if layer.activation != "linear":
                yield _Layer(self._activation(layer.activation, stage))
        elif layer.padding in _KERAS_PADDINGS:
            yield self._plain(stage)
        else:
            extra = layer.output_padding or (0,) * layer.rank
            yield self._plain(stage, padding="valid", output_padding=extra)
            pairs = tuple(
                (before, after + more)
                for (before, after), more in zip(spread.words["crops"], extra, strict=True)
            )
            if not no_pads(pairs):
                yield _Layer(self._edges("crop", layer.rank, pairs, stage))

    def _pool(self, stage: Stage) -> Iterator[_Layer]:
        layer, (operation,) = stage.layer, stage.operations
        assert isinstance(layer, WindowPool)
        pads = operation.words["pads"]
        is_lopsided = any(before != after for before, after in pads)  # Keras on PyTorch gets its means wrong
        if layer.padding in NAMED_PADDINGS and (layer.is_max or not is_lopsided):
            yield self._plain(stage)
        elif layer.is_max:
            yield _Layer(self._edges("surround", layer.rank, pads, stage, own=True))
            yield self._plain(stage, padding="valid")
        else:
            words = operation.words
            fields = {"size": words["size"], "strides": words["strides"], "pads": pads}
            yield _Layer(self.operation("mean_pool", dtype=self._dtype(stage), **fields))

    def _around(self, name: str, operation: Operation, stage: Stage, **fields: object) -> str:
        mode = self._settings["borders"].get(operation.words.get("border"), "")
        own = name in ("border", "fold")
        return self._edges(name, operation.rank, operation.words["pads"], stage, own, mode=mode, **fields)

    def _edges(
        self, name: str, rank: int, pads: Any, stage: Stage, own: bool = False, **fields: object
    ) -> str:
        """A layer that changes the edges; those of Keras take one pair in one dimension."""
        given = pads[0] if rank == 1 and not own else pads
        return self.operation(name, rank=rank, pads=given, dtype=self._dtype(stage), **fields)

    def _activation(self, name: str, stage: Stage) -> str:
        return self.operation("activation", activation=self._activation_text(name), dtype=self._dtype(stage))

    def _activation_text(self, name: str) -> str:
        piece = self._settings["pieces_of_activations"].get(name)
        if piece is None:
            return f'"{name}"'
        self._sheet.need([piece])
        return str(piece)

    def _dtype(self, stage: Stage) -> str:
        return "" if stage.layer.dtype == "float32" else f', dtype="{stage.layer.dtype}"'

    def _arguments(self, stage: Stage, other: Mapping[str, object]) -> str:
        """The settings that differ from Keras' own."""
        layer = stage.layer
        config = {**layer.get_config(), **other}
        texts = []
        for parameter in _parameters(type(layer)):
            name = parameter.name
            if name not in config or name in self._settings["left_out"] or name.endswith("_initializer"):
                continue
            value = config[name]
            if parameter.default is parameter.empty or name in self._settings["always"]:
                texts.append(self._value(name, value))
            elif value != parameter.default and not self._is_default(name, value, parameter.default, config):
                texts.append(f"{name}={self._value(name, value)}")
        name = layer.name
        if name != default_name(type(layer)) and "/" not in name and self._names[name] == 1 and name:
            texts.append(f"name={self._value('name', name)}")
        return ", ".join(texts) + self._dtype(stage) if texts else self._dtype(stage).removeprefix(", ")

    def _is_default(self, name: str, value: Any, default: object, config: Mapping[str, Any]) -> bool:
        if name == "activation":
            return value == "linear" and default is None
        if name == "strides" and default is None:
            return bool(value == config["pool_size"])
        return isinstance(value, tuple) and default in (value[0], value) and len({*value}) == 1

    def _value(self, name: str, value: Any) -> str:
        if name == "activation":
            return self._activation_text(value)
        if name in self._settings["one_for_all"] and isinstance(value, tuple) and len(set(value)) == 1:
            return str(value[0])
        if isinstance(value, float):
            return number_text(value)
        if isinstance(value, str):
            return json.dumps(value)
        return str(list(value)) if name == "shared_axes" and value is not None else repr(value)


def _parameters(kind: type) -> Iterable[inspect.Parameter]:
    return inspect.signature(kind).parameters.values()


def _weight(stage: Stage, name: str) -> str:
    """The expression of a weight array; turned around where the layer flips its kernel."""
    for operation in stage.operations:
        for operand in operation.operands.values():
            if operand.name == name and operand.turned:
                whole = operand.__class__(name, operand.given, operand.given, operand.turned)
                return expression(whole, stage.variables)
    return stage.variables[name]
