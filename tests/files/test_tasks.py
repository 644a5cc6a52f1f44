"""Every task that ships can be learned from random weights, by its own recipe."""

import json
import math

import numpy as np
import pytest

from convstudio.files.project import load_project, save_project
from convstudio.files.resources import filters
from convstudio.files.samples import Targets
from convstudio.files.tasks import Task, read_task, task_named, tasks

each = pytest.mark.parametrize("task", tasks(), ids=lambda task: task.id)


def test_the_tasks_are_shown_in_this_order():
    assert [task.id for task in tasks()] == ["target", "directions", "strokes", "bumps", "digits"]
    assert all(task.title and task.text for task in tasks())


@each
def test_a_project_looks_at_a_sample_and_every_layer_fits(task, model_of):
    samples, project = task.samples(), task.project(seed=1, number=3)
    assert (project.input == samples.x[3]).all()
    assert (project.title, project.note) == (task.title, task.text)
    outputs = model_of(project).predict(samples.x[:5])
    expected = samples.y[:5].shape if task.kind == "target" else (5, len(samples.classes))
    assert outputs.shape == expected


@each
def test_a_project_can_be_saved_and_opened(task, tmp_path):
    project = task.project(seed=1)
    save_project(project, tmp_path / "task.convstudio")
    assert load_project(tmp_path / "task.convstudio") == project


@each
def test_the_seed_decides_the_first_weights(task):
    one, same, other = (
        [array for part in task.project(seed).layers for array in part.weights] for seed in (1, 1, 2)
    )
    assert all((a == b).all() for a, b in zip(one, same, strict=True))
    assert any((a != b).any() for a, b in zip(one, other, strict=True))


@each
def test_the_same_options_give_the_same_samples(task):
    one, same, other = task.samples(), task.samples(), task.with_options(seed=7).samples()
    assert (one.x == same.x).all()
    assert (one.y == same.y).all()
    assert (one.x != other.x).any()


@each
def test_there_are_as_many_samples_as_asked_for(task):
    assert len(task.with_options(count=40).samples()) == 40


@pytest.mark.parametrize("seed", range(3))
def test_the_filter_of_the_target_is_found_to_within_a_hundredth(seed, learned):
    model, samples, history = learned(task_named("target"), seed)
    assert samples.distance(task_named("target").project(seed).layers[0].weights[0]) > 0.3
    assert samples.distance(model.get_weights()[0]) < 0.01
    assert abs(model.get_weights()[1][0]) < 0.01  # there is no bias in the target
    assert history["loss"][-1] < 1e-3 < 0.1 < history["loss"][0]


@pytest.mark.parametrize("name", ["directions", "strokes", "bumps"])
@pytest.mark.parametrize("seed", range(2))
def test_lines_and_bumps_are_told_apart_without_a_mistake(name, seed, learned):
    _, _, history = learned(task_named(name), seed)
    assert history["val_accuracy"][-1] == 1
    assert history["accuracy"][0] < 1


@pytest.mark.parametrize("seed", range(2))
def test_digits_are_read_with_95_of_100_right(seed, learned):
    model, samples, history = learned(task_named("digits"), seed)
    assert history["val_accuracy"][-1] >= 0.95
    aside = math.floor(1797 * 0.8)
    right = model.predict(samples.x[aside:]).argmax(axis=1) == samples.y[aside:]
    assert right.mean() == pytest.approx(history["val_accuracy"][-1])


def test_the_target_is_what_the_filter_makes_of_each_picture():
    samples = task_named("target").samples()
    assert isinstance(samples, Targets)
    assert samples.kernel[..., 0, 0].tolist() == [[0, 1, 0]] * 3
    assert samples.y.shape == (64, 6, 6, 1)
    np.testing.assert_allclose(
        samples.y[..., 0], sum(samples.x[:, down : down + 6, 1:7, 0] for down in range(3)), rtol=1e-5
    )


@pytest.mark.parametrize(
    "name", [one.id for one in filters() if one.dimensions == 2 and max(one.kernel.shape) <= 8]
)
def test_any_filter_of_the_library_can_be_the_target(name, model_of):
    task = task_named("target").with_options(filter=name)
    shape = next(one.kernel.shape for one in filters() if one.id == name)
    assert task.project().layers[0].weights[0].shape == (*shape, 1, 1)
    assert task.project().layers[0].config["kernel_size"] == shape
    assert model_of(task.project()).predict(task.samples().x).shape == task.samples().y.shape


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("digits", {"shift": 1}, "Options of these samples are: count, noise, seed. Received: shift=1"),
        ("digits", {"count": 5}, r"10 … 1797.*count=5"),
        ("directions", {"noise": -1}, "noise=-1"),
        ("directions", {"count": 2.5}, r"count=2\.5"),
        ("bumps", {"seed": -1}, "seed=-1"),
        ("target", {"filter": "bump"}, "one of vertical-line, .*filter='bump'"),
        ("target", {"filter": "gaussian-5", "size": 4, "shift": 1}, "at least 5.*size=4"),
    ],
)
def test_an_option_that_cannot_be_is_refused(name, options, message):
    with pytest.raises(ValueError, match=message):
        task_named(name).with_options(**options)


def test_a_sample_that_is_not_there_cannot_be_looked_at():
    with pytest.raises(ValueError, match=r"0 … 239\. Received: number=240"):
        task_named("directions").project(number=240)


def test_a_task_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"Tasks are target, .*'faces'"):
        task_named("faces")


def test_a_task_needs_layers_and_one_of_two_kinds():
    task = task_named("digits")
    with pytest.raises(ValueError, match="kind='guess'"):
        Task("x", "", "", "guess", task.data, task.layers, task.recipe)
    with pytest.raises(ValueError, match="at least one layer"):
        Task("x", "", "", "classify", task.data, (), task.recipe)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"data": {"source": "cloud"}}, "source='cloud'"),
        ({"data": {"source": "handwritten", "shift": 1}}, "shift"),
        ({"layers": [{"kind": "Lambda", "settings": {}}]}, "'Lambda'"),
        ({"recipe": {"optimizer": "guess"}}, "optimizer='guess'"),
        ({"recipe": {"speed": 1}}, "speed"),
        ({"title": None}, "title"),
        ({"layers": None}, "iterable"),
    ],
)
def test_a_file_that_is_no_task_is_refused_by_name(tmp_path, change, message):
    good = {
        "id": "own",
        "title": "Own",
        "text": "",
        "kind": "classify",
        "data": {"source": "handwritten"},
        "layers": [{"kind": "Flatten", "settings": {}}],
        "recipe": {},
    }
    path = tmp_path / "own.json"
    path.write_text(json.dumps(good))
    assert read_task(path).title == "Own"
    path.write_text(json.dumps({**good, **change}))
    with pytest.raises(ValueError, match=f"(?s)own.json cannot be read as a task.*{message}"):
        read_task(path)
