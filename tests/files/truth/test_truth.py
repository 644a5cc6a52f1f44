"""Rules of other libraries against the libraries themselves, and what differs from here."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from convstudio.files.project import LayerPart
from convstudio.files.truth.peers import PEERS
from convstudio.files.truth.truth import truth_of

CASES = Path(__file__).parents[2] / "cases" / "truth.npz"


@cache
def cases():
    with np.load(CASES) as file:
        arrays = dict(file)
    settings = json.loads(arrays.pop("settings").tobytes())
    given = [
        {name: arrays[f"{number}/{name}"] for name in ("x", "w", "y")}
        for number in range(len(settings["cases"]))
    ]
    return list(zip(settings["cases"], given, strict=True)), settings["versions"]


def layer(kernel, bias=None, **words):
    kernel = np.asarray(kernel, np.float32)
    kernel = kernel[..., None, None] if kernel.ndim == 2 else kernel
    words = {
        "filters": kernel.shape[-1],
        "kernel_size": kernel.shape[:2],
        "use_bias": bias is not None,
        **words,
    }
    return LayerPart("Conv2D", words, (kernel,) if bias is None else (kernel, np.float32(bias)))


def views(part, x, filter=0):
    x = np.asarray(x, np.float32)
    found = truth_of(part, x[..., None] if x.ndim == 2 else x, filter)
    return found, {view.name: view for view in found.views}


@pytest.mark.parametrize(
    "peer",
    ["signal.correlate", "signal.convolve", "ndimage.correlate", "ndimage.convolve", "opencv", "pytorch"],
)
def test_each_rule_gives_what_the_library_gives(peer):
    checked = 0
    for settings, arrays in cases()[0]:
        if settings["peer"] == peer:
            words = {name: value for name, value in settings.items() if name != "peer"}
            _, found = views(layer(arrays["w"], **words), arrays["x"])
            np.testing.assert_array_equal(found[peer].map, arrays["y"], str(settings))
            checked += 1
    assert checked >= 45


def test_the_numbers_say_what_made_them():
    assert set(cases()[1]) == {"python", "scipy", "opencv-python-headless", "torch", "numpy"}


RAMP = [[1, 2, 3, 4, 5], [6, 7, 8, 9, 1], [2, 3, 4, 5, 6], [7, 8, 9, 1, 2], [3, 4, 5, 6, 7]]
SLOPE = [[1, 0, -1], [0, 0, 0], [-2, 0, 1]]


def test_every_library_has_its_row():
    truth, found = views(layer(SLOPE), RAMP)
    assert list(found) == list(PEERS)
    assert truth.ours.tolist() == [[-2, -3, -4], [-7, -17, -9], [-3, -4, -5]]
    assert {name for name, view in found.items() if view.count} == {
        "signal.convolve",
        "ndimage.convolve",
        "gimp",
    }


def test_convolve_turns_the_kernel_around():
    _, found = views(layer(SLOPE), RAMP)
    for name in ("signal.convolve", "ndimage.convolve"):
        assert found[name].seen.flips
        assert found[name].map.tolist() == [[-3, -4, -5], [-8, -18, -1], [-4, -5, -6]]
        assert (found[name].count, found[name].first) == (9, (0, 0))
    _, found = views(layer(SLOPE, flip=True), RAMP)
    assert {name for name, view in found.items() if view.count == 0} == {
        "signal.convolve",
        "ndimage.convolve",
    }


def test_the_odd_cell_of_padding_stands_on_other_sides():
    line = np.arange(1, 7, dtype=np.float32).reshape(1, 6, 1)
    _, found = views(layer([[1, 10]], padding="same"), line)
    assert found["keras"].seen.pads == found["pytorch"].seen.pads == ((0, 0), (0, 1))
    assert found["keras"].map.tolist() == [[21, 32, 43, 54, 65, 6]]
    for name in ("signal.correlate", "ndimage.correlate", "opencv"):
        assert found[name].seen.pads == ((0, 0), (1, 0))
        assert found[name].map.tolist() == [[10, 21, 32, 43, 54, 65]]
    assert found["ndimage.convolve"].seen.pads == ((0, 0), (0, 1))
    assert "anchor is cell [0, 1]" in found["opencv"].seen.note


def test_pytorch_refuses_same_with_a_stride_and_what_people_write_differs():
    x = np.arange(36, dtype=np.float32).reshape(6, 6)
    truth, found = views(layer(np.ones((3, 3)), padding="same", strides=2), x)
    seen = found["pytorch"].seen
    assert seen.call == "nn.Conv2d(1, 1, 3, stride=2, padding=1)"
    assert seen.pads == ((1, 1), (1, 1))
    assert "refuses padding" in seen.note
    assert found["keras"].seen.pads == ((0, 1), (0, 1))
    assert (truth.ours[0, 0], found["pytorch"].map[0, 0]) == (63, 14)
    assert found["pytorch"].count == 9
    assert found["signal.correlate"].seen.call == 'signal.correlate(x, kernel, mode="same")[::2, ::2]'


@pytest.mark.parametrize(
    ("border", "names"),
    [
        ("zeros", ("zeros", "zeros", "zeros", "constant", "BORDER_CONSTANT", "Extend")),
        ("reflect", ("zeros", "reflect", "zeros", "mirror", "BORDER_REFLECT_101", "Extend")),
        ("symmetric", ("zeros", "zeros", "zeros", "reflect", "BORDER_REFLECT", "Extend")),
        ("replicate", ("zeros", "replicate", "zeros", "nearest", "BORDER_REPLICATE", "Extend")),
        ("circular", ("zeros", "circular", "zeros", "wrap", "BORDER_REFLECT_101", "Wrap")),
    ],
)
def test_each_border_has_another_name_everywhere(border, names):
    x = np.random.default_rng(0).random((5, 5)) / 10
    _, found = views(layer(np.ones((3, 3)) / 9, padding="same", border=border), x)
    order = ("keras", "pytorch", "signal.correlate", "ndimage.correlate", "opencv", "gimp")
    assert tuple(found[name].border for name in order) == names
    assert found["ndimage.correlate"].count == 0
    assert (found["keras"].count == 0) == (border == "zeros")
    if border != "zeros":
        assert f'no border "{border}"' in found["keras"].seen.note


def test_the_example_of_gimps_documentation():
    """GIMP 2.10, Convolution Matrix: the kernel's upper cell meets the pixel above, which moves down."""
    x = np.float32([[40, 42, 46], [46, 50, 55], [52, 56, 58]]) / 255
    _, found = views(layer([[0, 1, 0], [0, 0, 0], [0, 0, 0]]), x)
    assert found["gimp"].map[0, 0] * 255 == pytest.approx(42)


