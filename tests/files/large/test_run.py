"""Inputs larger than memory: block by block, whoever does the blocks, and whatever comes between."""

import os
import signal
import threading
import time

import numpy as np
import pytest

from convstudio import nn
from convstudio.files.large import run as running
from convstudio.files.large.job import boxes, plan
from convstudio.files.large.run import apply_large
from convstudio.files.large.workers import cluster, threads
from convstudio.files.project import LayerPart, Project, save_project

RANDOM = np.random.default_rng(7)
BLOCK = 50_000  # bytes: some ten blocks for the inputs here


def part_of(layer):
    weights = tuple(layer.get_weights()) if layer.built else ()
    return LayerPart(type(layer).__name__, layer.get_config(), weights)


@pytest.fixture
def network(tmp_path):
    """A file of a network of three layers, and the layers."""
    model = nn.Sequential(
        [
            nn.Conv2D(4, 3, padding="same", border="reflect", activation="relu", seed=1),
            nn.MaxPooling2D(2),
            nn.Conv2D(3, 3, dilation_rate=2, seed=2),
        ]
    )
    model.build((None, 40, 40, 3))
    project = Project(np.zeros((40, 40, 3)), tuple(map(part_of, model.layers)), active_layer=2)
    save_project(project, tmp_path / "net.convstudio")
    return str(tmp_path / "net.convstudio"), model


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    monkeypatch.setattr(running, "plan", lambda *files: plan(*files, block_bytes=BLOCK))


def whole(model, x):
    return np.asarray(model(x[np.newaxis].astype(np.float32)))[0]


def stopping_after(count):
    def do(work, items):
        for number, item in enumerate(items):
            if number == count:
                raise KeyboardInterrupt
            work(item)
            yield item, None

    return do


def test_the_maps_are_those_of_the_whole_input(tmp_path, network):
    path, model = network
    x = RANDOM.normal(size=(150, 130, 3))
    np.save(tmp_path / "x.npy", x)
    told = []
    apply_large(
        path, str(tmp_path / "x.npy"), tmp_path / "y.npy", threads(2), lambda *done: told.append(done)
    )
    np.testing.assert_allclose(np.load(tmp_path / "y.npy"), whole(model, x), rtol=1e-4, atol=1e-5)
    assert told == [(count, told[-1][1]) for count in range(len(told))]
    assert told[-1][1] >= 8
    assert sorted(file.name for file in tmp_path.iterdir()) == ["net.convstudio", "x.npy", "y.npy"]


@pytest.mark.parametrize("kind", ["fortran", "uint8", "grey"])
def test_arrays_of_every_order_type_and_colour(tmp_path, network, kind):
    path, model = network
    x = RANDOM.integers(0, 255, (60, 70, 1 if kind == "grey" else 3)).astype(np.uint8)
    np.save(tmp_path / "x.npy", np.asfortranarray(x) if kind == "fortran" else x)
    apply_large(path, str(tmp_path / "x.npy"), tmp_path / "y.npy", threads(1), lambda *done: None)
    expected = whole(model, np.repeat(x, 3, axis=2) if kind == "grey" else x)
    np.testing.assert_allclose(np.load(tmp_path / "y.npy"), expected, rtol=1e-4, atol=1e-3)


def test_lines_are_cut_too(tmp_path):
    layer = nn.Conv1D(2, 5, padding="causal", seed=1)
    layer.build((None, 100, 1))
    save_project(Project(np.zeros((100, 1)), (part_of(layer),)), tmp_path / "line.convstudio")
    x = RANDOM.normal(size=30_000).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    apply_large(
        str(tmp_path / "line.convstudio"),
        str(tmp_path / "x.npy"),
        tmp_path / "y.npy",
        threads(),
        lambda *d: None,
    )
    found = np.load(tmp_path / "y.npy")
    assert found.shape == (1, 30_000, 2)
    np.testing.assert_allclose(found[0], np.asarray(layer(x[None, :, None]))[0], rtol=1e-4, atol=1e-5)


