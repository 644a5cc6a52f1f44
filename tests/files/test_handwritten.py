"""The digits that ship: the numbers of scikit-learn's load_digits, and what is made of them."""

import hashlib

import numpy as np
import pytest

from convstudio.files.handwritten import all_digits, handwritten
from convstudio.files.resources import resource_dir

SHA256 = "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826"


@pytest.fixture(scope="module")
def stored():
    with np.load(resource_dir() / "samples" / "digits.npz") as archive:
        return archive["x"], archive["y"]


def test_the_file_holds_what_scikit_learn_gives(stored):
    x, y = stored
    assert (x.shape, x.dtype, y.dtype) == ((1797, 8, 8), np.uint8, np.uint8)
    assert (x.min(), x.max()) == (0, 16)
    assert np.bincount(y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert hashlib.sha256(x.tobytes() + y.tobytes()).hexdigest() == SHA256


def test_the_first_digit_is_the_zero_of_the_documentation(stored):
    x, y = stored
    assert y[0] == 0
    assert x[0].tolist() == [
        [0, 0, 5, 13, 9, 1, 0, 0],
        [0, 0, 13, 15, 10, 15, 5, 0],
        [0, 3, 15, 2, 0, 11, 8, 0],
        [0, 4, 12, 0, 0, 8, 8, 0],
        [0, 5, 8, 0, 0, 9, 8, 0],
        [0, 4, 11, 0, 1, 12, 7, 0],
        [0, 2, 14, 5, 10, 12, 0, 0],
        [0, 0, 6, 13, 10, 0, 0, 0],
    ]


def test_digits_go_from_0_to_1_with_a_channel_and_ten_classes():
    digits = all_digits()
    assert digits.x.shape == (1797, 8, 8, 1)
    assert digits.classes == tuple("0123456789")
    assert digits.x[0, 0, :, 0].tolist() == [0, 0, 5 / 16, 13 / 16, 9 / 16, 1 / 16, 0, 0]
    assert np.bincount(digits.y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_some_digits_are_digits_with_their_classes():
    some, everything = handwritten(100, seed=3), all_digits()
    assert len(some) == 100
    known = {(picture.tobytes(), number) for picture, number in zip(everything.x, everything.y, strict=True)}
    assert all((x.tobytes(), number) in known for x, number in zip(some.x, some.y, strict=True))


def test_every_digit_is_there_once_in_another_order():
    mixed = handwritten(seed=1)
    assert sorted(x.tobytes() for x in mixed.x) == sorted(x.tobytes() for x in all_digits().x)
    assert (mixed.y != all_digits().y).any()
    assert (mixed.x == handwritten(seed=1).x).all()
    assert (mixed.x != handwritten(seed=2).x).any()


def test_noise_is_added_to_every_cell():
    plain, noisy = handwritten(500, seed=1), handwritten(500, noise=0.2, seed=1)
    assert (plain.y == noisy.y).all()
    assert (noisy.x - plain.x).std() == pytest.approx(0.2, rel=0.02)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"count": 9}, r"10 … 1797.*count=9"),
        ({"count": 1798}, "count=1798"),
        ({"noise": -0.1}, r"at least 0.*noise=-0\.1"),
        ({"noise": float("nan")}, "noise=nan"),
    ],
)
def test_an_option_out_of_its_range_is_refused(words, message):
    with pytest.raises(ValueError, match=message):
        handwritten(**words)


def test_source_and_licence_stand_beside_the_data():
    text = (resource_dir() / "samples" / "digits.txt").read_text(encoding="utf-8")
    for said in ("Alpaydin", "Kaynak", "UCI", "CC BY 4.0", "scikit-learn 1.9.1", "tools/make_digits.py"):
        assert said in text
