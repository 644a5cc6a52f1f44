"""A damaged picture is told in one sentence of ours, and its decoder prints nothing beside it."""

import subprocess
import sys
import zlib
from struct import pack

import numpy as np
import pytest
from PIL import Image

READ = """
import sys
from convstudio.files.picture import is_picture, picture_size, read_picture
for do in (is_picture, picture_size, read_picture):
    try:
        told = do(sys.argv[1])
        print(told if do is not read_picture else told.array.shape)
    except ValueError as error:
        print(error)
"""
OTHERS = """
import os, sys, threading
from convstudio.files.quiet import quiet_decoders
with quiet_decoders():
    thread = threading.Thread(target=lambda: os.write(2, b"of another thread\\n"))
    thread.start()
    thread.join()
    with quiet_decoders():
        os.write(2, b"libpng error: kept back\\n")
    os.write(2, b"qt.gui.imageio: kept back\\n")
    print("printed by Python", file=sys.stderr, flush=True)
os.write(2, b"libpng error: afterwards\\n")
try:
    with quiet_decoders():
        raise KeyError("passes")
except KeyError:
    print("and all is as it was", file=sys.stderr, flush=True)
"""
WITHOUT = """
import os
from convstudio.files.quiet import quiet_decoders
os.close(2)
with quiet_decoders():
    print("goes on", flush=True)
"""


def run(program, *words):
    done = subprocess.run([sys.executable, "-c", program, *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines(), done.stderr.splitlines()


@pytest.fixture
def png(tmp_path):
    cells = np.random.default_rng(1).integers(0, 255, (40, 60, 3), np.uint8)
    Image.fromarray(cells).save(tmp_path / "cat.png")
    return tmp_path / "cat.png"


def with_chunk(data, kind, content):
    """A PNG with one more chunk behind its header."""
    chunk = pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))
    return data[:33] + chunk + data[33:]


def with_one_byte_turned(data, place):
    return data[:place] + bytes([data[place] ^ 255]) + data[place + 1 :]


@pytest.mark.parametrize(
    "damage", [lambda data: data[: len(data) // 2], lambda data: with_one_byte_turned(data, len(data) // 2)]
)
def test_a_damaged_picture_is_told_in_one_sentence_of_ours(png, damage):
    png.write_bytes(damage(png.read_bytes()))
    told, printed = run(READ, png)
    assert told == ["True", "(60, 40)", "cat.png cannot be read as a picture: Unable to read image data"]
    assert printed == []


def test_a_damaged_head_is_told_and_nothing_is_printed(png):
    png.write_bytes(with_one_byte_turned(png.read_bytes(), 20))
    told, printed = run(READ, png)
    assert told == ["True", *["cat.png is a damaged picture: it does not tell its size"] * 2]
    assert printed == []


@pytest.mark.parametrize(
    ("kind", "content"), [(b"iCCP", b"odd\0\0" + zlib.compress(b"x" * 200)), (b"sRGB", b"\x09")]
)
def test_a_picture_with_an_odd_profile_is_read_without_a_word(png, kind, content):
    png.write_bytes(with_chunk(png.read_bytes(), kind, content))
    assert run(READ, png) == (["True", "(60, 40)", "(40, 60, 3)"], [])


def test_what_others_print_meanwhile_is_not_lost():
    _, printed = run(OTHERS)
    assert printed == [
        "of another thread",
        "printed by Python",
        "libpng error: afterwards",
        "and all is as it was",
    ]


def test_without_a_stderr_it_goes_on():
    assert run(WITHOUT) == (["goes on"], [])
