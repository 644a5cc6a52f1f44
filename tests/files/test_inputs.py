import numpy as np
import pytest
from PIL import Image

from convstudio.files import inputs
from convstudio.files.inputs import AS_STORED, Kind, file_kind, read_input
from convstudio.files.project import Project, save_project


def array(path, values):
    np.save(path, values)
    return path.with_suffix(".npy")


def text(path, content, encoding="utf-8"):
    path.write_bytes(content.encode(encoding))
    return path


def picture(path):
    Image.fromarray(np.zeros((3, 4), np.uint8)).save(path, "PNG")
    return path


def project(path):
    save_project(Project(np.zeros((3, 3, 1)), ()), path)
    return path


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (project, Kind.PROJECT),
        (picture, Kind.PICTURE),
        (lambda path: array(path.with_suffix(".npy"), np.zeros(3)), Kind.ARRAY),
        (lambda path: text(path, "1 2"), Kind.TEXT),
    ],
)
def test_the_content_tells_what_a_file_is(tmp_path, make, kind):
    assert file_kind(make(tmp_path / "file.xyz")) is kind


def test_a_picture_is_shown_as_photographed(tmp_path):
    read = read_input(picture(tmp_path / "a.png"))
    assert (read.array.shape, read.look, read.rule) == ((3, 4, 1), "photo", "0–255 divided by 255")


def test_a_picture_is_scaled_when_asked(tmp_path):
    assert read_input(picture(tmp_path / "a.png"), (8, 6)).array.shape == (6, 8, 1)


@pytest.mark.parametrize(
    ("shape", "taken"),
    [
        ((5, 4), (5, 4, 1)),
        ((5, 4, 2), (5, 4, 2)),
        ((1, 5, 4, 3), (5, 4, 3)),
        ((7,), (7, 1)),
        ((1, 7), (7, 1)),
        ((7, 1), (7, 1)),
        ((1, 8, 1), (1, 8, 1)),
    ],
)
def test_arrays_get_the_shape_that_layers_take(tmp_path, shape, taken):
    assert read_input(array(tmp_path / "a", np.ones(shape))).array.shape == taken


@pytest.mark.parametrize("dtype", ["u1", "i8", "f8", "?"])
def test_values_of_arrays_stay_as_stored(tmp_path, dtype):
    read = read_input(array(tmp_path / "a", np.array([[0, 1], [1, 1]], dtype)))
    assert read.array[..., 0].tolist() == [[0, 1], [1, 1]]
    assert (read.array.dtype, read.look, read.rule) == (np.float32, "drawn", AS_STORED)


def test_an_array_with_three_channels_is_shown_as_photographed(tmp_path):
    assert read_input(array(tmp_path / "a", np.zeros((4, 4, 3)))).look == "photo"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_in_the_encodings_of_spreadsheets(tmp_path, encoding):
    read = read_input(text(tmp_path / "a.csv", "1,2\n3,nan", encoding))
    assert np.array_equal(read.array[..., 0], [[1, 2], [3, np.nan]], equal_nan=True)


def test_one_row_of_text_is_one_dimension(tmp_path):
    assert read_input(text(tmp_path / "a.txt", "[0, 0, 1, 1]")).array.shape == (4, 1)


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (b"a,b\n1,2", "line 1, cell 1"),
        (b"\xff\xfa", "UTF-8"),
        (b"\x7fELF\0\0", "no picture, NumPy array or text"),
        (b"PK\x03\x04", "project or another zip"),
        (b"\x93NUMPY\x01", "header is damaged"),
        (b"", "no number"),
    ],
)
def test_what_is_no_input_is_refused_in_one_sentence(tmp_path, data, match):
    path = tmp_path / "a.dat"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=rf"^a\.dat cannot be used as an input: .*{match}"):
        read_input(path)


@pytest.mark.parametrize("values", [np.zeros((2, 2, 2, 2)), np.zeros((0, 3)), np.array(["a"]), np.float32(3)])
def test_arrays_of_other_shapes_and_kinds_are_refused(tmp_path, values):
    with pytest.raises(ValueError, match="cannot be used as an input"):
        read_input(array(tmp_path / "a", values))


def test_pickled_arrays_are_never_loaded(tmp_path):
    np.save(tmp_path / "a.npy", np.array([print], object), allow_pickle=True)
    with pytest.raises(ValueError, match="never loaded"):
        read_input(tmp_path / "a.npy")


def test_an_input_with_too_many_values_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(inputs, "MAX_INPUT_VALUES", 10)
    with pytest.raises(ValueError, match="1 to 10 values, not 12"):
        read_input(array(tmp_path / "a", np.zeros((3, 4))))


def test_values_beyond_float32_become_infinite_without_a_warning(tmp_path):
    assert np.isinf(read_input(array(tmp_path / "a", np.full((2, 2), 1e300))).array).all()


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_input(tmp_path / "no.csv")


def test_a_picture_that_is_none_is_not_taken_for_a_grid(tmp_path):
    path = tmp_path / "notes.png"
    path.write_text("1,2\n3,4\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"notes.png .* no picture"):
        read_input(path)
