"""TikZ: parsed back to the grid, and compiled where there is pdflatex."""

import re
import shutil
import subprocess

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF

from convstudio.files.drawing.shapes import Cells, Sheet, Text
from convstudio.files.drawing.tikz import _SIGNS, MOST_RECTANGLES, as_tikz, tex_text

RED, BLUE = 0xFFB2182B, 0xFF2166AC
FILL = re.compile(r"\\fill\[c(\w{6})\] \(([\d.]+),([\d.]+)\) rectangle \(([\d.]+),([\d.]+)\);")


def grid_of(text, area, shape):
    """The colour of every cell, as the \\fill lines paint it, the later over the earlier."""
    rows, cols = shape
    found = np.zeros(shape, np.uint32)
    middles = [
        (
            row,
            col,
            area.left() + (col + 0.5) * area.width() / cols,
            area.top() + (row + 0.5) * area.height() / rows,
        )
        for row in range(rows)
        for col in range(cols)
    ]
    for color, *edges in FILL.findall(text):
        left, top, right, bottom = map(float, edges)
        for row, col, x, y in middles:
            if left <= x <= right and top <= y <= bottom:
                found[row, col] = 0xFF000000 | int(color, 16)
    return found


def test_every_cell_is_there(sheet):
    grid = grid_of(as_tikz(sheet), QRectF(10, 20, 60, 40), (2, 3))
    assert grid.tolist() == [[RED, RED, BLUE], [BLUE, BLUE, RED]]


def test_any_grid_comes_back(qapp):
    colors = np.random.default_rng(2).integers(0, 1 << 24, (16, 12)).astype(np.uint32) | np.uint32(0xFF000000)
    area = QRectF(3, 5, 96, 128)
    text = as_tikz(Sheet(QSizeF(110, 140), "#ffffff", (Cells(area, colors),)))
    assert np.array_equal(grid_of(text, area, (16, 12)), colors)


def test_every_colour_is_defined_before_it_is_used(sheet):
    head, body = as_tikz(sheet).split(r"\begin{tikzpicture}")
    defined = set(re.findall(r"\\definecolor\{(c\w{6})\}\{HTML\}", head))
    assert set(re.findall(r"(?<![\\\w])c[0-9a-f]{6}\b", body)) <= defined


def test_brackets_and_environments_are_closed(sheet):
    text = as_tikz(sheet)
    plain = re.sub(r"\\[{}]", "", text)
    assert plain.count("{") == plain.count("}")
    for name in ("document", "tikzpicture"):
        assert text.count(f"\\begin{{{name}}}") == text.count(f"\\end{{{name}}}") == 1
    body = text.split(r"outer sep=0pt]")[1].split(r"\end{tikzpicture}")[0].strip()
    assert all(line.startswith("\\") and line.endswith(";") for line in body.splitlines())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3 × 3", r"3 $\times$ 3"),
        ("100 % #1_a", r"100 \% \#1\_a"),
        ("rows 0–2 → map", r"rows 0--2 $\to$ map"),
        ("[0,   1]", r"[0,\ \ \ 1]"),
        ("a\\b{c}", r"a\textbackslash{}b\{c\}"),
        ("é \u2603 \u6c34", "é ? ?"),
        ("β₁ · √ε", r"$\beta$$_1$ $\cdot$ $\surd$$\epsilon$"),
    ],
)
def test_texts_are_set_as_they_read(text, wanted):
    assert tex_text(text) == wanted


def test_what_tex_cannot_take_is_refused(qapp):
    size = QSizeF(600, 600)
    small = Cells(QRectF(0, 0, 10, 10), np.zeros((20, 20), np.uint32))
    with pytest.raises(ValueError, match="these are too small: take PDF or SVG"):
        as_tikz(Sheet(size, "#ffffff", (small,)))
    side = int(MOST_RECTANGLES**0.5) + 1
    many = np.arange(side * side, dtype=np.uint32).reshape(side, side) | np.uint32(0xFF000000)
    with pytest.raises(ValueError, match="TikZ draws at most 20,000 cells, not 20,164: take PDF or SVG"):
        as_tikz(Sheet(size, "#ffffff", (Cells(QRectF(0, 0, 600, 600), many),)))


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
def test_every_sign_that_it_knows_compiles(qapp, tmp_path):
    shapes = tuple(Text(QPointF(0, 20), sign, 12, "#000000") for sign in (*_SIGNS, "é", "Ł", "ß"))
    (tmp_path / "a.tex").write_text(as_tikz(Sheet(QSizeF(99, 99), "#ffffff", shapes)), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=50)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
def test_it_compiles_as_it_is(sheet, tmp_path):
    (tmp_path / "a.tex").write_text(as_tikz(sheet), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=50)
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
