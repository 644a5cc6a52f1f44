"""A model as Keras describes it, layer by layer: the words are the same here, and each is looked at."""

from collections.abc import Iterator, Mapping
from typing import Any

from convstudio.files.importing.stack import Stack, label
from convstudio.files.weights.entry import Entry
from convstudio.files.weights.keras_files import KerasModel
from convstudio.files.weights.limits import MAX_LAYERS, check_count, shown
from convstudio.nn.layer import DTYPES, default_name
from convstudio.nn.registry import LAYERS
from convstudio.nn.shapes import Shape

_CHAINS = ("Sequential", "Functional", "Model")
_INPUT = "InputLayer"
# Layers of Keras that do nothing outside of training.
_IDLE = (
    *("SpatialDropout1D", "SpatialDropout2D", "GaussianNoise", "GaussianDropout", "AlphaDropout"),
    *("ActivityRegularization", "Identity"),
)
# Settings that matter in training alone, or say again what stands elsewhere.
_IDLE_WORDS = (
    *("trainable", "dtype", "name", "batch_shape", "batch_input_shape", "noise_shape", "seed", "momentum"),
    *("synchronized", "sparse", "ragged", "activity_regularizer", "autocast", "renorm_momentum"),
)
_IDLE_ENDINGS = ("_initializer", "_regularizer", "_constraint")
_OLD_WORDS = {("LeakyReLU", "alpha"): "negative_slope"}


def keras_stack(model: KerasModel) -> Stack:
    """The layers of a model.

    Raises:
        ValueError: it is no plain stack; layers that are not known are noted down in the stack instead.
    """
    layers = _layers(model.config)
    stack = Stack(_input_shape(model.config, layers))
    counts: dict[str, int] = {}
    before = ""
    for number, entry in enumerate(layers, 1):
        kind, config = _kind(entry), _config(entry)
        name = str(config.get("name", ""))
        path = _path(kind, counts)
        try:
            _check_source(entry, before)
            _add(stack, kind, config, model.by_name.get(name, model.by_path.get(path, ())))
        except ValueError as error:
            stack.refuse(label(number, kind, name), error)
        before = name
    return stack


def _add(stack: Stack, kind: str, config: Mapping[str, Any], arrays: tuple[Entry, ...]) -> None:
    if kind == _INPUT:
        return
    if kind in _IDLE:
        stack.notes.append(f"{kind} {shown(config.get('name', ''))} does nothing outside of training")
        return
    if kind not in LAYERS:
        raise ValueError("there is no such layer here")
    stack.add(kind, _words(kind, config), [entry.read() for entry in arrays], str(config.get("name", "")))


def _words(kind: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that make the layer here. Raises ValueError for one that would change the numbers."""
    known = LAYERS[kind].words.split()
    words: dict[str, Any] = {"dtype": _dtype(config.get("dtype"))}
    for given, value in config.items():
        word = _OLD_WORDS.get((kind, given), given)
        is_idle = word in _IDLE_WORDS or word.endswith(_IDLE_ENDINGS)
        if word == "data_format" and value not in (None, "channels_last"):
            raise ValueError(f"its channels are not last; data_format is {shown(value)}")
        if word in known and not is_idle:
            words[word] = _plain(word, value)
        elif not is_idle and word != "data_format" and value not in (None, False):
            raise ValueError(f"its setting {shown(word)} is not known here")
    return words


def _plain(word: str, value: Any) -> Any:
    """A setting that is a number, a text or a list. Raises ValueError for a function or a class by name."""
    if isinstance(value, Mapping):
        raise ValueError(f"its {word} is a function or a class of its own, which is never run")
    return value


def _dtype(value: Any) -> str:
    """Float64 stays; all other numbers are computed in float32, as Keras does by default."""
    config = value.get("config") if isinstance(value, Mapping) else None
    name = config.get("name") if isinstance(config, Mapping) else value
    return name if isinstance(name, str) and name in DTYPES else "float32"


def _layers(config: Mapping[str, Any]) -> list[Any]:
    kind, inside = config.get("class_name"), config.get("config")
    layers = inside.get("layers") if isinstance(inside, Mapping) else inside  # a list before Keras 2.3
    if kind not in _CHAINS or not isinstance(layers, list):
        raise ValueError(f"it describes {shown(kind)}, and only models of one layer after the other are read")
    check_count(len(layers), "layers", MAX_LAYERS)
    if not all(isinstance(layer, Mapping) for layer in layers):
        raise ValueError("one of its layers has no settings")
    return layers


def _kind(entry: Mapping[str, Any]) -> str:
    kind = entry.get("class_name")
    if not isinstance(kind, str):
        raise ValueError("one of its layers has no class name")
    return kind


def _config(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    config = entry.get("config")
    if not isinstance(config, Mapping):
        raise ValueError("one of its layers has no settings")
    return config


def _input_shape(config: Mapping[str, Any], layers: list[Any]) -> Shape | None:
    """Shape of one input without batch; None where a size is open."""
    first = _config(layers[0]) if layers else {}
    built = config.get("build_config")
    whole = built.get("input_shape") if isinstance(built, Mapping) else None
    shape = first.get("batch_shape") or first.get("batch_input_shape") or whole
    if not isinstance(shape, list) or not all(type(size) is int and size > 0 for size in shape[1:]):
        return None
    return tuple(shape[1:])


def _check_source(entry: Mapping[str, Any], before: str) -> None:
    """In a model that tells what goes where, every layer must take what the one before gives."""
    sources = list(_sources(entry.get("inbound_nodes")))
    if sources and sources != [before]:
        raise ValueError(f"it takes {', '.join(map(shown, sources[:4]))}, not just the layer before")


def _sources(inbound: Any) -> Iterator[str]:
    """Names of layers: {"keras_history": [name, 0, 0]} in Keras 3, [name, 0, 0, {}] in Keras 2."""
    if isinstance(inbound, Mapping):
        history = inbound.get("keras_history")
        if isinstance(history, list) and history:
            yield str(history[0])
        else:
            for inner in inbound.values():
                yield from _sources(inner)
    elif isinstance(inbound, list):
        if len(inbound) >= 3 and isinstance(inbound[0], str) and type(inbound[1]) is int:
            yield inbound[0]
        else:
            for inner in inbound:
                yield from _sources(inner)


def _path(kind: str, counts: dict[str, int]) -> str:
    """What Keras 3 calls the layer's group in the file: its class, numbered."""
    name = default_name_of(kind)
    number = counts.get(name, 0)
    counts[name] = number + 1
    return f"{name}_{number}" if number else name


def default_name_of(kind: str) -> str:
    """Keras' name of a class, which need not exist here: Conv2D becomes conv2d."""
    return default_name(type(kind if kind.isidentifier() else "Layer", (), {}))
