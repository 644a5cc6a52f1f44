"""Drawings as files, named by their format."""

import pytest
from PIL import Image

from convstudio.files.drawing.encoding import PIXELS
from convstudio.files.drawing.saving import VECTORS, save_sheet


@pytest.mark.parametrize("suffix", PIXELS)
def test_pixels_are_written_in_every_format(sheet, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    save_sheet(sheet, path, 2)
    with Image.open(path) as image:
        assert image.size == (240, 180)
        red, green, blue = image.convert("RGB").getpixel((22, 42))
    assert (abs(red - 0xB2), abs(green - 0x18), abs(blue - 0x2B)) <= (12, 12, 12)


def test_a_png_has_its_colours_to_the_bit_and_its_resolution(sheet, tmp_path):
    save_sheet(sheet, tmp_path / "a.png", 2)
    with Image.open(tmp_path / "a.png") as image:
        assert image.convert("RGB").getpixel((24, 44)) == (0xB2, 0x18, 0x2B)
        assert image.info["dpi"] == pytest.approx((192, 192), abs=0.1)


@pytest.mark.parametrize(
    ("suffix", "start"), list(zip(VECTORS, (b"<?xml", b"%PDF", b"% A title\n\\documentclass"), strict=True))
)
def test_vectors_are_written_by_their_name(sheet, tmp_path, suffix, start):
    save_sheet(sheet, tmp_path / f"a{suffix.upper()}")
    assert (tmp_path / f"a{suffix.upper()}").read_bytes().startswith(start)


@pytest.mark.parametrize("name", ["a.xyz", "a", "a.gif"])
def test_another_format_is_refused_and_what_was_there_stays(sheet, tmp_path, name):
    (tmp_path / name).write_text("before")
    with pytest.raises(ValueError, match=r"written as \.png, \.jpg, \.webp, \.bmp or \.tif, not as"):
        save_sheet(sheet, tmp_path / name)
    assert (tmp_path / name).read_text() == "before"


def test_a_folder_that_is_not_there_is_said(sheet, tmp_path):
    with pytest.raises(OSError, match="cannot write"):
        save_sheet(sheet, tmp_path / "no" / "a.svg")
