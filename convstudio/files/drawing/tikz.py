"""Drawings as TikZ: a document that compiles as it is, and a picture that can be copied out of it."""

import re
import unicodedata

from PySide6.QtCore import QPointF, QRectF

from convstudio.files.drawing.painting import UNITS_PER_INCH
from convstudio.files.drawing.runs import Run, are_shapes, runs
from convstudio.files.drawing.shapes import MIDDLE, RIGHT, Cells, Frame, Polygon, Shape, Sheet, Strokes, Text

POINTS_PER_INCH = 72.27  # TeX's own
MOST_RECTANGLES = 20_000  # more take TeX minutes, or its memory


def _greek(letter: str) -> str:
    """TeX's name of a small Greek letter, which Unicode spells nearly alike."""
    return "\\" + unicodedata.name(letter).split()[-1].lower().replace("lamda", "lambda")


_SIGNS = {
    **{sign: f"\\{sign}" for sign in "{}%#&_$"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "×": r"$\times$",
    "÷": r"$\div$",
    "·": r"$\cdot$",
    "−": "$-$",
    "±": r"$\pm$",
    "–": "--",
    "—": "---",
    "…": r"\dots{}",
    "→": r"$\to$",
    "★": r"$\star$",
    "⊙": r"$\odot$",
    "≈": r"$\approx$",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "<": "$<$",
    ">": "$>$",
    "|": "$|$",
    "Σ": r"$\Sigma$",
    "∞": r"$\infty$",
    "⌊": r"$\lfloor$",
    "⌋": r"$\rfloor$",
    "²": r"$^2$",
    "³": r"$^3$",
    "₁": "$_1$",
    "₂": "$_2$",
    "√": r"$\surd$",
    "←": r"$\leftarrow$",
    "Φ": r"$\Phi$",
    "Δ": r"$\Delta$",
    "∂": r"$\partial$",
    **{letter: f"${_greek(letter)}$" for letter in "αβγδεηθκλμπρστφω"},
}
LAST_LATIN = "\u024f"  # letters up to here are set by every LaTeX
# Letters of any size, where they are installed.
_FONTS = r"\IfFileExists{lmodern.sty}{\usepackage[T1]{fontenc}\usepackage{lmodern}}{}"
_ANCHORS = {MIDDLE: "base", RIGHT: "base east"}


def as_tikz(sheet: Sheet, scale: float = 1.0) -> str:
    """A drawing as a LaTeX document of its own, `scale` times its own size.

    Raises:
        ValueError: cells are too small or too many for TeX.
    """
    _check(sheet)
    unit = scale * POINTS_PER_INCH / UNITS_PER_INCH
    colors = _Colors()
    body = [line for shape in sheet.shapes for line in _lines(shape, colors, unit)]
    size = QRectF(sheet.area)
    ground = f"\\fill[{colors.name(sheet.ground)}] {_box(size)};"
    return "\n".join(
        [
            *([f"% {_one_line(sheet.title)}"] if sheet.title else []),
            r"\documentclass[tikz,border=0pt]{standalone}",
            r"\usepackage[utf8]{inputenc}",
            _FONTS,
            r"\renewcommand{\familydefault}{\sfdefault}",
            r"\begin{document}\frenchspacing",
            *colors.definitions(),
            f"\\begin{{tikzpicture}}[x={unit:.5g}pt,y=-{unit:.5g}pt,inner sep=0pt,outer sep=0pt]",
            ground,
            *body,
            r"\end{tikzpicture}",
            r"\end{document}",
            "",
        ]
    )


class _Colors:
    """A name for each colour of the drawing."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, color: str) -> str:
        """The name of '#rrggbb'."""
        return self._names.setdefault(color, f"c{color[1:]}")

    def definitions(self) -> list[str]:
        """What tells TeX all of them."""
        return [
            f"\\definecolor{{{name}}}{{HTML}}{{{color[1:].upper()}}}" for color, name in self._names.items()
        ]


def _check(sheet: Sheet) -> None:
    grids = [shape for shape in sheet.shapes if isinstance(shape, Cells)]
    if not all(map(are_shapes, grids)):
        raise ValueError("TikZ draws cells that can be told apart; these are too small: take PDF or SVG")
    count = sum(1 for grid in grids for _ in runs(grid))
    if count > MOST_RECTANGLES:
        raise ValueError(f"TikZ draws at most {MOST_RECTANGLES:,} cells, not {count:,}: take PDF or SVG")


def _lines(shape: Shape, colors: _Colors, unit: float) -> list[str]:
    if isinstance(shape, Cells):
        return [_run(run, colors) for run in runs(shape)]
    if isinstance(shape, Text):
        return [_text(shape, colors, unit)]
    if isinstance(shape, Frame):
        return [_frame(shape, colors, unit)]
    if isinstance(shape, Strokes):
        pen = f"{colors.name(shape.color)},line width={shape.width * unit:.4g}pt"
        return [f"\\draw[{pen}] {_point(line.p1())} -- {_point(line.p2())};" for line in shape.lines]
    return [_polygon(shape, colors, unit)]


def _run(run: Run, colors: _Colors) -> str:
    opacity = f",opacity={run.opacity:.3g}" if run.opacity < 1 else ""
    return f"\\fill[{colors.name(run.color)}{opacity}] {_box(run.area)};"


def _text(text: Text, colors: _Colors, unit: float) -> str:
    size = text.size * unit
    font = f"\\fontsize{{{size:.4g}}}{{{1.2 * size:.4g}}}\\selectfont"
    font += "\\bfseries" if text.is_bold else ""
    font += "\\ttfamily" if text.is_mono else ""
    anchor = _ANCHORS.get(text.anchor, "base west")
    options = f"anchor={anchor},text={colors.name(text.color)},font={{{font}}}"
    return f"\\node[{options}] at {_point(text.at)} {{{tex_text(text.text)}}};"


def _frame(frame: Frame, colors: _Colors, unit: float) -> str:
    options = [f"rounded corners={frame.radius * unit:.4g}pt"] if frame.radius else []
    if frame.fill:
        options.append(f"fill={colors.name(frame.fill)},fill opacity={frame.opacity:.3g}")
    if frame.line:
        options.append(f"draw={colors.name(frame.line)},line width={frame.width * unit:.4g}pt")
    return f"\\path[{','.join(options)}] {_box(frame.area)};"


def _polygon(polygon: Polygon, colors: _Colors, unit: float) -> str:
    options = f"fill={colors.name(polygon.fill)},fill opacity={polygon.opacity:.3g}"
    options += f",draw={colors.name(polygon.line)},line width={unit:.4g}pt"
    return f"\\path[{options}] {' -- '.join(map(_point, polygon.points))} -- cycle;"


def tex_text(text: str) -> str:
    """A text as TeX sets it; a sign that it has not becomes a question mark."""
    known = (_SIGNS.get(sign, sign if _is_plain(sign) else "?") for sign in text)
    return re.sub(" {2,}", lambda spaces: r"\ " * len(spaces.group()), "".join(known))


def _is_plain(sign: str) -> bool:
    return sign.isascii() or (sign.isalpha() and sign <= LAST_LATIN)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _box(area: QRectF) -> str:
    return f"{_point(area.topLeft())} rectangle {_point(area.bottomRight())}"


def _point(point: QPointF) -> str:
    return f"({point.x():.2f},{point.y():.2f})"
