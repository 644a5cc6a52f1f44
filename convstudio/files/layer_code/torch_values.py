"""PyTorch's layers without a window. Arguments and defaults are PyTorch's."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from convstudio.files.layer_code.torch_words import Arriving, Layers, only


def _linear(
    name: str, arriving: Arriving, /, in_features: Any, out_features: Any, bias: Any = True
) -> Layers:
    if arriving.rank:
        raise ValueError(f"{name} stands behind maps of shape {arriving.shape}: put Flatten before it")
    arriving.check_channels(name, in_features, "values")
    return [("Dense", {"units": out_features, "use_bias": bias})]


def _batch_norm(
    name: str,
    arriving: Arriving,
    /,
    num_features: Any,
    eps: Any = 1e-5,
    momentum: Any = 0.1,
    affine: Any = True,
    track_running_stats: Any = True,
) -> Layers:
    arriving.check_channels(name, num_features)
    only(name, track_running_stats=(track_running_stats, True))
    if not isinstance(momentum, float):
        raise ValueError(f"{name} has momentum={momentum}; here it is a number")
    words = {"epsilon": eps, "momentum": round(1 - momentum, 12), "center": affine, "scale": affine}
    return [("BatchNormalization", words)]


def _dropout(name: str, arriving: Arriving, /, p: Any = 0.5, inplace: Any = False) -> Layers:
    return [("Dropout", {"rate": p})]


def _flatten(name: str, arriving: Arriving, /, start_dim: Any = 1, end_dim: Any = -1) -> Layers:
    only(name, start_dim=(start_dim, 1), end_dim=(end_dim, -1))
    if arriving.rank:
        arriving.notes.append("Flatten takes the values in the order rows, columns, channels here")
    return [("Flatten", {})]


def _identity(name: str, arriving: Arriving, /, *_anything: Any, **_words: Any) -> Layers:
    return []


def _relu(name: str, arriving: Arriving, /, inplace: Any = False) -> Layers:
    return [("ReLU", {"max_value": 6.0} if name == "ReLU6" else {})]


def _leaky_relu(name: str, arriving: Arriving, /, negative_slope: Any = 0.01, inplace: Any = False) -> Layers:
    return [("LeakyReLU", {"negative_slope": negative_slope})]


def _elu(name: str, arriving: Arriving, /, alpha: Any = 1.0, inplace: Any = False) -> Layers:
    if name == "CELU":
        only(name, alpha=(alpha, 1))
        return [("Activation", {"activation": "celu"})]
    return [("ELU", {"alpha": alpha})]


def _prelu(name: str, arriving: Arriving, /, num_parameters: Any = 1, init: Any = 0.25) -> Layers:
    if arriving.rank is None:
        raise ValueError(f"{name} cannot be placed while what reaches it is not known")
    axes = tuple(range(1, arriving.rank + 1))
    if num_parameters != 1:
        arriving.check_channels(name, num_parameters)
    arriving.notes.append(f"{name} starts with slopes of 0 here, not of {init}")
    return [("PReLU", {"shared_axes": (*axes, len(axes) + 1) if num_parameters == 1 else axes or None})]


def _softmax(name: str, arriving: Arriving, /, dim: Any = None) -> Layers:
    arriving.check_dim(name, dim)
    kind = {"Softmax": "softmax", "LogSoftmax": "log_softmax", "GLU": "glu"}[name]
    return [("Activation", {"activation": kind})]


def _glu(name: str, arriving: Arriving, /, dim: Any = -1) -> Layers:
    return _softmax(name, arriving, dim)


def _gelu(name: str, arriving: Arriving, /, approximate: Any = "none") -> Layers:
    only(name, approximate=(approximate, "none"))
    return [("Activation", {"activation": "gelu"})]


def _softplus(name: str, arriving: Arriving, /, beta: Any = 1, threshold: Any = 20) -> Layers:
    only(name, beta=(beta, 1), threshold=(threshold, 20))
    return [("Activation", {"activation": "softplus"})]


def _hardtanh(
    name: str, arriving: Arriving, /, min_val: Any = -1, max_val: Any = 1, inplace: Any = False
) -> Layers:
    only(name, min_val=(min_val, -1), max_val=(max_val, 1))
    return [("Activation", {"activation": "hard_tanh"})]


def _shrink(name: str, arriving: Arriving, /, lambd: Any = 0.5) -> Layers:
    only(name, lambd=(lambd, 0.5))
    return [("Activation", {"activation": "hard_shrink" if name == "Hardshrink" else "soft_shrink"})]


def _plain(name: str, arriving: Arriving, /, inplace: Any = False) -> Layers:
    return [("Activation", {"activation": _NAMES[name]})]


_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "Sigmoid": "sigmoid",
        "Tanh": "tanh",
        "SELU": "selu",
        "SiLU": "silu",
        "Mish": "mish",
        "Softsign": "softsign",
        "LogSigmoid": "log_sigmoid",
        "Hardsigmoid": "hard_sigmoid",
        "Hardswish": "hard_silu",
        "Tanhshrink": "tanh_shrink",
    }
)

VALUES: Mapping[str, Callable[..., Layers]] = MappingProxyType(
    {
        "Linear": _linear,
        **dict.fromkeys(("BatchNorm1d", "BatchNorm2d"), _batch_norm),
        "Dropout": _dropout,
        "Flatten": _flatten,
        "Identity": _identity,
        **dict.fromkeys(("ReLU", "ReLU6"), _relu),
        "LeakyReLU": _leaky_relu,
        **dict.fromkeys(("ELU", "CELU"), _elu),
        "PReLU": _prelu,
        **dict.fromkeys(("Softmax", "LogSoftmax"), _softmax),
        "GLU": _glu,
        "GELU": _gelu,
        "Softplus": _softplus,
        "Hardtanh": _hardtanh,
        **dict.fromkeys(("Hardshrink", "Softshrink"), _shrink),
        **dict.fromkeys(_NAMES, _plain),
    }
)
