"""A training as a film: a frame for each moment, in scales that hold for all of it."""

import dataclasses

import numpy as np
import pytest
from PIL import Image

from convstudio.files.films.writing import write_film
from convstudio.files.resources import load_example
from convstudio.files.tasks import task_named
from convstudio.model.machine import TrainingState
from convstudio.model.training_run import TrainingRun, run_of
from convstudio.views.look import Look
from convstudio.views.theme import DARK
from convstudio.views.training_film import TrainingFilm

pytestmark = pytest.mark.usefixtures("qapp")


def run(name="vertical-line", moments=6, every=2):
    """Weights that grow evenly from nothing to those of the example, a loss that falls."""
    project = load_example(name)
    kernel, bias = project.layers[0].weights
    weights = {n * every: {0: (kernel * n / (moments - 1), bias)} for n in range(moments)}
    return TrainingRun(project, weights, np.linspace(9, 0, (moments - 1) * every))


def test_a_moment_is_the_project_with_its_weights():
    one = run().at(4)
    assert one.layers[0].weights[0].max() == pytest.approx(0.4)
    assert np.array_equal(one.input, load_example("vertical-line").input)


def test_there_is_a_frame_for_each_moment_and_all_differ():
    film = TrainingFilm(run())
    frames = [film.frame(number) for number in range(len(film))]
    assert len(frames) == len({frame.tobytes() for frame in frames}) == 6
    assert {frame.shape for frame in frames} == {(*film.size, 3)}
    assert film.size[0] % 2 == film.size[1] % 2 == 0


def test_the_scale_of_the_weights_holds_for_the_whole_film():
    """At the first moment all weights are 0, at the last the largest is as red as it gets."""
    film = TrainingFilm(run(), scale=2)
    reds = [(frame[..., 0] > 150) & (frame[..., 2] < 60) for frame in map(film.frame, range(6))]
    counts = [int(red.sum()) for red in reds]
    assert counts[0] < counts[-1] / 10
    assert counts == sorted(counts)


def test_a_range_of_steps_takes_the_moments_in_it():
    everything, some = TrainingFilm(run()), TrainingFilm(run(), steps=range(3, 9))
    assert len(some) == 3
    assert some.size == everything.size


def test_all_filters_are_shown_by_their_maps():
    one, every = TrainingFilm(run("cross"), 1), TrainingFilm(run("cross"), None)
    assert one.size != every.size
    assert not np.array_equal(every.frame(1), every.frame(4))


def test_dark_is_dark():
    assert TrainingFilm(run(), look=Look(DARK)).frame(0).mean() < TrainingFilm(run()).frame(0).mean() - 40


def test_a_loss_that_is_no_number_leaves_a_gap():
    broken = dataclasses.replace(run(), curve=np.array([3, np.nan, np.inf, 2, 1, 0.5, 0.2, 0.1, 0.1, 0]))
    assert TrainingFilm(broken).frame(5).any()


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"steps": range(11, 20)}, "moments are kept from step 0 to 10; none of them was chosen"),
        ({"filter": 1}, "there is no filter 2"),
        ({"scale": 99}, "a picture has 1 to 100,000,000 pixels"),
    ],
)
def test_what_is_not_there_is_refused(options, match):
    with pytest.raises(ValueError, match=match):
        TrainingFilm(run(), **options)


def test_it_becomes_a_film(tmp_path):
    assert write_film(TrainingFilm(run(), scale=0.5), tmp_path / "a.gif", 20)
    with Image.open(tmp_path / "a.gif") as image:
        assert image.n_frames == 6


class TestOfATrainer:
    def trained(self, qtbot, studio, steps=5):
        studio.trainer.open_task(task_named("target"))
        for number in range(steps):
            studio.trainer.step_once()
            qtbot.waitUntil(lambda: studio.trainer.state is TrainingState.PAUSED, timeout=20_000)
            qtbot.waitUntil(lambda n=number: studio.trainer.timeline.kept[-1] == n + 1, timeout=20_000)
        return studio.document.snapshot(0)

    def test_every_moment_kept_is_there_with_its_weights(self, qtbot, studio):
        project = self.trained(qtbot, studio)
        found = run_of(studio.trainer, project)
        assert found.steps == (0, 1, 2, 3, 4, 5)
        assert len(found.curve) == 5
        for steps in found.steps:
            assert np.array_equal(
                found.at(steps).layers[0].weights[0], studio.trainer.weights_at(steps)[0][0]
            )
        assert np.array_equal(found.at(5).layers[0].weights[0], project.layers[0].weights[0])

    def test_before_a_training_there_is_none(self, studio):
        assert run_of(studio.trainer, studio.document.snapshot(0)) is None

    def test_weights_of_other_shapes_are_another_network(self, qtbot, studio):
        self.trained(qtbot, studio)
        assert run_of(studio.trainer, load_example("cross")) is None
