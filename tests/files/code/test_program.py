"""Programs put together: what stands inline, what in a file beside."""

import numpy as np
import pytest

from convstudio.files.code.languages import LANGUAGES, program, save_code, stem_of
from convstudio.files.code.program import INLINE, tolerance_text
from convstudio.files.code.subject import subject_of
from convstudio.files.project import LayerPart, Project

CONV = LayerPart("Conv2D", {"filters": 1, "kernel_size": 3, "seed": 1})


def project(x):
    return Project(np.asarray(x, np.float32), (CONV,))


def subject(x):
    found = project(x)
    return subject_of(found, 0).computed(found.input)


def random(side):
    return np.random.default_rng(0).random((side, side, 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_small_arrays_stand_in_the_program(language):
    made = program(subject(random(8)), language, "small")
    assert (made.file, made.arrays) == ("", {})
    assert "expected = np.array(" in made.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_large_arrays_stand_beside_it(language):
    side = int(INLINE**0.5) + 1
    made = program(subject(random(side)), language, "large")
    assert made.file == "large.npz"
    assert list(made.arrays) == ["x"]
    assert 'with np.load(Path(__file__).with_name("large.npz")) as file:' in made.text
    assert f'x = data["x"]  # ({side}, {side}, 1)' in made.text


def test_numbers_that_are_not_finite_stand_beside_the_program(run_code):
    x = random(4)
    x[1, 1] = np.nan
    assert list(program(subject(x), "numpy", "nan").arrays) == ["x", "expected"]
    assert np.isnan(run_code(project(x), "numpy", 0)["y"]).all()


def test_many_small_arrays_are_not_all_listed():
    parts = [
        LayerPart("DepthwiseConv2D", {"kernel_size": 3, "padding": "same", "seed": n}) for n in range(20)
    ]
    found = Project(np.float32(np.random.default_rng(0).random((4, 4, 12))), tuple(parts))
    made = program(subject_of(found, None).computed(found.input), "numpy", "many")
    listed = sum(array.size for stage in subject_of(found, None).stages for array in stage.weights.values())
    kept = sum(array.size for array in made.arrays.values())
    assert 0 < kept < listed


@pytest.mark.parametrize(
    ("largest", "text"), [(0.5, "1e-5"), (1, "1e-5"), (255, "0.00255"), (np.inf, "1e-5")]
)
def test_the_tolerance_grows_with_what_goes_in(largest, text):
    x = np.zeros((4, 4, 1))
    x[0, 0] = -largest
    assert tolerance_text(subject(x)) == text


def test_a_program_can_be_shown_before_its_arrays_are_at_hand():
    made = program(subject_of(project(random(8)), 0), "numpy", "later")
    assert made.arrays == {"x": None, "expected": None}
    assert 'expected = data["expected"]  # (6, 6, 1)' in made.text


def test_nothing_is_left_of_a_file_that_cannot_be_written(tmp_path):
    with pytest.raises(OSError, match="cannot write"):
        save_code(project(random(8)), 0, "numpy", tmp_path / "missing" / "code.py")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("title", "number", "stem"), [("LeNet-5", None, "lenet_5"), ("", 2, "convolution_layer3")]
)
def test_files_are_called_after_the_project(title, number, stem):
    assert stem_of(Project(np.zeros((2, 1), np.float32), (), title=title), number) == stem
