"""Convolutions and poolings of PyTorch: explicit padding, borders, strides together with dilation."""

import itertools

import torch
from exact_numbers import eighths
from torch.nn import functional

BORDERS = {"zeros": "constant", "reflect": "reflect", "replicate": "replicate", "circular": "circular"}


def cases():
    """All cases, each (settings, arrays)."""
    yield from convolutions()
    yield from transposed()
    yield from poolings()


def convolutions():
    for kernel, stride, dilation in itertools.product(((1, 1), (2, 3), (3, 3)), (1, 2, 3), (1, 2)):
        for (border, mode), groups in itertools.product(BORDERS.items(), (1, 2)):
            pads = ((1, 2), (2, 0)) if border != "zeros" else ((1, 3), (0, 4))
            x = eighths((1, 4, 6, 7), f"{kernel}{stride}{dilation}{border}{groups}")
            w = eighths((4, 4 // groups, *kernel), f"w{kernel}{stride}{dilation}{border}{groups}")
            b = eighths(4, "bias")
            padded = functional.pad(torch.tensor(x), (*pads[1], *pads[0]), mode=mode)
            y = functional.conv2d(
                padded, torch.tensor(w), torch.tensor(b), stride=stride, dilation=dilation, groups=groups
            )
            words = {"strides": stride, "dilation": dilation, "padding": pads, "border": border}
            yield {"kind": "conv", **words}, channels_last(x, w.transpose(2, 3, 1, 0), y, b)


def transposed():
    for kernel, stride, pad, extra, dilation in itertools.product(
        ((2, 3), (3, 3)), (1, 2, 3), (0, 1), (0, 1), (1, 2)
    ):
        if extra >= stride:
            continue
        x = eighths((1, 3, 4, 5), f"{kernel}{stride}{pad}{extra}{dilation}")
        w = eighths((3, 2, *kernel), f"w{kernel}{stride}{pad}{extra}{dilation}")
        b = eighths(2, "bias")
        y = functional.conv_transpose2d(
            *map(torch.tensor, (x, w, b)), stride=stride, padding=pad, output_padding=extra, dilation=dilation
        )
        words = {"strides": stride, "dilation": dilation, "padding": pad, "output_padding": extra}
        yield {"kind": "transposed", **words}, channels_last(x, w.transpose(2, 3, 1, 0), y, b)


def poolings():
    for size, stride, pad in itertools.product(((2, 2), (3, 2), (4, 3)), (1, 2, 3), (0, 1)):
        x = eighths((1, 2, 6, 7), f"pool {size}{stride}{pad}")
        words = {"pool_size": size, "strides": stride, "padding": pad}
        mean = functional.avg_pool2d(torch.tensor(x), size, stride, pad, count_include_pad=False)
        yield {"kind": "average", "dilation": 1, **words}, channels_last(x, None, mean, None)
        for dilation in (1, 2):
            if max(size) * dilation > 7:
                continue
            top = functional.max_pool2d(torch.tensor(x), size, stride, pad, dilation)
            yield {"kind": "max", "dilation": dilation, **words}, channels_last(x, None, top, None)


def channels_last(x, w, y, b):
    arrays = {"x": x.transpose(0, 2, 3, 1), "y": y.numpy().transpose(0, 2, 3, 1), "w": w, "b": b}
    return {name: array for name, array in arrays.items() if array is not None}
