"""Projects in memory and as files; every damage must give one sentence and nothing else."""

import dataclasses
import io
import json
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

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


def rewritten(path, change, method=zipfile.ZIP_STORED):
    """The same zip with its members changed: `change` gets and returns a dict of names and bytes."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in change(members).items():
            archive.writestr(name, data)
    return path


def with_manifest(path, **entries):
    def change(members):
        manifest = json.loads(members["manifest.json"]) | entries
        return members | {"manifest.json": json.dumps(manifest).encode()}

    return rewritten(path, change)


def with_layer(path, **entries):
    def change(members):
        manifest = json.loads(members["manifest.json"])
        manifest["layers"][0] |= entries
        return members | {"manifest.json": json.dumps(manifest).encode()}

    return rewritten(path, change)


def npy(array, **words):
    buffer = io.BytesIO()
    np.save(buffer, array, **words)
    return buffer.getvalue()


def npy_header(shape, dtype="<f4"):
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, {"descr": dtype, "fortran_order": False, "shape": shape})
    return buffer.getvalue()


def opened_or_refused(path):
    try:
        return load_project(path)
    except ValueError:
        return "refused"


def refused(path, match):
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
    rewritten(saved, lambda members: members | {"input.npy": b"nothing"})
    assert project_texts(saved) == ("Line", "A line.")


def test_a_compressed_project_opens_too(saved):
    rewritten(saved, lambda members: members, zipfile.ZIP_DEFLATED)
    assert load_project(saved).title == "Line"


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


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.9, 0.999])
def test_a_truncated_file_is_refused(saved, share):
    data = saved.read_bytes()
    saved.write_bytes(data[: int(len(data) * share)])
    refused(saved, "it ")


@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@settings(max_examples=300, deadline=None)
def test_a_flipped_bit_is_refused_or_harmless(tmp_path_factory, place, bit):
    path = tmp_path_factory.mktemp("bits") / "p.convstudio"
    save_project(project(), path)
    data = bytearray(path.read_bytes())
    data[int(place * len(data))] ^= 1 << bit
    path.write_bytes(data)
    assert opened_or_refused(path) in (project(), "refused")


@given(data=st.binary(max_size=300))
@settings(deadline=None)
def test_any_bytes_are_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("bytes") / "p.convstudio"
    path.write_bytes(data)
    refused(path, "no zip archive")


def test_a_foreign_zip_is_refused(saved):
    refused(rewritten(saved, lambda members: {"word/document.xml": b"<xml/>"}), "no manifest.json")


def test_a_foreign_manifest_is_refused(saved):
    refused(with_manifest(saved, format="something-else"), "not written by Convolution Studio")


def test_a_newer_version_is_named(saved):
    refused(with_manifest(saved, version=2), "version 2; this program reads version 1")


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff", b'{"a": NaN}', b"[" * 100_000])
def test_a_damaged_manifest_is_refused(saved, text):
    refused(rewritten(saved, lambda members: members | {"manifest.json": text}), "manifest.json")


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
    refused(with_layer(saved, **entries), match)


def test_pickled_arrays_are_refused_and_not_loaded(saved):
    data = npy(np.array([print], object), allow_pickle=True)
    refused(rewritten(saved, lambda members: members | {"input.npy": data}), "pickled Python objects")


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (npy(np.array(["a"])), "real numbers"),
        (npy(np.array([1j])), "real numbers"),
        (npy_header((10**6, 10**6, 10**6)), "bytes"),
        (npy_header((-1, 3)), "not possible"),
        (npy_header((8, 8, 1)), "bytes"),
        (npy(np.eye(8, dtype=np.float32)) + b"x", "longer"),
        (b"\x93NUMPY\x09\x09", "not a NumPy array"),
        (b"", "not a NumPy array"),
    ],
)
def test_a_damaged_array_is_refused(saved, data, match):
    refused(rewritten(saved, lambda members: members | {"input.npy": data}), match)


@pytest.mark.parametrize(
    "name", ["../evil.npy", "/etc/evil.npy", "a\\b.npy", "evil.py", "A.npy", "a//b.npy", "a/"]
)
def test_members_that_do_not_belong_are_refused(saved, name):
    refused(rewritten(saved, lambda members: members | {name: b"x"}), "does not belong")


def test_two_members_of_one_name_are_refused(saved):
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(saved, "a") as archive:
        archive.writestr("input.npy", b"x")
    refused(saved, "same name")


def test_a_file_that_would_unpack_to_far_more_is_refused(saved):
    bomb = npy_header((80 << 20,), "|u1") + bytes(80 << 20)
    refused(
        rewritten(saved, lambda members: members | {"input.npy": bomb}, zipfile.ZIP_DEFLATED), "unpack to"
    )


def test_a_file_with_too_many_members_is_refused(saved):
    many = {f"a{number}.npy": b"" for number in range(10_001)}
    refused(rewritten(saved, lambda members: members | many), "members")


def test_an_encrypted_member_is_refused(saved):
    data = bytearray(saved.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    saved.write_bytes(data)
    refused(saved, "encrypted")


def test_parts_cannot_be_assigned():
    with pytest.raises(dataclasses.FrozenInstanceError):
        project().step = 3


def test_a_layer_part_needs_a_kind_and_settings():
    with pytest.raises(ValueError, match="a kind and settings"):
        LayerPart("Conv2D", None)
