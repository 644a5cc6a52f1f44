"""Steps of the walk backwards as text, Markdown and LaTeX."""

import numpy as np
import pytest

from convstudio.engine.explain_error import error_terms
from convstudio.engine.geometry import Geometry
from convstudio.engine.gradient_walk import GradientWalk, WindowMeetings
from convstudio.files.gradient_text import as_markdown, as_text, cell_latex, output_latex, weight_latex
from convstudio.nn.explain_update import explain_update
from convstudio.nn.finite_difference import FiniteDifference
from convstudio.nn.gradient_facts import CellFacts, OutputFacts, WeightFacts
from convstudio.nn.optimizers import SGD, Adam, RMSprop

LINES = [("Step 1", "window at rows 0–1"), ("Update", "v ← 1"), ("", "w ← 2")]
DIFFERENCE = FiniteDifference(1e-4, 1.0002, 1.0, 0.9998, has_corner=False)


def walk():
    x, errors = np.arange(9.0).reshape(1, 3, 3), np.array([[[1.0, -1], [0, 2]]])
    return GradientWalk(WindowMeetings(x, errors, Geometry.build((3, 3), (2, 2))))


def facts(optimizer):
    update = explain_update(optimizer, np.float64(0.5), np.float64(-0.25), {})
    return WeightFacts("kernel", (0, 1, 0, 0), -0.25, -0.25, update)


def cell(count):
    places = np.zeros((count, 3), np.intp)
    terms = error_terms(places, np.full(count, 0.5), np.full(count, -2.0))
    return CellFacts(0, 1, 2, 0, 1.0, -1.0 * count, -1.0 * count, terms)


def test_text_has_a_line_for_each_sentence():
    assert as_text("Gradient", LINES) == "Gradient\nStep 1: window at rows 0–1\nUpdate: v ← 1\n  w ← 2"


def test_markdown_is_a_list_under_a_heading():
    assert as_markdown("Gradient", LINES) == (
        "**Gradient**\n\n- Step 1: window at rows 0–1\n- Update: v ← 1\n  - w ← 2"
    )


def test_latex_of_a_weight_has_sum_gradient_check_and_update():
    step = walk()[1]
    text = weight_latex("Gradient", facts(SGD(0.1)), step, (0, 1), 4, DIFFERENCE)
    assert text.splitlines() == [
        "% Gradient",
        r"\begin{align*}",
        r"  s_{2} &= s_{1} + x \cdot \delta = 1 + 2 \cdot (-1) \approx -1 \\",
        r"  \frac{\partial L}{\partial w} &= \sum_{p=1}^{4} x_p \, \delta_p \approx -0.25 \\",
        r"  \frac{L(w + h) - L(w - h)}{2h} &= \frac{1.0002 - 0.9998}{2 \cdot 0.0001} \approx 2 \\",
        r"  w &\leftarrow w - \mathrm{rate} \cdot g = 0.5 - 0.1 \cdot -0.25 \approx 0.525",
        r"\end{align*}",
    ]


@pytest.mark.parametrize(
    "optimizer", [SGD(0.1, 0.9, True), RMSprop(1e-3, momentum=0.5, centered=True), Adam(1e-3)]
)
def test_every_optimizer_has_latex_without_signs_of_its_own(optimizer):
    text = weight_latex("Gradient", facts(optimizer), walk()[0], (0, 0), 4, None)
    assert not set("←×·−√²βε₁₂ᵗ") & set(text)
    assert text.count("&") == text.count(r"\\") + 1
    assert text.count("{") == text.count("}")


def test_latex_of_a_cell_has_its_terms_and_of_many_some():
    assert r"\sum \delta \cdot w = 0.5 \cdot (-2) + 0.5 \cdot (-2) \approx -2" in cell_latex(
        "", cell(2), None
    )
    assert r"+ \dots \approx -20" in cell_latex("", cell(20), None)
    nothing = CellFacts(0, 0, 0, 0, 1.0, 0.25, 0.25, None)
    assert r"\frac{\partial L}{\partial x} &= 0.25" in cell_latex("", nothing, DIFFERENCE)


def test_latex_of_an_output_has_its_term_and_its_error():
    output = OutputFacts(0, 1, 2, 0, 3.0, 2.0, "(3 − 2)² = 1", "2 × (3 − 2) / 36 = 0.0555556", 2 / 36, 2 / 36)
    text = output_latex("Error", output, DIFFERENCE)
    assert r"\ell &= (3 - 2)^2 = 1" in text
    assert r"\frac{\partial L}{\partial y} &= 2 \cdot (3 - 2) / 36 \approx 0.0555556" in text
