"""A picture of which a part is missing is not taken for one."""

import numpy as np
import pytest
from PIL import Image

from convstudio.files.picture import read_picture
from convstudio.files.whole_picture import damage_of

CELLS = np.random.default_rng(2).integers(0, 255, (40, 60, 3), np.uint8)


def saved(path, **words):
    Image.fromarray(CELLS).save(path, **words)
    return path


@pytest.mark.parametrize("suffix", ["jpg", "gif", "bmp"])
@pytest.mark.parametrize("share", [0.5, 0.97])
def test_a_picture_that_is_cut_off_is_refused(tmp_path, suffix, share):
    path = saved(tmp_path / f"half.{suffix}")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    told = rf"half\.{suffix} is a damaged picture: the file ends before the picture does"
    with pytest.raises(ValueError, match=told):
        read_picture(path)


def test_a_gif_of_broken_data_is_refused(tmp_path):
    path = saved(tmp_path / "a.gif")
    data = bytearray(path.read_bytes())
    data[len(data) // 3 :: 37] = bytes(byte ^ 0x5A for byte in data[len(data) // 3 :: 37])
    path.write_bytes(data)
    with pytest.raises(ValueError, match="damaged picture: its data is broken"):
        read_picture(path)


@pytest.mark.parametrize(
    ("name", "words"), [("a.jpg", {}), ("b.jpg", {"progressive": True}), ("a.gif", {}), ("a.bmp", {})]
)
def test_a_whole_picture_is_read_also_with_something_behind_it(tmp_path, name, words):
    path = saved(tmp_path / name, **words)
    path.write_bytes(path.read_bytes() + b"of a camera" * 50)
    assert damage_of(path, path.suffix[1:]) == ""
    assert read_picture(path).array.shape == (40, 60, 3)


def test_what_pillow_does_not_know_is_left_to_qt(tmp_path):
    path = tmp_path / "a.bmp"
    path.write_bytes(b"BM, but not as Pillow knows it")
    assert damage_of(path, "bmp") == ""
