"""Zips of a manifest and arrays, read without trust: every damage gives half a sentence about "it"."""

import io
import json
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.files.archive import read_archive, read_manifest, write_archive

MANIFEST = {"title": "Zeile ×", "numbers": [1, 0.5, None]}
ARRAYS = {"input.npy": np.arange(6, dtype=np.float32).reshape(2, 3), "layers/1/0.npy": np.ones((2, 2))}


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "a.zip"
    write_archive(path, MANIFEST, ARRAYS)
    return path


def rewritten(path, change=lambda members: members, method=zipfile.ZIP_STORED):
    """The same zip with its members changed: `change` gets and returns a dict of names and bytes."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in change(members).items():
            archive.writestr(name, data)
    return path


def with_member(path, name, data, method=zipfile.ZIP_STORED):
    return rewritten(path, lambda members: members | {name: data}, method)


def npy(array, **words):
    buffer = io.BytesIO()
    np.save(buffer, array, **words)
    return buffer.getvalue()


def npy_header(shape, dtype="<f4"):
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, {"descr": dtype, "fortran_order": False, "shape": shape})
    return buffer.getvalue()


def content(path):
    """What is in it, comparable, or "refused"."""
    try:
        manifest, arrays = read_archive(path)
    except ValueError:
        return "refused"
    return manifest, {name: array.tolist() for name, array in arrays.items()}


def assert_refused(path, match):
    with pytest.raises(ValueError, match=match) as caught:
        read_archive(path)
    message = str(caught.value)
    assert message.startswith("it")
    assert "\n" not in message


def test_what_is_written_is_read(saved):
    assert content(saved) == (MANIFEST, {name: array.tolist() for name, array in ARRAYS.items()})
    assert read_archive(saved).arrays["input.npy"].dtype == np.float32


def test_the_same_content_gives_the_same_bytes(saved, tmp_path):
    write_archive(tmp_path / "again.zip", MANIFEST, ARRAYS)
    assert (tmp_path / "again.zip").read_bytes() == saved.read_bytes()


def test_a_person_can_read_the_manifest(saved):
    with zipfile.ZipFile(saved) as archive:
        assert archive.namelist() == ["manifest.json", *ARRAYS]
        assert '"title": "Zeile ×"' in archive.read("manifest.json").decode()


def test_what_somebody_compressed_is_read_too(saved):
    before = content(saved)
    assert content(rewritten(saved, method=zipfile.ZIP_DEFLATED)) == before


def test_what_is_no_json_is_not_written(tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        write_archive(tmp_path / "a.zip", {"number": float("nan")}, {})
    assert list(tmp_path.iterdir()) == []


def test_what_could_not_be_read_again_is_not_written(tmp_path):
    large = np.broadcast_to(np.float32(0), (3 << 28,))
    with pytest.raises(ValueError, match="3,221,225,472 bytes are more than a file may hold"):
        write_archive(tmp_path / "a.zip", MANIFEST, {"a.npy": large})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.9, 0.999])
def test_a_truncated_file_is_refused(saved, share):
    data = saved.read_bytes()
    saved.write_bytes(data[: int(len(data) * share)])
    assert_refused(saved, "no zip archive, or its end is missing")


@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@settings(max_examples=300, deadline=None)
def test_a_flipped_bit_changes_no_value_that_is_read(tmp_path_factory, place, bit):
    path = tmp_path_factory.mktemp("bits") / "a.zip"
    write_archive(path, MANIFEST, ARRAYS)
    before, data = content(path), bytearray(path.read_bytes())
    data[int(place * len(data))] ^= 1 << bit
    path.write_bytes(data)
    after = content(path)
    # A bit of the directory can hide arrays; that is found by whoever misses them.
    assert after == "refused" or (after[0] == before[0] and after[1].items() <= before[1].items())


@given(data=st.binary(max_size=300))
@settings(deadline=None)
def test_any_bytes_are_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("bytes") / "a.zip"
    path.write_bytes(data)
    assert_refused(path, "no zip archive")


def test_a_foreign_zip_is_refused(saved):
    assert_refused(
        rewritten(saved, lambda members: {"word/document.xml": b"<xml/>"}), "holds no manifest.json"
    )


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff", b'{"a": NaN}', b'{"a": 1e', b"[" * 100_000])
def test_a_damaged_manifest_is_refused(saved, text):
    assert_refused(with_member(saved, "manifest.json", text), "its manifest.json")


def test_a_manifest_without_end_is_refused(saved):
    text = json.dumps({"title": "x" * (5 << 20)})
    assert_refused(with_member(saved, "manifest.json", text), "its manifest has")


def test_the_manifest_is_read_without_the_arrays(saved):
    assert read_manifest(with_member(saved, "input.npy", b"nothing")) == MANIFEST


def test_pickled_arrays_are_refused_and_not_loaded(saved):
    data = npy(np.array([print], object), allow_pickle=True)
    assert_refused(with_member(saved, "input.npy", data), "pickled Python objects")


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
    assert_refused(with_member(saved, "input.npy", data), match)


def test_a_member_that_says_it_is_longer_than_it_is_is_refused(saved):
    data = bytearray(saved.read_bytes())
    place = data.rindex(b"PK\x01\x02")  # the last member of the directory; its sizes are at 20 and 24
    data[place + 20 : place + 28] = (50_000_000).to_bytes(4, "little") * 2
    saved.write_bytes(data)
    assert_refused(saved, "damaged|ends early|longer")


@pytest.mark.parametrize(
    "name",
    ["../evil.npy", "/etc/evil.npy", "a\\b.npy", "C:/a.npy", "evil.py", "A.npy", "a//b.npy", "a/", "./a.npy"],
)
def test_members_that_do_not_belong_are_refused(saved, name):
    assert_refused(with_member(saved, name, b"x"), "does not belong")


def test_two_members_of_one_name_are_refused(saved):
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(saved, "a") as archive:
        archive.writestr("input.npy", b"x")
    assert_refused(saved, "same name")


def test_a_file_that_would_unpack_to_far_more_is_refused(saved):
    bomb = npy_header((80 << 20,), "|u1") + bytes(80 << 20)
    assert_refused(with_member(saved, "input.npy", bomb, zipfile.ZIP_DEFLATED), "would unpack to")


def test_a_file_with_too_many_members_is_refused(saved):
    many = {f"a{number}.npy": b"" for number in range(10_001)}
    assert_refused(rewritten(saved, lambda members: members | many), "members")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions_are_refused(saved, method):
    assert_refused(rewritten(saved, method=method), "unknown way")


def test_an_encrypted_member_is_refused(saved):
    data = bytearray(saved.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    saved.write_bytes(data)
    assert_refused(saved, "encrypted")


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_archive(tmp_path / "no.zip")
