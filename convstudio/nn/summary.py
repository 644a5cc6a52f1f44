"""What a stack of layers is made of, as a table of text."""

from collections.abc import Sequence

from convstudio.nn.layer import Layer


def summary_text(title: str, layers: Sequence[Layer], shapes: Sequence[str]) -> str:
    """A table of name, class, output shape and number of parameters of every layer.

    Args:
        title: the first line.
        layers: from the input to the output.
        shapes: what each gives, as text.
    """
    rows = [("Layer (type)", "Output shape", "Param #")]
    for layer, shape in zip(layers, shapes, strict=True):
        params = f"{layer.count_params():,}" if layer.built else "? (not built)"
        rows.append((f"{layer.name} ({type(layer).__name__})", shape, params))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    rule = "─" * (sum(widths) + 4)
    total = sum(layer.count_params() for layer in layers if layer.built)
    table = [title, rule, lines[0], rule, *lines[1:], rule, f"Total params: {total:,}"]
    return "\n".join(line.rstrip() for line in table)
