import stat
import zipfile

import pytest

from convstudio.files.weights.zips import opened_zip, read_member


def write(path, *members, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def test_a_member_is_read(tmp_path):
    with opened_zip(write(tmp_path / "a", ("x/y", b"data"))) as archive:
        assert read_member(archive, "x/y") == b"data"


def test_a_missing_member_is_told(tmp_path):
    with (
        opened_zip(write(tmp_path / "a", ("x", b""))) as archive,
        pytest.raises(ValueError, match="no member 'y'"),
    ):
        read_member(archive, "y")


def test_a_member_larger_than_asked_for_is_refused(tmp_path):
    path = write(tmp_path / "a", ("x", bytes(9)))
    with opened_zip(path) as archive, pytest.raises(ValueError, match="has 9 bytes; the limit is 8"):
        read_member(archive, "x", 8)


def test_a_member_with_a_wrong_checksum_is_refused(tmp_path):
    path = write(tmp_path / "a", ("x", b"some data"))
    path.write_bytes(path.read_bytes().replace(b"some data", b"same data"))

    with opened_zip(path) as archive, pytest.raises(ValueError, match="'x' is damaged"):
        read_member(archive, "x")


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "C:/x", "a\\..\\x"])
def test_a_name_that_leads_out_of_the_archive_is_refused(tmp_path, name):
    path = write(tmp_path / "a", (name, b""))
    with pytest.raises(ValueError, match="leads out of the archive"), opened_zip(path):
        pass


def test_a_link_is_refused(tmp_path):
    link = zipfile.ZipInfo("x")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = write(tmp_path / "a", (link, b"/etc/passwd"))
    with pytest.raises(ValueError, match="leads out of the archive"), opened_zip(path):
        pass


def test_what_would_unpack_to_more_than_512_megabytes_is_refused(tmp_path):
    path = tmp_path / "a"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("x", "w", force_zip64=True) as member,
    ):
        for _ in range(129):
            member.write(bytes(4 << 20))

    with pytest.raises(ValueError, match="it would unpack to 541,065,216 bytes"), opened_zip(path):
        pass


def test_an_unknown_way_of_packing_is_refused(tmp_path):
    path = write(tmp_path / "a", ("x", b"1"), compression=zipfile.ZIP_BZIP2)
    with pytest.raises(ValueError, match="packed in an unknown way"), opened_zip(path):
        pass


def test_two_members_of_one_name_are_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate"):
        path = write(tmp_path / "a", ("x", b"1"), ("x", b"2"))
    with pytest.raises(ValueError, match="two members of the same name"), opened_zip(path):
        pass


def test_what_is_no_zip_is_refused(tmp_path):
    (tmp_path / "a").write_bytes(b"PK and nothing more")
    with pytest.raises(ValueError, match="no zip archive"), opened_zip(tmp_path / "a"):
        pass
