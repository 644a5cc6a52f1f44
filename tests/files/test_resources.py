"""What the program brings along: every filter is what its name says, every example is sound."""

import numpy as np
import pytest

from convstudio.files.computed import compute
from convstudio.files.resources import examples, filters, load_example, resource_dir

WANTED = {
    "vertical-line", "horizontal-line", "bump", "diagonal-down", "diagonal-up", "edge", "sobel-x", "sobel-y",
    "prewitt-x", "prewitt-y", "scharr-x", "scharr-y", "laplacian-4", "laplacian-8", "sharpen", "box-3",
    "gaussian-3", "gaussian-5", "emboss", "identity",
}  # fmt: skip


def kernel(name):
    return next(one.kernel for one in filters() if one.id == name)


def test_the_library_has_every_filter_that_is_expected():
    assert {one.id for one in filters()} >= WANTED
    assert len({one.id for one in filters()}) == len(filters())


@pytest.mark.parametrize("one", filters(), ids=lambda one: one.id)
def test_a_filter_tells_its_title_group_and_source(one):
    assert one.title
    assert one.group
    assert len(one.source) > 10
    assert one.kernel.dtype == np.float32
    assert not one.kernel.flags.writeable
    assert one.dimensions == (1 if one.kernel.shape[0] == 1 else 2)


@pytest.mark.parametrize(
    "name", ["box-3", "gaussian-3", "gaussian-5", "sharpen", "identity", "emboss", "sharpen-8"]
)
def test_filters_that_keep_the_brightness_sum_to_one(name):
    assert kernel(name).sum() == pytest.approx(1)


@pytest.mark.parametrize("name", ["moving-average-3", "moving-average-5", "gaussian-1d", "savitzky-golay-5"])
def test_smoothing_of_a_line_sums_to_one(name):
    assert kernel(name).sum() == pytest.approx(1)


@pytest.mark.parametrize(
    "name",
    ["edge", "sobel-x", "sobel-y", "prewitt-x", "scharr-y", "laplacian-4", "laplacian-8", "derivative"],
)
def test_filters_for_edges_see_nothing_on_a_plain_ground(name):
    assert kernel(name).sum() == 0


@pytest.mark.parametrize("name", ["sobel", "prewitt", "scharr"])
def test_the_slope_down_is_the_slope_right_turned(name):
    assert np.array_equal(kernel(f"{name}-y"), kernel(f"{name}-x").T)


def test_the_slope_right_is_positive_where_brightness_grows_to_the_right():
    ramp = np.tile(np.arange(3.0), (3, 1))
    assert all((kernel(f"{name}-x") * ramp).sum() > 0 for name in ("sobel", "prewitt", "scharr"))


def test_derivatives_of_a_parabola_are_exact():
    parabola = np.array([4.0, 9.0, 16.0])
    assert (kernel("derivative")[0] * parabola).sum() == 6
    assert (kernel("second-derivative")[0] * parabola).sum() == 2


def test_the_program_starts_with_the_vertical_line():
    first = examples()[0]
    assert (first.id, first.title) == ("vertical-line", "Vertical line detector 8×8")


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.id)
def test_an_example_computes_and_says_what_there_is_to_see(example):
    assert example.title
    assert example.note.endswith(".")
    computed = compute(load_example(example.id))
    assert np.isfinite(computed.maps).all()
    assert computed.maps.any()


def test_every_example_on_the_disk_is_shown():
    stored = {path.stem for path in (resource_dir() / "examples").glob("*.convstudio")}
    assert stored == {example.id for example in examples()}


def test_the_examples_of_the_tutorial_give_its_numbers():
    # Brownlee, How Do Convolutional Layers Work in Deep Learning Neural Networks?
    rows = {"vertical-line": [0, 0, 3, 3, 0, 0], "horizontal-line": [0, 1, 2, 2, 1, 0]}
    for name, row in rows.items():
        assert np.array_equal(compute(load_example(name)).maps[..., 0], [row] * 6)
    assert np.array_equal(compute(load_example("bump")).maps[0, :, 0], [0, 0, 1, 1, 0, 0])


def test_the_example_of_stride_gives_the_numbers_of_its_source():
    # Dumoulin and Visin, A guide to convolution arithmetic for deep learning
    maps = compute(load_example("stride")).maps[..., 0]
    assert np.array_equal(maps, [[6, 17, 3], [8, 17, 13], [6, 4, 4]])


def test_an_example_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="not 'nothing'"):
        load_example("nothing")
