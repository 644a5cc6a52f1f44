"""Tasks with samples of one's own."""

import numpy as np
import pytest
from PIL import Image

from convstudio.files.own_tasks import network_for, own_task, target_task
from convstudio.files.start_weights import output_shape, without_weights
from convstudio.files.tasks import task_named
from convstudio.nn import Conv1D, Conv2D


@pytest.fixture
def folder(tmp_path):
    """Two classes of pictures: bright at the left, bright at the right."""
    for name, left in (("left", True), ("right", False)):
        (tmp_path / "sides" / name).mkdir(parents=True)
        for number in range(6):
            picture = np.full((12, 12), 20 * number, np.uint8)
            picture[:, :6] += 120 * left
            picture[:, 6:] += 120 * (not left)
            Image.fromarray(picture).save(tmp_path / "sides" / name / f"{number}.png")
    return tmp_path / "sides"


def test_a_folder_of_pictures_becomes_a_task_that_can_be_learned(folder, learned):
    task = own_task(folder, (12, 12))
    assert (task.title, task.kind) == ("sides", "classify")
    assert task.text == "12 samples of 2 classes: left, right."
    model, samples, history = learned(task, 0)
    assert samples.classes == ("left", "right")
    assert history["accuracy"][-1] == 1
    assert model.output_shape == (None, 2)


def test_classes_are_mixed_so_that_the_part_kept_aside_has_all_of_them(folder):
    task = own_task(folder, (12, 12))
    assert set(task.samples().y[-4:].tolist()) == {0, 1}
    assert (task.samples().y == task.samples().y).all()
    assert (task.with_options(seed=1).samples().y != task.samples().y).any()


@pytest.mark.parametrize(
    "shape", [(1, 1, 3), (2, 9, 1), (8, 8, 1), (28, 28, 1), (100, 30, 3), (20, 1), (1, 1)]
)
def test_the_network_fits_the_shape_and_the_classes(shape, tmp_path, model_of):
    path = tmp_path / "own.npz"
    np.savez(path, x=np.ones((4, *shape)), y=[0, 1, 2, 1])
    task = own_task(path)
    assert output_shape(task.layers, shape) == (3,)
    outputs = model_of(task.project()).predict(task.samples().x)
    np.testing.assert_allclose(outputs.sum(axis=1), 1, rtol=1e-5)


def test_larger_pictures_are_pooled_more_often():
    kinds = [[part.kind for part in network_for((size, size, 1), 2)] for size in (16, 17, 64)]
    assert [kind.count("MaxPooling2D") for kind in kinds] == [1, 1, 3]
    assert [part.config["filters"] for part in network_for((64, 64, 3), 2) if part.kind == "Conv2D"] == [
        8,
        16,
        32,
    ]


def test_one_class_alone_is_refused(tmp_path):
    np.savez(tmp_path / "own.npz", x=np.ones((4, 5, 5)), y=[0, 0, 0, 0])
    with pytest.raises(ValueError, match=r"own\.npz must hold at least 2 classes.*classes=1, samples=4"):
        own_task(tmp_path / "own.npz")


def test_more_samples_take_fewer_epochs(tmp_path):
    for count in (10, 800, 40_000):
        np.savez(tmp_path / f"{count}.npz", x=np.zeros((count, 2, 2)), y=np.arange(count) % 2)
    epochs = [own_task(tmp_path / f"{count}.npz").recipe.epochs for count in (10, 800, 40_000)]
    assert epochs == [200, 75, 5]


def test_a_map_that_somebody_drew_is_found_again(learned):
    """The tutorial's picture with some noise, and the map that its filter makes: the layer gives that map."""
    made = task_named("target").samples()
    task = target_task(made.x[:1], made.y[:1], without_weights([Conv2D(1, 3)]), "My map")
    assert (task.title, task.kind) == ("My map", "target")
    model, samples, history = learned(task, 0)
    assert np.abs(model.predict(samples.x) - made.y[:1]).max() < 0.1
    assert history["loss"][-1] < 1e-3
    with pytest.raises(ValueError, match="no weights to compare with"):
        samples.distance(model.get_weights()[0])


def test_a_line_can_be_a_target_too(learned):
    line = np.zeros((1, 8, 1))
    line[0, 3:5] = 1
    wanted = np.zeros((1, 6, 1))
    wanted[0, 2:4] = 1
    model, samples, _ = learned(target_task(line, wanted, without_weights([Conv1D(1, 3)])), 0)
    np.testing.assert_allclose(model.predict(samples.x), wanted, atol=0.05)


@pytest.mark.parametrize(
    ("x", "wanted", "message"),
    [
        (np.ones((1, 8, 8, 1)), np.ones((1, 8, 8, 1)), r"\(6, 6, 1\)\. Received: \(8, 8, 1\)"),
        (np.ones((2, 8, 8, 1)), np.ones((1, 6, 6, 1)), "what is wanted for each"),
        (np.ones((8, 8)), np.ones((6, 6)), "Targets are"),
        (np.ones((1, 2, 2, 1)), np.ones((1, 1, 1, 1)), "window"),
    ],
)
def test_a_map_that_cannot_come_out_is_refused(x, wanted, message):
    with pytest.raises(ValueError, match=message):
        target_task(x, wanted, without_weights([Conv2D(1, 3)]))


def test_the_distance_is_that_of_the_worst_weight():
    made = task_named("target").samples()
    kernel = made.kernel.copy()
    kernel[0, 0] = 0.25
    kernel[1, 1] = 0.5
    assert made.distance(kernel) == 0.5
    with pytest.raises(ValueError, match=r"shape \(3, 3, 1, 1\)\. Received: \(2, 2, 1, 1\)"):
        made.distance(kernel[:2, :2])


def test_pictures_look_as_photographed_with_the_rule_of_their_values(folder):
    project = own_task(folder, (12, 12)).project()
    assert project.look == "photo"
    assert project.value_rule == "0–255 divided by 255, scaled to 12 × 12"