def test_what_was_interrupted_goes_on(tmp_path, network):
    path, model = network
    x = RANDOM.normal(size=(150, 130, 3))
    np.save(tmp_path / "x.npy", x)
    files = path, str(tmp_path / "x.npy"), tmp_path / "y.npy"
    with pytest.raises(KeyboardInterrupt):
        apply_large(*files, stopping_after(3), lambda *done: None)
    assert not (tmp_path / "y.npy").exists()
    told = []
    apply_large(*files, threads(1), lambda *done: told.append(done))
    assert told[0][0] == 3
    np.testing.assert_allclose(np.load(tmp_path / "y.npy"), whole(model, x), rtol=1e-4, atol=1e-5)


def test_another_input_does_not_go_on_with_what_was_left(tmp_path, network):
    path, model = network
    files = path, str(tmp_path / "x.npy"), tmp_path / "y.npy"
    np.save(tmp_path / "x.npy", RANDOM.normal(size=(150, 130, 3)))
    with pytest.raises(KeyboardInterrupt):
        apply_large(*files, stopping_after(3), lambda *done: None)
    x = RANDOM.normal(size=(140, 130, 3))
    np.save(tmp_path / "x.npy", x)
    told = []
    apply_large(*files, threads(1), lambda *done: told.append(done))
    assert told[0][0] == 0
    np.testing.assert_allclose(np.load(tmp_path / "y.npy"), whole(model, x), rtol=1e-4, atol=1e-5)


def test_an_older_result_stays_until_the_new_one_is_complete(tmp_path, network):
    path, _ = network
    np.save(tmp_path / "x.npy", RANDOM.normal(size=(150, 130, 3)))
    (tmp_path / "y.npy").write_bytes(b"older")
    with pytest.raises(KeyboardInterrupt):
        apply_large(path, str(tmp_path / "x.npy"), tmp_path / "y.npy", stopping_after(2), lambda *done: None)
    assert (tmp_path / "y.npy").read_bytes() == b"older"


def test_a_project_that_changes_meanwhile_is_noticed(tmp_path, network):
    path, _ = network
    np.save(tmp_path / "x.npy", RANDOM.normal(size=(150, 130, 3)))

    def change_first(work, items):
        with open(path, "ab") as file:
            file.write(b" ")
        return threads(1)(work, items)

    with pytest.raises(ValueError, match="has changed since the work began"):
        apply_large(path, str(tmp_path / "x.npy"), tmp_path / "z.npy", change_first, lambda *done: None)


def test_zarr_in_and_out(tmp_path, network):
    zarr = pytest.importorskip("zarr")
    path, model = network
    x = RANDOM.normal(size=(90, 80, 3)).astype(np.float32)
    zarr.create_array(str(tmp_path / "x.zarr"), data=x, chunks=(32, 32, 3))
    apply_large(path, str(tmp_path / "x.zarr"), tmp_path / "y.zarr", threads(2), lambda *done: None)
    found = zarr.open_array(str(tmp_path / "y.zarr"), mode="r")
    np.testing.assert_allclose(found[:], whole(model, x), rtol=1e-4, atol=1e-5)


def test_a_zarr_array_whose_chunks_changed_is_another_input(tmp_path, network):
    zarr = pytest.importorskip("zarr")
    path, model = network
    x = RANDOM.normal(size=(90, 80, 3)).astype(np.float32)
    array = zarr.create_array(str(tmp_path / "x.zarr"), data=x, chunks=(32, 32, 3))
    files = path, str(tmp_path / "x.zarr"), tmp_path / "y.zarr"
    with pytest.raises(KeyboardInterrupt):
        apply_large(*files, stopping_after(1), lambda *done: None)
    array[:40] = x[:40] = 1
    told = []
    apply_large(*files, threads(1), lambda *done: told.append(done))
    assert told[0][0] == 0
    apply_large(*files, threads(1), lambda *done: None)  # an older result is replaced
    found = zarr.open_array(str(tmp_path / "y.zarr"), mode="r")
    np.testing.assert_allclose(found[:], whole(model, x), rtol=1e-4, atol=1e-5)
    assert not (tmp_path / "y.zarr.older").exists()