def test_gimp_ends_at_black_and_white_and_repeats_the_edge():
    _, found = views(layer([[-1, 0, 1]], padding="same", bias=[0.25]), [[0, 1, 0, 0]])
    assert found["gimp"].map.tolist() == [[1, 0.25, 0, 0.25]]
    assert found["keras"].map.tolist() == [[1.25, 0.25, -0.75, 0.25]]
    assert "Offset 0.25" in found["gimp"].seen.call


@pytest.mark.parametrize(
    ("part", "shape", "why"),
    [
        (layer(np.ones((7, 7))), (9, 9, 1), "Its matrix has 5 × 5 cells"),
        (layer(np.ones((3, 3, 2, 1))), (9, 9, 2), "It never adds channels up, and this filter sees 2"),
        (layer(np.ones((3, 3)), strides=2), (9, 9, 1), "It has no stride"),
        (layer(np.ones((3, 3)), padding="full"), (9, 9, 1), "It gives as many pixels as it gets"),
    ],
)
def test_what_gimp_cannot_do_is_said(part, shape, why):
    _, found = views(part, np.ones(shape))
    assert found["gimp"].map is None
    assert found["gimp"].count == 0
    assert why in found["gimp"].seen.note


def test_pytorch_refuses_a_mirror_as_wide_as_the_input():
    _, found = views(layer(np.ones((5, 5)), padding="same", border="reflect"), np.ones((2, 2)))
    assert found["pytorch"].map is None
    assert found["ndimage.correlate"].count == 0


def test_channels_are_added_up_and_the_filter_is_the_chosen_one():
    random = np.random.default_rng(3)
    kernel, x = random.random((3, 3, 2, 4)), random.random((6, 6, 2))
    truth, found = views(layer(kernel, bias=[0, 1, 2, 3], activation="relu"), x, filter=2)
    assert truth.ours.shape == (4, 4)
    assert truth.activation == "relu"
    assert found["keras"].count == found["pytorch"].count == found["ndimage.correlate"].count == 0
    part = layer(kernel, bias=[0, 1, 2, 3], activation="relu")
    ours = part.build((6, 6, 2))(np.float32(x)[None])[0, :, :, 2]
    np.testing.assert_allclose(truth.ours, ours, rtol=1e-5)


def test_groups_and_depthwise_filters_see_their_channels():
    random = np.random.default_rng(4)
    x = random.random((6, 6, 4)).astype(np.float32)
    depthwise = LayerPart("DepthwiseConv2D", {"kernel_size": 3, "depth_multiplier": 2, "seed": 1})
    truth = truth_of(depthwise, x, 5)
    np.testing.assert_allclose(
        truth.ours, depthwise.build(x.shape)(x[None])[0, :, :, 5], rtol=1e-5, atol=1e-6
    )
    calls = {view.name: view.seen.call for view in truth.views}
    assert calls["keras"] == "layers.DepthwiseConv2D(3, depth_multiplier=2)"
    assert calls["pytorch"] == "nn.Conv2d(4, 8, 3, groups=4)"


def test_a_line_is_called_by_its_one_dimension():
    part = LayerPart("Conv1D", {"filters": 2, "kernel_size": 3, "padding": "causal", "seed": 1})
    truth = truth_of(part, np.ones((8, 1), np.float32), 0)
    calls = {view.name: view.seen.call for view in truth.views}
    assert calls["keras"] == 'layers.Conv1D(2, 3, padding="causal")'
    assert calls["pytorch"] == "x = F.pad(x, (2, 0)); nn.Conv1d(1, 2, 3)"
    assert calls["signal.correlate"] == 'x = np.pad(x, (2, 0)); signal.correlate(x, kernel, mode="valid")'


def test_a_layer_without_such_filters_is_refused():
    with pytest.raises(ValueError, match="MaxPooling2D has no filters that slide over the input"):
        truth_of(LayerPart("MaxPooling2D", {}), np.ones((4, 4, 1), np.float32), 0)


def test_an_answer_that_nobody_wants_any_more_is_not_worked_out():
    assert truth_of(layer(SLOPE), np.ones((5, 5, 1), np.float32), 0, lambda: True) is None
