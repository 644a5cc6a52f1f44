"""What can be read in parts, and what is refused before it is read."""

import json

import numpy as np
import pytest

from convstudio.engine.geometry import Box
from convstudio.files.large.sources import is_large, open_source


@pytest.mark.parametrize(
    ("shape", "is_1d", "planes"),
    [
        ((5, 6), False, (5, 6, 1)),
        ((5, 6, 3), False, (5, 6, 3)),
        ((7,), True, (1, 7, 1)),
        ((7, 2), True, (1, 7, 2)),
    ],
)
def test_an_array_is_planes(tmp_path, shape, is_1d, planes):
    array = np.arange(np.prod(shape), dtype=np.int16).reshape(shape)
    np.save(tmp_path / "x.npy", array)
    source = open_source(tmp_path / "x.npy", is_1d)
    assert source.planes == planes
    found = source.read(Box(0, 1, 2, 5))
    np.testing.assert_array_equal(found, array.reshape(planes)[0:1, 2:5])
    assert found.dtype == np.float32


@pytest.mark.parametrize("shape", [(7,), (2, 3, 4, 5), (0, 5)])
def test_other_shapes_are_refused(tmp_path, shape):
    np.save(tmp_path / "x.npy", np.zeros(shape))
    with pytest.raises(
        ValueError, match=r"x.npy cannot be read in parts: its shape .* is not \(rows, cols\)"
    ):
        open_source(tmp_path / "x.npy")


def test_an_array_that_ends_early_is_refused(tmp_path):
    np.save(tmp_path / "x.npy", np.zeros((50, 50)))
    data = (tmp_path / "x.npy").read_bytes()
    (tmp_path / "x.npy").write_bytes(data[:-100])
    with pytest.raises(ValueError, match="it ends early: 19,900 of the 20,000 bytes"):
        open_source(tmp_path / "x.npy")


def test_complex_numbers_are_refused(tmp_path):
    zarr = pytest.importorskip("zarr")
    zarr.create_array(str(tmp_path / "x.zarr"), shape=(4, 4), chunks=(4, 4), dtype="complex64")
    with pytest.raises(ValueError, match="values of type complex64; only real numbers"):
        open_source(tmp_path / "x.zarr")


def test_only_what_does_not_fit_in_memory_is_large(tmp_path):
    np.save(tmp_path / "small.npy", np.zeros((5, 5)))
    np.lib.format.open_memmap(tmp_path / "large.npy", "w+", np.uint8, (1 << 14, 1 << 13))
    (tmp_path / "text.csv").write_text("1,2")
    found = [is_large(tmp_path / name) for name in ("small.npy", "large.npy", "text.csv")]
    assert found == [False, True, False]


@pytest.mark.parametrize("version", [2, 3])
def test_zarr_of_both_formats_is_read(tmp_path, version):
    zarr = pytest.importorskip("zarr")
    x = np.arange(60.0).reshape(10, 6)
    zarr.create_array(str(tmp_path / "x.zarr"), data=x, chunks=(4, 4), zarr_format=version)
    assert is_large(tmp_path / "x.zarr")
    found = open_source(tmp_path / "x.zarr").read(Box(3, 7, 1, 6))
    np.testing.assert_array_equal(found[..., 0], x[3:7, 1:6])


def test_zarr_never_unpickles(tmp_path):
    pytest.importorskip("zarr")
    folder = tmp_path / "x.zarr"
    folder.mkdir()
    described = {"zarr_format": 2, "shape": [2], "chunks": [2], "dtype": "<f8", "order": "C", "fill_value": 0}
    (folder / ".zarray").write_text(
        json.dumps({**described, "compressor": None, "filters": [{"id": "pickle"}]})
    )
    with pytest.raises(ValueError, match=r"it is packed by \['pickle'\]; only"):
        open_source(folder)


@pytest.mark.parametrize("inner", [[{"name": "numcodecs.pickle"}], [{"name": "bytes"}, {"name": "x.y"}]])
def test_zarr_inside_of_shards_is_judged_too(tmp_path, inner):
    pytest.importorskip("zarr")
    folder = tmp_path / "x.zarr"
    folder.mkdir()
    shards = {"name": "sharding_indexed", "configuration": {"codecs": inner}}
    (folder / "zarr.json").write_text(json.dumps({"node_type": "array", "codecs": [shards]}))
    with pytest.raises(ValueError, match="it is packed by"):
        open_source(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"zarr_format": 9}', '{"codecs": 3}', "[" * 100_000, "\0"])
def test_damaged_descriptions_are_refused_in_a_sentence(tmp_path, text):
    pytest.importorskip("zarr")
    folder = tmp_path / "x.zarr"
    folder.mkdir()
    (folder / "zarr.json").write_text(text)
    with pytest.raises(ValueError, match=r"x.zarr cannot be read in parts"):
        open_source(folder)


def test_chunks_that_take_too_much_memory_are_refused(tmp_path):
    zarr = pytest.importorskip("zarr")
    side = 1 << 15
    zarr.create_array(str(tmp_path / "x.zarr"), shape=(side, side), chunks=(side, side), dtype="float32")
    with pytest.raises(ValueError, match=r"its chunks of shape .* have more than 536,870,912 bytes"):
        open_source(tmp_path / "x.zarr")


def test_a_damaged_tiff_is_refused(tmp_path):
    pytest.importorskip("tifffile")
    pytest.importorskip("zarr")
    (tmp_path / "x.tif").write_bytes(b"II*\0" + bytes(range(200)))
    with pytest.raises(ValueError, match="it is no TIFF picture that can be read"):
        open_source(tmp_path / "x.tif")


def test_a_missing_extra_is_named(tmp_path, monkeypatch):
    folder = tmp_path / "x.zarr"
    folder.mkdir()
    (folder / "zarr.json").write_text("{}")
    monkeypatch.setitem(__import__("sys").modules, "zarr", None)
    with pytest.raises(ValueError, match=r"pip install 'convolution-studio\[batch\]'"):
        open_source(folder)
