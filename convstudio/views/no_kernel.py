"""What stands on the Stage in the place of a kernel where a layer has none."""

import numpy as np
from PySide6.QtCore import QCoreApplication

from convstudio.engine.digits import format_value
from convstudio.files.project import LayerPart
from convstudio.nn.layer import weight_names
from convstudio.nn.registry import layer_from

_FEW = 6  # numbers that are written out


def _tr(text: str) -> str:
    return QCoreApplication.translate("no_kernel", text)


def no_kernel_text(part: LayerPart) -> str:
    """That there are no weights, or which there are that are no kernel."""
    if not part.enabled:
        return _tr("This layer is disabled: it passes its input on.")
    if not part.weights:
        return _tr("This layer has no weights.")
    lines = [_tr("This layer has no kernel. Its weights:")]
    for name, array in zip(_names(part), part.weights, strict=False):
        numbers = ", ".join(format_value(value, 4) for value in np.ravel(array)[:_FEW])
        lines.append(f"{name}: {numbers}" + (", …" if array.size > _FEW else ""))
    return "\n".join(lines)


def array_title(name: str) -> str:
    """What an array of weights is called for people; Keras' name is said with it."""
    titles = {
        "kernel": _tr("Kernel"),
        "depthwise_kernel": _tr("Windows (depthwise)"),
        "pointwise_kernel": _tr("Mixture (pointwise)"),
        "alpha": _tr("Slopes (alpha)"),
        "gamma": _tr("Factors (gamma)"),
        "beta": _tr("Offsets (beta)"),
        "moving_mean": _tr("Means (moving)"),
        "moving_variance": _tr("Variances (moving)"),
    }
    return titles.get(name, name)


def _names(part: LayerPart) -> list[str]:
    """What the arrays are called; they have the shape of the input, or of its channels."""
    layer, shape = layer_from(part.kind, dict(part.config)), part.weights[0].shape
    try:
        return weight_names(layer, shape if len(shape) > 1 else (1, 1, *shape))
    except ValueError:  # for another input, which it does not fit
        return [str(number) for number in range(1, len(part.weights) + 1)]
