"""How each library goes about what a layer asks of it: the call that a person would write, and its rule.

Source: the documentation of Keras 3, PyTorch 2, SciPy 1, OpenCV 4 and 5, and GIMP 2.10. The rules of SciPy,
OpenCV and PyTorch are held against the libraries themselves by `tests/cases/truth_cases.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from convstudio.engine.geometry import Pair
from convstudio.files.truth.asked import Asked, Pairs, kernel_size, shown_sizes

GIMP_SIDE = 5  # cells along a side of GIMP's matrix


@dataclass(frozen=True)
class Seen:
    """What a library does.

    Attributes:
        call: what a person would write.
        pads: cells before and after, along rows and columns; None where it cannot make such a map.
        border: what stands there, in our words.
        flips: whether it turns the kernel around.
        note: what is to be known beside it.
        clamps: whether values end at 0 and 1.
    """

    call: str
    pads: Pairs | None
    border: str
    flips: bool = False
    note: str = ""
    clamps: bool = False


def keras(asked: Asked) -> Seen:
    """Its own words; borders are always zeros."""
    options = _options(asked, "strides", "dilation_rate")
    named = asked.padding in ("same", "causal")
    options += f', padding="{asked.padding}"' if named else ""
    first, multiplier = f"{asked.filters}, ", asked.filters // asked.channels
    if "Depthwise" in asked.kind:
        first = ""
        options += f", depth_multiplier={multiplier}" if multiplier > 1 else ""
    elif asked.groups > 1:
        options += f", groups={asked.groups}"
    call = f"layers.{asked.kind}({first}{shown_sizes(asked, kernel_size(asked))}{options})"
    if asked.has_padding and not named:
        dimensions = "1D" if asked.is_line else "2D"
        call = f"layers.ZeroPadding{dimensions}({_pairs(asked)}), {call}"
    return Seen(call, asked.pads, "zeros", note=_no_border(asked, "zeros"))


def pytorch(asked: Asked) -> Seen:
    """The same numbers on both sides of an axis, or "same" without a stride."""
    pads, border = asked.pads, asked.border if asked.border != "symmetric" else "zeros"
    padding, note, before = "", _no_border(asked, border), ""
    if asked.padding == "same" and max(asked.strides) == 1:
        padding = '"same"'
    elif asked.padding == "same":
        rows, cols = (span // 2 for span in asked.spans)
        pads, padding = ((rows, rows), (cols, cols)), shown_sizes(asked, (rows, cols))
        note = 'It refuses padding="same" with a stride; people write half of the kernel instead.'
    elif all(one == other for one, other in pads):
        padding = shown_sizes(asked, (pads[0][0], pads[1][0]))
    else:
        sides = pads[1] if asked.is_line else (*pads[1], *pads[0])  # the last axis first
        before = f"x = F.pad(x, {sides}); "
    options = _options(asked, "stride", "dilation")
    options += f", padding={padding}" if padding not in ("", "0") else ""
    options += f", groups={asked.groups}" if asked.groups > 1 else ""
    options += f', padding_mode="{border}"' if border != "zeros" and asked.has_padding else ""
    rank = "1d" if asked.is_line else "2d"
    call = f"{before}nn.Conv{rank}({asked.channels}, {asked.filters}, "
    call += f"{shown_sizes(asked, kernel_size(asked))}{options})"
    room = {"reflect": -1, "circular": 0}.get(border)
    lengths = asked.axes[0].length, asked.axes[1].length
    if room is not None and any(max(pad) > size + room for pad, size in zip(pads, lengths, strict=True)):
        return Seen(call, None, border, note=f'It refuses a "{border}" padding as wide as the input.')
    return Seen(call, pads, border, note=note)


def signal(asked: Asked, flips: bool) -> Seen:
    """The middle of the full result; the odd cell of an even window comes before the input."""
    name, mode = "convolve" if flips else "correlate", "valid"
    before, pads = "", asked.pads
    if asked.padding in ("same", "full"):
        mode = asked.padding
        pads = _centred(asked) if mode == "same" else pads
    elif asked.has_padding:
        before = f"x = np.pad(x, {_pairs(asked)}); "
    call = f'{before}signal.{name}(x, {_spread(asked)}, mode="{mode}"){_every(asked)}'
    return Seen(call, pads, "zeros", flips, _no_border(asked, "zeros"))


def ndimage(asked: Asked, flips: bool) -> Seen:
    """As many cells as go in; where the window is even, correlate and convolve put it in other places."""
    name = "convolve" if flips else "correlate"
    border = asked.border
    pads, before, cut = asked.pads, "", _every(asked)
    if asked.padding == "same":
        pads = _centred(asked, after=flips)
    else:
        before = f"x = np.pad(x, {_pairs(asked)}); " if asked.has_padding else ""
        cut = f"[…]{cut}"
    call = f"{before}ndimage.{name}(x, {_spread(asked)}, mode={{border}}){cut}"
    note = "[…] cuts off where the window reaches beyond the input." if cut.startswith("[…]") else ""
    return Seen(call, pads, border, flips, note)


def opencv(asked: Asked) -> Seen:
    """As many cells as go in; the anchor is the cell behind the middle of an even window."""
    pads, before, cut = asked.pads, "", _every(asked)
    border = asked.border
    note = ""
    if asked.padding == "same":
        pads = _centred(asked)
        border = "reflect" if border == "circular" else border
        note = _no_border(asked, border, "BORDER_WRAP is refused by filter2D. ")
        if not note and any(span % 2 == 0 for span in asked.spans):
            rows, cols = (span // 2 for span in asked.spans)
            note = (
                f"The anchor is cell [{rows}, {cols}] of the kernel; another can be given as anchor=(x, y)."
            )
    else:
        before = f"x = cv2.copyMakeBorder(x, {_flat(asked)}, …); " if asked.has_padding else ""
        cut = f"[…]{cut}"
        note = "[…] cuts off where the window reaches beyond the input."
    delta = f", delta={asked.bias:g}" if asked.bias else ""
    call = f"{before}cv2.filter2D(x, cv2.CV_32F, {_spread(asked)}{delta}, borderType={{border}}){cut}"
    return Seen(call, pads, border, note=note)


def gimp(asked: Asked) -> Seen:
    """One matrix of 5 × 5 for each colour by itself; values end at 0 and 1."""
    border = asked.border if asked.border in ("replicate", "circular") else "replicate"
    bias = f", Offset {asked.bias:g}" if asked.bias else ""
    call = f"Filters > Generic > Convolution Matrix: Divisor 1{bias}, Border {{border}}, Normalise off"
    why = ""
    if max(asked.spans) > GIMP_SIDE:
        why = f"Its matrix has {GIMP_SIDE} × {GIMP_SIDE} cells, and the window spans more."
    elif len(asked.seen) > 1:
        why = f"It never adds channels up, and this filter sees {len(asked.seen)} of them."
    elif max(asked.strides) > 1:
        why = "It has no stride."
    elif any(axis.outputs > axis.length for axis in asked.axes):
        why = "It gives as many pixels as it gets, and this map has more cells."
    if why:
        return Seen(call, None, border, note=why)
    return Seen(
        call, asked.pads, border, note="Values end at 0 and 1: what is negative becomes 0.", clamps=True
    )


def _options(asked: Asked, stride: str, dilation: str) -> str:
    text = ""
    for word, sizes in (
        (stride, asked.strides),
        (dilation, (asked.axes[0].dilation, asked.axes[1].dilation)),
    ):
        text += f", {word}={shown_sizes(asked, sizes)}" if max(sizes) > 1 else ""
    return text


def _centred(asked: Asked, after: bool = False) -> Pairs:
    """Pads that keep the size, with the odd cell of an even window before the input, or after it."""

    def pads(span: int) -> Pair:
        middle = (span - 1) // 2 if after else span // 2
        return middle, span - 1 - middle

    return pads(asked.spans[0]), pads(asked.spans[1])


def _pairs(asked: Asked) -> str:
    return str(asked.pads[1] if asked.is_line else asked.pads)


def _flat(asked: Asked) -> str:
    return ", ".join(str(cells) for pad in asked.pads for cells in pad)


def _spread(asked: Asked) -> str:
    """The kernel, with zeros between its cells where there is a dilation."""
    is_spread = max(axis.dilation for axis in asked.axes) > 1
    return "kernel_with_gaps" if is_spread else "kernel"


def _every(asked: Asked) -> str:
    """Where there is a stride, the cells that are kept."""
    if max(asked.strides) == 1:
        return ""
    rows, cols = (f"::{step}" if step > 1 else ":" for step in asked.strides)
    return f"[{cols}]" if asked.is_line else f"[{rows}, {cols}]"


def _no_border(asked: Asked, border: str, why: str = "") -> str:
    if border == asked.border or not asked.has_padding:
        return ""
    return why or f'It has no border "{asked.border}".'


PEERS: Mapping[str, Callable[[Asked], Seen]] = MappingProxyType(
    {
        "keras": keras,
        "pytorch": pytorch,
        "signal.correlate": lambda asked: signal(asked, False),
        "signal.convolve": lambda asked: signal(asked, True),
        "ndimage.correlate": lambda asked: ndimage(asked, False),
        "ndimage.convolve": lambda asked: ndimage(asked, True),
        "opencv": opencv,
        "gimp": gimp,
    }
)