@pytest.mark.parametrize(
    ("axes", "kind"), [("YXS", np.uint8), ("YXS", np.uint16), ("SYX", np.uint8), ("YX", np.uint8)]
)
def test_tiled_tiff_is_read_as_pictures_are(tmp_path, network, axes, kind):
    tifffile = pytest.importorskip("tifffile")
    pytest.importorskip("zarr")
    path, model = network
    x = RANDOM.integers(0, np.iinfo(kind).max, (96, 80, 3)).astype(kind)
    stored = {"YXS": x, "SYX": np.moveaxis(x, 2, 0), "YX": x[..., 0]}[axes]
    planar = "separate" if axes == "SYX" else None
    photometric = "minisblack" if axes == "YX" else "rgb"
    tifffile.imwrite(
        tmp_path / "x.tif",
        stored,
        tile=(32, 32),
        photometric=photometric,
        planarconfig=planar,
        compression="zlib",
    )
    apply_large(path, str(tmp_path / "x.tif"), tmp_path / "y.npy", threads(2), lambda *done: None)
    shown = np.repeat(x[..., :1], 3, axis=2) if axes == "YX" else x
    expected = whole(model, shown / np.iinfo(kind).max)
    np.testing.assert_allclose(np.load(tmp_path / "y.npy"), expected, rtol=1e-4, atol=1e-5)


def test_of_a_worker_that_is_killed_others_do_the_work(tmp_path, network):
    zarr = pytest.importorskip("zarr")
    distributed = pytest.importorskip("distributed")
    path, model = network
    x = RANDOM.normal(size=(400, 300, 3)).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    killed = []

    def kill_one(done, total):
        if done == total // 4 and not killed:
            killed.append(next(iter(local.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as local:
        apply_large(
            path, str(tmp_path / "x.npy"), tmp_path / "y.zarr", cluster(local.scheduler_address), kill_one
        )
    assert killed
    apply_large(path, str(tmp_path / "x.npy"), tmp_path / "one.npy", threads(1), lambda *done: None)
    found = zarr.open_array(str(tmp_path / "y.zarr"), mode="r")[:]
    np.testing.assert_array_equal(found, np.load(tmp_path / "one.npy"))
    np.testing.assert_allclose(found, whole(model, x), rtol=1e-4, atol=1e-5)


def test_threads_give_back_what_they_did_and_what_failed():
    def work(item):
        if item == 3:
            raise ValueError("three")

    outcomes = dict(threads(2)(work, range(6)))
    assert sorted(outcomes) == list(range(6))
    assert {item: str(error) for item, error in outcomes.items() if error} == {3: "three"}


def test_threads_stop_when_nobody_listens_any_more():
    began = []

    def work(item):
        began.append(item)
        time.sleep(0.001)

    doing = threads(2)(work, range(10_000))
    next(doing)
    doing.close()
    assert len(began) < 100
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("apply")]


def test_blocks_cover_the_maps_once(tmp_path, network):
    path, _ = network
    np.save(tmp_path / "x.npy", np.zeros((150, 130, 3)))
    job, stack = plan(path, str(tmp_path / "x.npy"), tmp_path / "y.npy", BLOCK)
    covered = np.zeros(stack.planes[:2], int)
    for box in boxes(job, stack):
        covered[box.slices] += 1
        assert stack.cost(box) <= BLOCK
    assert (covered == 1).all()


def test_a_layer_that_sees_too_much_is_refused(tmp_path):
    layers = (nn.GlobalMaxPooling2D(),)
    save_project(Project(np.zeros((8, 8, 1)), tuple(map(part_of, layers))), tmp_path / "net.convstudio")
    np.save(tmp_path / "x.npy", np.zeros((150, 130)))
    with pytest.raises(ValueError, match="sees too much of the input at once"):
        plan(str(tmp_path / "net.convstudio"), str(tmp_path / "x.npy"), tmp_path / "y.npy", BLOCK)
