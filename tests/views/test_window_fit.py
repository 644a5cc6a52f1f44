"""How the window fits its screen."""

import pytest

from convstudio.views.window_fit import larger


@pytest.mark.parametrize(
    ("height", "factor"),
    [(600, 1.25), (640, 1.3), (720, 1.5), (760, 1.6), (900, 1.6), (2160, 1.6), (300, 1.2)],
)
def test_texts_of_a_presentation_are_as_large_as_the_height_allows(height, factor):
    assert larger(height) == factor
