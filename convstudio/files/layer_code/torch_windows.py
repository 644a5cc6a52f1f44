"""PyTorch's layers with a window, and those that change the size. Arguments and defaults are PyTorch's."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from convstudio.files.layer_code.torch_words import Arriving, Layers, only, padding_words, pairs_words, whole
from convstudio.nn.shapes import is_whole


def _conv(
    name: str,
    arriving: Arriving,
    /,
    in_channels: Any,
    out_channels: Any,
    kernel_size: Any,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: Any = 1,
    bias: Any = True,
    padding_mode: Any = "zeros",
) -> Layers:
    arriving.check_channels(name, in_channels)
    rank = int(name[-2])
    if padding == "same" and stride not in (1, (1,) * rank):
        raise ValueError(f"{name} cannot have padding 'same' with stride {stride}: PyTorch refuses it")
    words = {"filters": out_channels, "kernel_size": kernel_size, "strides": stride, "groups": groups}
    words |= {"dilation_rate": dilation, "use_bias": bias, "padding": padding_words(name, padding, rank)}
    if padding_mode != "zeros":
        words["border"] = padding_mode
    return [(f"Conv{rank}D", words)]


def _conv_transpose(
    name: str,
    arriving: Arriving,
    /,
    in_channels: Any,
    out_channels: Any,
    kernel_size: Any,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: Any = 1,
    bias: Any = True,
    dilation: Any = 1,
    padding_mode: Any = "zeros",
) -> Layers:
    arriving.check_channels(name, in_channels)
    only(name, groups=(groups, 1), padding_mode=(padding_mode, "zeros"))
    rank = int(name[-2])
    words = {"filters": out_channels, "kernel_size": kernel_size, "strides": stride, "use_bias": bias}
    words |= {"dilation_rate": dilation, "output_padding": output_padding}
    return [(f"Conv{rank}DTranspose", {**words, "padding": padding_words(name, padding, rank)})]


def _max_pool(
    name: str,
    arriving: Arriving,
    /,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    return_indices: Any = False,
    ceil_mode: Any = False,
) -> Layers:
    only(name, dilation=(dilation, 1), return_indices=(return_indices, False), ceil_mode=(ceil_mode, False))
    rank = int(name[-2])
    words = {"pool_size": kernel_size, "strides": stride, "padding": padding_words(name, padding, rank)}
    return [(f"MaxPooling{rank}D", words)]


def _avg_pool(
    name: str,
    arriving: Arriving,
    /,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: Any = False,
    count_include_pad: Any = True,
    divisor_override: Any = None,
) -> Layers:
    only(name, ceil_mode=(ceil_mode, False), divisor_override=(divisor_override, None))
    rank = int(name[-2])
    pads = padding_words(name, padding, rank)
    words = {"pool_size": kernel_size, "strides": stride}
    if pads == "valid" or not count_include_pad:
        return [(f"AveragePooling{rank}D", {**words, "padding": pads})]
    arriving.notes.append(f"the padding of {name} counts in the mean: zeros come before it")
    return [(f"ZeroPadding{rank}D", {"padding": pads}), (f"AveragePooling{rank}D", words)]


def _adaptive(name: str, arriving: Arriving, /, output_size: Any) -> Layers:
    rank = int(name[-2])
    if output_size not in (1, (1,) * rank):
        raise ValueError(f"{name} has output size {output_size}; here it can be 1, one cell for each map")
    kind = "Average" if "Avg" in name else "Max"
    return [(f"Global{kind}Pooling{rank}D", {"keepdims": True})]


def _zero_pad(name: str, arriving: Arriving, /, padding: Any) -> Layers:
    rank = int(name[-2])
    sides = (padding,) * (2 * rank) if is_whole(padding) else padding
    if not isinstance(sides, tuple) or len(sides) != 2 * rank or not all(map(is_whole, sides)):
        raise ValueError(f"{name} takes a whole number or {2 * rank} of them, not {padding!r}")
    pairs = tuple(zip(sides[::2], sides[1::2], strict=True))[::-1]
    if max(sides) <= 0:
        return [(f"Cropping{rank}D", {"cropping": pairs_words(tuple((-a, -b) for a, b in pairs))})]
    return [(f"ZeroPadding{rank}D", {"padding": pairs_words(pairs)})]


def _upsample(
    name: str,
    arriving: Arriving,
    /,
    size: Any = None,
    scale_factor: Any = None,
    mode: Any = "nearest",
    align_corners: Any = None,
    recompute_scale_factor: Any = None,
) -> Layers:
    rank = arriving.rank
    if size is not None or scale_factor is None:
        raise ValueError(f"{name} has no scale_factor; a size of the output is not known here")
    if align_corners or mode not in ("nearest", "bilinear") or rank not in (1, 2):
        raise ValueError(f"{name} with mode={mode!r}, align_corners={align_corners} is not known here")
    scale = tuple(map(whole, scale_factor)) if isinstance(scale_factor, tuple) else whole(scale_factor)
    if rank == 1:
        return [("UpSampling1D", {"size": scale[0] if isinstance(scale, tuple) else scale})]
    return [("UpSampling2D", {"size": scale, "interpolation": mode})]


WINDOWS: Mapping[str, Callable[..., Layers]] = MappingProxyType(
    {
        **dict.fromkeys(("Conv1d", "Conv2d"), _conv),
        **dict.fromkeys(("ConvTranspose1d", "ConvTranspose2d"), _conv_transpose),
        **dict.fromkeys(("MaxPool1d", "MaxPool2d"), _max_pool),
        **dict.fromkeys(("AvgPool1d", "AvgPool2d"), _avg_pool),
        **dict.fromkeys(("AdaptiveAvgPool1d", "AdaptiveAvgPool2d"), _adaptive),
        **dict.fromkeys(("AdaptiveMaxPool1d", "AdaptiveMaxPool2d"), _adaptive),
        **dict.fromkeys(("ZeroPad1d", "ZeroPad2d"), _zero_pad),
        "Upsample": _upsample,
    }
)
