"""The arithmetic of one step: what shows when there is not room for all of it."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from convstudio.nn import Conv2D
from convstudio.views.colors import Scale, palettes
from convstudio.views.step_scene import StepScene
from convstudio.views.step_view import StepView


@pytest.fixture
def view(qtbot, dressed):
    made = StepView()
    qtbot.addWidget(made)
    layer = Conv2D(1, 3)
    layer.build((None, 8, 8, 1))
    weights = [0.200626, 0.560821, 0.776743, 0.092543, 0.449316, 0.386698, -0.129136, 0.410891, 0.411994]
    layer.set_weights([np.reshape(weights, (3, 3, 1, 1)), [0.368446]])
    step = layer.explain(np.zeros((8, 8, 1)), 2, 2, 0)
    made.show_step(step, Scale(0.0, 1.0, next(iter(palettes().values()))))
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_scroll_bars_come_to_rest_whatever_the_room(view, monkeypatch):
    laid_out = []
    arrange = StepScene.arrange
    monkeypatch.setattr(StepScene, "arrange", lambda *given: laid_out.append(1) or arrange(*given))
    for height in range(50, 100):
        for width in range(300, 700, 25):
            view.resize(width, height)
            laid_out.clear()
            for _ in range(5):
                QApplication.processEvents()
            laid_out.clear()
            QApplication.processEvents()
            assert laid_out == [], (width, height)


def test_a_bar_is_there_where_not_all_fits(view, qtbot):
    view.resize(2000, 600)
    assert not view.horizontalScrollBar().isVisible()
    assert not view.verticalScrollBar().isVisible()
    view.resize(2000, 40)
    qtbot.waitUntil(view.verticalScrollBar().isVisible)
    assert view.verticalScrollBar().maximum() > 0
