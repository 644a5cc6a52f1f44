"""Drawings as SVG. Every cell is a rectangle, so that no viewer smooths it; text stays text.

Qt's own writer repeats pen, brush and font for each shape: a grid of 64×64 cells with numbers takes it
2.6 MB, this one a quarter.
"""

import base64
from html import escape

from PySide6.QtCore import QPointF, QRectF

from convstudio.files.drawing.encoding import encoded
from convstudio.files.drawing.fonts import families
from convstudio.files.drawing.painting import PIXELS_PER_UNIT, cells_image
from convstudio.files.drawing.runs import are_shapes, runs
from convstudio.files.drawing.shapes import (
    LEFT,
    MIDDLE,
    RIGHT,
    Cells,
    Frame,
    Polygon,
    Shape,
    Sheet,
    Strokes,
    Text,
)

_ANCHORS = {LEFT: "start", MIDDLE: "middle", RIGHT: "end"}


def as_svg(sheet: Sheet, scale: float = 1.0) -> str:
    """A drawing as SVG 1.1, `scale` times its own size."""
    width, height = sheet.size.width(), sheet.size.height()
    shown = f'width="{_n(width * scale)}" height="{_n(height * scale)}"'
    title = [f"<title>{escape(sheet.title)}</title>"] if sheet.title else []
    ground = f'<rect width="{_n(width)}" height="{_n(height)}" fill="{sheet.ground}"/>'
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'{shown} viewBox="0 0 {_n(width)} {_n(height)}" font-family="{_names()}">',
            *title,
            ground,
            *(_element(shape) for shape in sheet.shapes),
            "</svg>\n",
        ]
    )


def _element(shape: Shape) -> str:
    if isinstance(shape, Cells):
        return _cells(shape)
    if isinstance(shape, Text):
        return _text(shape)
    if isinstance(shape, Frame):
        return _frame(shape)
    if isinstance(shape, Strokes):
        return _strokes(shape)
    return _polygon(shape)


def _cells(cells: Cells) -> str:
    if not are_shapes(cells):
        return _image(cells)
    places = (f'<rect {_box(run.area)} fill="{run.color}"{_opacity(run.opacity)}/>' for run in runs(cells))
    return "\n".join(['<g shape-rendering="crispEdges">', *places, "</g>"])


def _image(cells: Cells) -> str:
    """Cells too small to be told apart."""
    longest = max(cells.area.width(), cells.area.height())
    image = cells_image(cells, max(1, round(longest * PIXELS_PER_UNIT)))
    data = base64.b64encode(encoded(image, "cells.png")).decode()
    link = f"data:image/png;base64,{data}"
    return f'<image {_box(cells.area)} preserveAspectRatio="none" xlink:href="{link}"/>'


def _text(text: Text) -> str:
    anchor = f' text-anchor="{_ANCHORS[text.anchor]}"' if text.anchor != LEFT else ""
    bold = ' font-weight="bold"' if text.is_bold else ""
    mono = f' font-family="{_names(is_mono=True)}"' if text.is_mono else ""
    spaces = ' xml:space="preserve"' if "  " in text.text else ""
    place = f'x="{_n(text.at.x())}" y="{_n(text.at.y())}" font-size="{_n(text.size)}" fill="{text.color}"'
    return f"<text {place}{anchor}{bold}{mono}{spaces}>{escape(text.text)}</text>"


def _frame(frame: Frame) -> str:
    radius = f' rx="{_n(frame.radius)}"' if frame.radius else ""
    fill = f' fill="{frame.fill}"{_opacity(frame.opacity)}' if frame.fill else ' fill="none"'
    line = f' stroke="{frame.line}" stroke-width="{_n(frame.width)}"' if frame.line else ""
    return f"<rect {_box(frame.area)}{radius}{fill}{line}/>"


def _strokes(strokes: Strokes) -> str:
    moves = (f"M{_point(line.p1())}L{_point(line.p2())}" for line in strokes.lines)
    return f'<path d="{"".join(moves)}" stroke="{strokes.color}" stroke-width="{_n(strokes.width)}"/>'


def _polygon(polygon: Polygon) -> str:
    points = " ".join(map(_point, polygon.points))
    fill = f'fill="{polygon.fill}"{_opacity(polygon.opacity)}'
    return f'<polygon points="{points}" {fill} stroke="{polygon.line}"/>'


def _names(is_mono: bool = False) -> str:
    return ", ".join(f"'{name}'" if " " in name else name for name in families(is_mono))


def _box(area: QRectF) -> str:
    width, height = _n(area.width()), _n(area.height())
    return f'x="{_n(area.x())}" y="{_n(area.y())}" width="{width}" height="{height}"'


def _point(point: QPointF) -> str:
    return f"{_n(point.x())},{_n(point.y())}"


def _opacity(opacity: float) -> str:
    return f' fill-opacity="{opacity:.3g}"' if opacity < 1 else ""


def _n(number: float) -> str:
    """A length, as short as a hundredth of a unit needs it."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
