"""How each operation is written as modules of PyTorch; all with a window have their channels first."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from convstudio.files.code.layout import FIRST, with_batch
from convstudio.files.code.operations import Operand, Operation
from convstudio.files.code.torch_modules import TorchModules, scalar


def _edges(pads: Any) -> Any:
    """Pads as PyTorch has them: the last axis first."""
    return tuple(cells for pad in reversed(pads) for cells in pad)


def _is_even(pads: Any) -> bool:
    return all(before == after for before, after in pads)


def _options(**words: Any) -> str:
    """Settings that are not PyTorch's own, as arguments."""
    common = {"stride": 1, "padding": 0, "output_padding": 0, "dilation": 1, "groups": 1, "bias": True}
    return "".join(
        f", {name}={scalar(value)}" for name, value in words.items() if scalar(value) != common[name]
    )


def _conv(modules: TorchModules, operation: Operation) -> None:
    words, pads = operation.words, operation.words["pads"]
    if not _is_even(pads):
        modules.add("zeros", operation, edges=_edges(pads))
    padding = tuple(before for before, _ in pads) if _is_even(pads) else 0
    options = _options(
        stride=words["strides"],
        padding=padding,
        dilation=words["dilation"],
        groups=words["groups"],
        bias="bias" in operation.operands,
    )
    window = scalar(operation.operands["kernel"].shape[:-2])
    modules.add("conv", operation, window=window, options=options)
    modules.set_weights(operation, {"kernel": "weight", "bias": "bias"})


def _spread(modules: TorchModules, operation: Operation) -> None:
    words, crops, operands = operation.words, operation.words["crops"], operation.operands
    limits = zip(crops, words["strides"], words["dilation"], strict=True)
    is_common = all(0 <= before - after < max(step, gap) for (before, after), step, gap in limits)
    bias_later = not is_common and "bias" in operands and min(after for _, after in crops) < 0
    options = _options(
        stride=words["strides"],
        padding=tuple(before for before, _ in crops) if is_common else 0,
        output_padding=tuple(before - after for before, after in crops) if is_common else 0,
        dilation=words["dilation"],
        bias="bias" in operands and not bias_later,
    )
    modules.add("spread", operation, window=scalar(operands["kernel"].shape[:-2]), options=options)
    modules.set_weights(
        operation, {"kernel": "weight"} if bias_later else {"kernel": "weight", "bias": "bias"}
    )
    if not is_common:
        modules.add("zeros", operation, edges=_edges([(-before, -after) for before, after in crops]))
    if bias_later:
        _bias(modules, operation)


def _bias(modules: TorchModules, operation: Operation) -> None:
    modules.add("add_bias", operation)
    modules.set_weights(operation, {"bias": "bias"})


def _fold(modules: TorchModules, operation: Operation) -> None:
    words = operation.words
    modules.add(
        "fold",
        operation,
        pads=words["pads"],
        lengths=operation.after[:-1],
        mode=modules.mode(words["border"]),
    )


def _border(modules: TorchModules, operation: Operation) -> None:
    pads, border = operation.words["pads"], operation.words["border"]
    lengths = operation.shape[:-1]
    room = {"reflect": -1, "circular": 0}.get(border)
    fits = room is None or all(max(pad) <= length + room for pad, length in zip(pads, lengths, strict=True))
    if fits and modules.module(border):
        modules.add("border", operation, edges=_edges(pads), module=modules.module(border))
    else:
        modules.add("border_by_cells", operation, pads=pads, mode=modules.mode(border))


def _zeros(modules: TorchModules, operation: Operation) -> None:
    modules.add("zeros", operation, edges=_edges(operation.words["pads"]))


def _crop(modules: TorchModules, operation: Operation) -> None:
    pads = [(-before, -after) for before, after in operation.words["pads"]]
    modules.add("zeros", operation, edges=_edges(pads))


