import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine.convolve import convolve_slowly
from convstudio.engine.geometry import BORDERS, Geometry
from convstudio.engine.term import add_term


@given(st.data())
def test_a_changed_weight_adds_its_own_term(data):
    geometry = Geometry.build(
        (4, 5),
        (2, 3),
        strides=(data.draw(st.integers(1, 2)), data.draw(st.integers(1, 3))),
        dilation=(1, data.draw(st.integers(1, 2))),
        padding=data.draw(st.sampled_from(["valid", "same", "full", ((0, 3), (2, 0))])),
        border=data.draw(st.sampled_from(BORDERS)),
    )
    tap = data.draw(st.integers(0, 1)), data.draw(st.integers(0, 2))
    x, kernel = np.random.default_rng(0).normal(size=(4, 5)), np.zeros((2, 3, 1, 1))
    out = np.ones(geometry.outputs)
    add_term(out, x, geometry, tap, 2.5)
    kernel[tap] = 2.5
    expected = 1 + convolve_slowly(x[None, ..., None], kernel, None, geometry)[0, ..., 0]
    assert out == pytest.approx(expected, abs=1e-12)


def test_large_maps_are_done_in_parts():
    x, out = np.ones((300, 300), np.float32), np.zeros((298, 298), np.float32)
    add_term(out, x, Geometry.build((300, 300), (3, 3)), (1, 1), 3)
    assert (out == 3).all()
