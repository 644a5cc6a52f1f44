"""Pictures of every kind that Qt reads, made by Pillow: an encoder of its own keeps both honest."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage

from convstudio.files import picture
from convstudio.files.picture import is_picture, picture_size, read_picture

LOSSLESS = ["png", "bmp", "gif", "tiff", "ppm"]
GREY = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20
COLOR = np.stack([GREY, 255 - GREY, GREY // 2], axis=-1)


def saved(path, array, mode=None, **words):
    Image.fromarray(array, mode).save(path, **words) if mode is None else Image.fromarray(array).convert(
        mode
    ).save(path, **words)
    return path


@pytest.mark.parametrize("suffix", LOSSLESS)
def test_a_grey_picture_has_one_channel_from_0_to_1(tmp_path, suffix):
    read = read_picture(saved(tmp_path / f"a.{suffix}", GREY))
    assert read.array.shape == (3, 4, 1)
    assert np.array_equal(read.array[..., 0], GREY / np.float32(255))
    assert (read.rule, read.size) == ("0–255 divided by 255", (4, 3))


@pytest.mark.parametrize("suffix", LOSSLESS)
def test_a_colour_picture_has_three_channels(tmp_path, suffix):
    read = read_picture(saved(tmp_path / f"a.{suffix}", COLOR))
    assert np.array_equal(read.array, COLOR / np.float32(255))


@pytest.mark.parametrize("suffix", ["jpg", "webp"])
def test_a_picture_with_losses_is_nearly_the_same(tmp_path, suffix):
    even = np.full((16, 16, 3), (200, 100, 50), np.uint8)
    read = read_picture(saved(tmp_path / f"a.{suffix}", even, quality=95))
    assert np.abs(read.array - even / 255).max() < 0.03


def test_a_grey_jpeg_has_one_channel(tmp_path):
    assert read_picture(saved(tmp_path / "a.jpg", GREY)).array.shape == (3, 4, 1)


def test_a_colour_file_that_is_grey_everywhere_has_one_channel(tmp_path):
    grey = np.repeat(GREY[..., None], 3, axis=-1)
    assert read_picture(saved(tmp_path / "a.png", grey)).array.shape == (3, 4, 1)


@pytest.mark.parametrize("mode", ["1", "P"])
def test_pictures_with_palettes_are_read(tmp_path, mode):
    black_and_white = np.array([[0, 255, 255], [255, 0, 0]], np.uint8)
    read = read_picture(saved(tmp_path / "a.png", black_and_white, mode))
    assert np.array_equal(read.array[..., 0], black_and_white // 255)


@pytest.mark.parametrize("suffix", ["png", "tiff"])
def test_sixteen_bits_are_kept(tmp_path, suffix):
    deep = np.array([[0, 1, 256], [257, 65534, 65535]], np.uint16)
    read = read_picture(saved(tmp_path / f"a.{suffix}", deep))
    assert np.array_equal(read.array[..., 0], deep / np.float32(65535))
    assert read.rule == "0–65535 divided by 65535"


def test_sixteen_bits_of_colour_are_kept(tmp_path):
    image = QImage(2, 1, QImage.Format.Format_RGBX64)
    np.frombuffer(image.bits(), np.uint16).reshape(2, 4)[:] = [[1, 2, 3, 65535], [4, 500, 60000, 65535]]
    image.save(str(tmp_path / "a.png"))
    read = read_picture(tmp_path / "a.png")
    assert np.array_equal(read.array[0], np.float32([[1, 2, 3], [4, 500, 60000]]) / np.float32(65535))


def test_floating_point_pictures_keep_their_values(tmp_path):
    cells = np.array([[0.0, 0.25], [1.0, 2.5]], np.float32)
    read = read_picture(saved(tmp_path / "a.tiff", cells))
    assert np.array_equal(read.array[..., 0], cells)
    assert read.rule == "floating-point values as stored"


def test_what_is_transparent_lies_on_white(tmp_path):
    cells = np.array([[[0, 0, 0, 255], [0, 0, 0, 0], [255, 0, 0, 51]]], np.uint8)
    read = read_picture(saved(tmp_path / "a.png", cells))
    assert np.allclose(read.array[0], [[0, 0, 0], [1, 1, 1], [1, 0.8, 0.8]])
    assert read.rule == "0–255 divided by 255, what is transparent laid on white"


def test_an_opaque_alpha_channel_says_nothing(tmp_path):
    cells = np.dstack([COLOR, np.full((3, 4), 255, np.uint8)])
    assert read_picture(saved(tmp_path / "a.png", cells)).rule == "0–255 divided by 255"


@pytest.mark.parametrize(
    ("orientation", "turned"),
    [(1, GREY), (3, GREY[::-1, ::-1]), (6, np.rot90(GREY, -1)), (8, np.rot90(GREY))],
)
def test_a_picture_is_turned_as_its_exif_says(tmp_path, orientation, turned):
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(tmp_path / "a.tiff", GREY, exif=exif)
    read = read_picture(path)
    assert np.array_equal(read.array[..., 0], turned / np.float32(255))
    assert picture_size(path) == read.size == turned.shape[::-1]


def test_a_turned_picture_is_scaled_to_the_size_that_was_asked_for(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    path = saved(tmp_path / "a.jpg", np.zeros((40, 80), np.uint8), exif=exif)
    read = read_picture(path, (10, 20))
    assert read.array.shape[:2] == (20, 10)
    assert read.rule.endswith(", scaled from 40 × 80 pixels")


def test_the_first_frame_of_an_animation_is_read(tmp_path):
    frames = [Image.fromarray(np.full((2, 2), level, np.uint8)) for level in (255, 0)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    assert read_picture(tmp_path / "a.gif").array.min() == 1


def test_the_content_decides_and_not_the_name(tmp_path):
    path = saved(tmp_path / "picture.txt", GREY, format="PNG")
    assert is_picture(path)
    assert read_picture(path).array.shape == (3, 4, 1)


def test_the_size_is_told_without_decoding(tmp_path):
    path = saved(tmp_path / "a.png", np.zeros((30, 70), np.uint8))
    path.write_bytes(path.read_bytes()[:60])
    assert picture_size(path) == (70, 30)


def test_more_than_a_hundred_megapixels_are_refused_before_they_are_decoded(tmp_path):
    path = tmp_path / "a.pgm"
    path.write_bytes(b"P5 20000 20000 255\n")
    for read in (read_picture, picture_size):
        with pytest.raises(
            ValueError, match=r"a\.pgm is too large: .*100 megapixels, not 20000 × 20000 pixels"
        ):
            read(path)


@pytest.mark.parametrize("size", [(0, 5), (5, -1), (20_000, 20_000)])
def test_a_size_that_cannot_be_is_refused(tmp_path, size):
    with pytest.raises(ValueError, match="pixel"):
        read_picture(saved(tmp_path / "a.png", GREY), size)


@pytest.mark.parametrize("share", [0.3, 0.5])
def test_a_truncated_picture_is_refused(tmp_path, share):
    path = saved(tmp_path / "a.png", np.random.default_rng(1).integers(0, 255, (60, 60), np.uint8))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(ValueError, match=r"a\.png cannot be read as a picture"):
        read_picture(path)


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"]
)
def test_what_is_no_picture_is_refused(tmp_path, data):
    path = tmp_path / "a.png"
    path.write_bytes(data)
    assert not is_picture(path)
    with pytest.raises(ValueError, match="no picture of a kind that can be read"):
        read_picture(path)


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_picture(tmp_path / "no.png")


def test_a_picture_as_large_as_is_allowed_may_be_decoded():
    assert picture.MAX_MEGAPIXELS * 8 <= picture._MEGABYTES