def _pool(modules: TorchModules, operation: Operation) -> None:
    words, pads, is_max = operation.words, operation.words["pads"], operation.name == "max_pool"
    sizes = zip(pads, words["size"], strict=True)
    is_common = _is_even(pads) and all(2 * before <= size for (before, _), size in sizes)
    stride = scalar(words["strides"])
    if not is_common and not is_max:
        modules.add("mean_inside", operation, stride=stride, pads=pads)
        return
    if not is_common:
        modules.add("surround", operation, edges=_edges(pads))
    options = _options(padding=tuple(before for before, _ in pads)) if is_common else ""
    options += ", count_include_pad=False" if options and not is_max else ""
    modules.add(operation.name, operation, stride=stride, options=options)


def _global(modules: TorchModules, operation: Operation) -> None:
    modules.add(operation.name, operation)
    if not operation.words["keepdims"]:
        modules.add("flatten", operation)


def _enlarge(modules: TorchModules, operation: Operation) -> None:
    is_exact = all(size & (size - 1) == 0 for size in operation.words["size"])
    modules.add(f"{operation.name}_exactly" if is_exact else operation.name, operation)


def _reshape(modules: TorchModules, operation: Operation) -> None:
    target = operation.words["target"]
    modules.add("flatten", operation)
    if len(target) > 1:
        modules.add("unflatten", operation, target=target)


def _transpose(modules: TorchModules, operation: Operation) -> None:
    order = ", ".join(map(str, with_batch(operation.words["axes"])))
    modules.add("permute", operation, order=order)


def _dense(modules: TorchModules, operation: Operation) -> None:
    modules.add("dense", operation, options=_options(bias="bias" in operation.operands))
    modules.set_weights(operation, {"kernel": "weight", "bias": "bias"})


def _relu(modules: TorchModules, operation: Operation) -> None:
    words = operation.words
    above = modules.text("above" if words["max_value"] is None else "above_limited", words)
    below = modules.text("below_sloped" if words["negative_slope"] else "below", words)
    modules.add("relu", operation, above=above, below=below)


def _prelu(modules: TorchModules, operation: Operation) -> None:
    sizes = operation.operands["alpha"].shape
    if modules.layout == FIRST or set(sizes) == {1} or not operation.rank:
        modules.add("prelu", operation, outputs=sizes[-1])
        alpha = Operand("alpha", sizes, (sizes[-1],))
        modules.set_weights(Operation("prelu", sizes, sizes, {}, {"alpha": alpha}), {"alpha": "weight"})
    else:
        modules.add("prelu_by_cells", operation, shape=sizes)
        modules.set_weights(operation, {"alpha": "weight"})


def _softmax(modules: TorchModules, operation: Operation) -> None:
    dims = tuple(axis + 1 for axis in operation.words["axes"])
    modules.add("softmax" if len(dims) == 1 else "softmax_over", operation, dims=scalar(dims))


def _batch_norm(modules: TorchModules, operation: Operation) -> None:
    axis, rank = operation.words["axis"], operation.rank
    if axis == rank and rank <= 2:
        modules.add("batch_norm", operation, kind=max(1, rank))
    else:
        size = operation.shape[axis]
        modules.add("batch_norm_along", operation, outputs=size, behind=rank - axis)
    theirs = {
        "gamma": "weight",
        "beta": "bias",
        "moving_mean": "running_mean",
        "moving_variance": "running_var",
    }
    modules.set_weights(operation, theirs)


MAKERS: Mapping[str, Callable[[TorchModules, Operation], None]] = MappingProxyType(
    {
        "conv": _conv,
        "spread": _spread,
        "fold": _fold,
        "add_bias": _bias,
        "border": _border,
        "zeros": _zeros,
        "crop": _crop,
        "max_pool": _pool,
        "mean_pool": _pool,
        "global_max": _global,
        "global_mean": _global,
        "repeat": _enlarge,
        "blend": _enlarge,
        "reshape": _reshape,
        "transpose": _transpose,
        "dense": _dense,
        "relu": _relu,
        "prelu": _prelu,
        "softmax": _softmax,
        "batch_norm": _batch_norm,
    }
)
