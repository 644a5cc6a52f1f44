"""Which inputs are meant, and where their maps go."""

import pytest

from convstudio.files.large.inputs import inputs_in


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "deep").mkdir()
    for name in ("cat.png", "dog.jpg", "deep/cat.npy"):
        (tmp_path / name).write_bytes(b"")
    return tmp_path


def test_maps_are_called_as_their_input_in_the_same_folders(folder):
    maps = folder.parent / "maps"
    assert inputs_in([str(folder)], maps) == [
        (str(folder / "cat.png"), str(maps / "cat")),
        (str(folder / "deep/cat.npy"), str(maps / "deep/cat")),
        (str(folder / "dog.jpg"), str(maps / "dog")),
    ]


def test_maps_of_an_earlier_run_are_no_inputs(folder):
    maps = folder / "maps"
    before = inputs_in([str(folder)], maps)
    maps.mkdir()
    (maps / "cat.npy").write_bytes(b"")
    assert inputs_in([str(folder)], maps) == before
    assert [path for path, _ in inputs_in([str(maps)], folder.parent / "more")] == [str(maps / "cat.npy")]


@pytest.mark.parametrize("name", ["cat.png", "deep"])
def test_maps_never_take_the_place_of_an_input(folder, name):
    beside = folder if name == "cat.png" else folder / "deep"
    with pytest.raises(
        ValueError, match=r"would take the place of the input .*cat\.(png|npy): choose another"
    ):
        inputs_in([str(folder / name)], beside)


def test_maps_never_take_the_place_of_another_input(folder):
    paths = [str(folder / "deep/cat.npy"), str(folder / "cat.png")]
    with pytest.raises(ValueError, match=r"the maps of .*cat\.npy would take .* input .*cat\.png"):
        inputs_in(paths, folder)


def test_a_picture_of_another_kind_can_have_its_maps_beside_it(folder):
    assert inputs_in([str(folder / "dog.jpg")], folder) == [(str(folder / "dog.jpg"), str(folder / "dog"))]
