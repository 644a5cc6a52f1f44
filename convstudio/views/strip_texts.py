"""What stands in the boxes of the strip, and beside them."""

from PySide6.QtCore import QCoreApplication

from convstudio.files.project import LayerPart, Project
from convstudio.model.studio import Studio
from convstudio.nn.receptive_field import receptive_fields
from convstudio.nn.shapes import Shape
from convstudio.views.strip_box import BoxText

_MANY = 100_000  # numbers from here on are told in thousands or millions
_LETTERS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkStrip", text)


def input_text(project: Project) -> BoxText:
    """The box of the input."""
    values = _tr("{n} values").format(n=short(project.input.size))
    return BoxText(_tr("Input"), (shape_text(project.input.shape), values))


def layer_text(studio: Studio, number: int) -> BoxText:
    """The box of a layer: its shape and costs, or why it does not fit."""
    part, results = studio.document.project.layers[number], studio.results
    title, problem = layer_title(part), results.problem(number)
    layer, before, shape = results.layer(number), results.input_shape(number), results.output_shape(number)
    if not part.enabled and shape is not None:
        return BoxText(title, (shape_text(shape), _tr("disabled: passes its input on")), is_off=True)
    if layer is None or before is None or shape is None:
        fits = _tr("does not fit") if before is not None else _tr("no input")
        return BoxText(title, (fits, ""), problem or fits, is_off=not part.enabled)
    costs = _tr("{params} params · {work} mult-adds").format(
        params=short(layer.count_params()), work=short(layer.multiply_adds(before))
    )
    return BoxText(title, (shape_text(shape), costs), problem or "")


def layer_title(part: LayerPart) -> str:
    """The kind of a layer with its window, how it moves where that is unusual, and its activation."""
    config = part.config
    size = config.get("kernel_size", config.get("pool_size"))
    usual = config.get("pool_size", (1,))
    words = [f"{part.kind} {_sizes(size)}".rstrip()]
    if set(config.get("strides", usual)) != set(usual):
        words.append(_tr("stride {n}").format(n=_sizes(config["strides"])))
    if max(config.get("dilation_rate", (1,))) > 1:
        words.append(_tr("dilation {n}").format(n=_sizes(config["dilation_rate"])))
    if config.get("activation") not in (None, "linear"):
        words.append(str(config["activation"]))
    return " · ".join(words)


def _sizes(sizes: tuple[int, ...] | None) -> str:
    """Sizes as people write them."""
    return "×".join(map(str, sizes or ()))


def output_texts(studio: Studio) -> tuple[str, str]:
    """What comes out of the network, and how much of the input one value sees; or why nothing does."""
    results, project = studio.results, studio.document.project
    last = len(project.layers) - 1
    shape = results.output_shape(last)
    if shape is None:
        misfit = next((n for n in range(len(project.layers)) if results.problem(n)), last)
        return _tr("No output"), _tr("layer {n} does not fit its input").format(n=misfit + 1)
    return _tr("Output {shape}").format(shape=shape_text(shape)), _field_text(studio, last)


def _field_text(studio: Studio, last: int) -> str:
    layers = [layer for number in range(last + 1) if (layer := studio.results.layer(number)) is not None]
    rows, cols = receptive_fields(layers, studio.document.project.input.shape)[-1]
    if rows is None or cols is None:
        return _tr("every value sees the whole input")
    is_1d = studio.document.project.is_1d
    size = f"{cols.size}" if is_1d else f"{rows.size} × {cols.size}"
    jump = f"{cols.jump:g}" if is_1d or rows.jump == cols.jump else f"{rows.jump:g} × {cols.jump:g}"
    return _tr("receptive field {size} · jump {jump}").format(size=size, jump=jump)


def shape_text(shape: Shape) -> str:
    """A shape without batch as people write it."""
    return " × ".join(map(str, shape))


def short(number: int) -> str:
    """A number of parameters or operations: 61,706, then 616 k, 12.3 M."""
    if number < _MANY:
        return f"{number:,}"
    size, letter = next((size, letter) for size, letter in _LETTERS if number >= size)
    return f"{number / size:,.3g} {letter}"
