"""Projects in memory and as files; every damage must give one sentence and nothing else."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from convstudio.files.archive import read_archive, write_archive
from convstudio.files.project import LayerPart, Project, load_project, project_texts, save_project

CONFIG = {
    "filters": 2,
    "kernel_size": (3, 3),
    "strides": (1, 1),
    "padding": "valid",
    "dilation_rate": (1, 1),
    "groups": 1,
    "activation": "linear",
    "use_bias": True,
}
FLOATS = st.floats(width=32, allow_nan=True, allow_infinity=True)


def conv(**words):
    weights = np.arange(18, dtype=np.float32).reshape(3, 3, 1, 2), np.zeros(2, np.float32)
    return LayerPart("Conv2D", {**CONFIG, **words}, weights)


def project(**parts):
    return Project(**{"input": np.eye(8, dtype=np.float32)[..., None], "layers": (conv(),), **parts})


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "p.convstudio"
    save_project(project(title="Line", note="A line.", step=7), path)
    return path


def with_manifest(path, **entries):
    """The same file with other entries in its manifest."""
    archive = read_archive(path)
    write_archive(path, archive.manifest | entries, archive.arrays)
    return path


def with_layer(path, **entries):
    """The same file with other entries of its layer."""
    layers = read_archive(path).manifest["layers"]
    return with_manifest(path, layers=[layers[0] | entries])


def opened_or_refused(path):
    try:
        return load_project(path)
    except ValueError:
        return "refused"


def assert_refused(path, match):
    with pytest.raises(ValueError, match=match) as caught:
        load_project(path)
    message = str(caught.value)
    assert message.startswith("p.convstudio cannot be opened as a project: it")
    assert "\n" not in message


def test_what_is_saved_is_what_is_opened(saved):
    assert load_project(saved) == project(title="Line", note="A line.", step=7)


def test_the_same_project_gives_the_same_bytes(saved, tmp_path):
    save_project(load_project(saved), tmp_path / "again.convstudio")
    assert (tmp_path / "again.convstudio").read_bytes() == saved.read_bytes()


@given(
    cells=arrays.arrays(np.float32, arrays.array_shapes(min_dims=2, max_dims=3, max_side=5), elements=FLOATS),
    title=st.text(max_size=30),
    step=st.integers(0, 10**9),
    look=st.sampled_from(["drawn", "photo"]),
)
@settings(max_examples=50, deadline=None)
def test_any_project_survives_saving(tmp_path_factory, cells, title, step, look):
    path = tmp_path_factory.mktemp("any") / "p.convstudio"
    made = Project(cells, (), title=title, step=step, look=look)
    save_project(made, path)
    assert load_project(path) == made


def test_float64_weights_keep_their_digits(tmp_path):
    weights = np.full((3, 3, 1, 2), 1 / 3), np.zeros(2)
    part = LayerPart("Conv2D", {**CONFIG, "dtype": "float64"}, weights)
    save_project(project(layers=(part,)), tmp_path / "p.convstudio")
    assert load_project(tmp_path / "p.convstudio").layers[0].weights[0][0, 0, 0, 0] == 1 / 3


def test_title_and_note_are_read_without_the_arrays(saved):
    with_manifest(saved, input="nothing.npy")
    assert project_texts(saved) == ("Line", "A line.")


def test_what_stood_in_the_file_survives_a_failed_save(saved, monkeypatch):
    before = saved.read_bytes()
    monkeypatch.setattr("PySide6.QtCore.QSaveFile.commit", lambda self: False)
    with pytest.raises(OSError, match="cannot write"):
        save_project(project(), saved)
    assert saved.read_bytes() == before


def test_a_folder_that_is_not_there_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match="cannot write"):
        save_project(project(), tmp_path / "no" / "p.convstudio")


def test_a_file_that_is_not_there_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_project(tmp_path / "p.convstudio")


def test_a_layer_that_does_not_fit_its_input_may_be_saved(tmp_path):
    small = project(input=np.ones((2, 2, 1), np.float32))
    save_project(small, tmp_path / "p.convstudio")
    assert load_project(tmp_path / "p.convstudio") == small


def test_a_part_builds_a_layer_with_its_weights():
    layer = conv().build((8, 8, 1))
    assert np.array_equal(layer.get_weights()[0], conv().weights[0])


def test_arrays_of_a_project_are_read_only():
    made = project()
    with pytest.raises(ValueError, match="read-only"):
        made.input[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        made.layers[0].weights[0][0] = 1


def test_a_project_does_not_follow_the_array_it_was_made_of():
    cells = np.zeros((4, 4, 1), np.float32)
    made = project(input=cells)
    cells[0] = 1
    assert not made.input.any()


def test_lists_in_settings_become_tuples():
    assert conv(strides=[2, 2]).config["strides"] == (2, 2)
    assert conv(strides=[np.int64(2), 2]) == conv(strides=(2, 2))


def test_projects_differ_where_a_weight_differs():
    other = LayerPart("Conv2D", CONFIG, (conv().weights[0] + 1, conv().weights[1]))
    assert project() == project()
    assert project() != project(layers=(other,))
    assert project() != "project"
    assert conv() != "layer"


@pytest.mark.parametrize(
    ("parts", "match"),
    [
        ({"input": np.zeros(3)}, "input is"),
        ({"input": np.zeros((0, 3))}, "input is"),
        ({"input": np.array([["a"]])}, "real numbers"),
        ({"layers": ("Conv2D",)}, "LayerParts"),
        ({"active_layer": 1}, "active_layer"),
        ({"active_layer": -1}, "active_layer"),
        ({"step": -1}, "step"),
        ({"step": 1.5}, "step"),
        ({"look": "grey"}, "look"),
        ({"title": 3}, "title"),
    ],
)
def test_a_project_that_cannot_be_is_refused(parts, match):
    with pytest.raises(ValueError, match=match):
        project(**parts)


@pytest.mark.parametrize("value", [{1, 2}, float("nan"), object(), {1: 2}])
def test_a_setting_that_json_cannot_hold_is_refused(value):
    with pytest.raises(ValueError, match="setting"):
        conv(name=value)


@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@settings(max_examples=300, deadline=None)
def test_a_flipped_bit_is_refused_or_harmless(tmp_path_factory, place, bit):
    path = tmp_path_factory.mktemp("bits") / "p.convstudio"
    save_project(project(), path)
    data = bytearray(path.read_bytes())
    data[int(place * len(data))] ^= 1 << bit
    path.write_bytes(data)
    assert opened_or_refused(path) in (project(), "refused")


def test_a_foreign_manifest_is_refused(saved):
    assert_refused(with_manifest(saved, format="something-else"), "not written by Convolution Studio")


def test_a_newer_version_is_named(saved):
    assert_refused(with_manifest(saved, version=2), "version 2; this program reads version 1")


@pytest.mark.parametrize(
    ("entries", "match"),
    [
        ({"title": 3}, "'title'"),
        ({"step": True}, "'step'"),
        ({"step": -1}, "step"),
        ({"active_layer": 5}, "active_layer"),
        ({"look": "grey"}, "look"),
        ({"layers": {}}, "'layers'"),
        ({"layers": [3]}, "no object"),
        ({"input": "other.npy"}, "'other.npy' is missing"),
        ({"version": None}, "'version'"),
    ],
)
def test_a_wrong_entry_is_named(saved, entries, match):
    with_manifest(saved, **entries)
    with pytest.raises(ValueError, match=match):
        load_project(saved)


@pytest.mark.parametrize(
    ("entries", "match"),
    [
        ({"kind": "Conv9D"}, "Conv9D"),
        ({"config": CONFIG | {"strides": [0, 0]}}, "strides"),
        ({"config": CONFIG | {"unknown": 1}}, "unknown"),
        ({"config": CONFIG | {"filters": 10**12}}, "weights of shapes"),
        ({"config": CONFIG | {"filters": 10**12}, "weights": []}, "more than"),
        ({"config": CONFIG | {"kernel_size": [5, 5]}}, "weights of shapes"),
        ({"weights": ["input.npy"]}, "weights of shapes"),
        ({"weights": [7]}, "missing"),
    ],
)
def test_a_layer_that_is_not_possible_is_refused(saved, entries, match):
    assert_refused(with_layer(saved, **entries), match)


def test_parts_cannot_be_assigned():
    with pytest.raises(dataclasses.FrozenInstanceError):
        project().step = 3


def test_a_layer_part_needs_a_kind_and_settings():
    with pytest.raises(ValueError, match="a kind and settings"):
        LayerPart("Conv2D", None)
