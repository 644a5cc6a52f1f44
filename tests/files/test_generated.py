"""Samples that are drawn by rule and by chance."""

import numpy as np
import pytest

from convstudio.files.generated import GENERATED, generated
from convstudio.files.samples import Samples
from convstudio.nn import Conv2D, Dense, GlobalMaxPooling2D, Sequential
from convstudio.nn.losses import SparseCategoricalCrossentropy
from convstudio.nn.optimizers import Adam


def test_lines_without_noise_are_lines():
    samples = generated("lines", 40, size=6, noise=0)
    for picture, number in zip(samples.x[..., 0], samples.y, strict=True):
        rows, cols = (picture.sum(axis=1) == 6).sum(), (picture.sum(axis=0) == 6).sum()
        expected = {"horizontal": (1, 0), "vertical": (0, 1), "diagonal": (0, 0), "cross": (1, 1)}
        assert (rows, cols) == expected[samples.classes[number]]


@pytest.mark.parametrize("kind", ["directions", "strokes"])
def test_strokes_without_noise_and_shift_go_through_the_middle_as_they_are_called(kind):
    through = {"horizontal": "-", "vertical": "|", "falling": "\\", "rising": "/"}
    samples = generated(kind, 12, size=7, noise=0, shift=0)
    for picture, number in zip(samples.x[..., 0], samples.y, strict=True):
        found = {
            "-": picture[3].all(),
            "|": picture[:, 3].all(),
            "\\": np.diag(picture).all(),
            "/": np.diag(picture[::-1]).all(),
        }
        name = samples.classes[number]
        crosses = {"upright cross": {"-", "|"}, "slanted cross": {"\\", "/"}}
        expected = crosses[name] if name in crosses else {through[name]}
        assert {stroke for stroke, is_there in found.items() if is_there} == expected
        assert picture.sum() == 7 * len(expected) - (len(expected) == 2)


def test_bumps_go_up_and_dips_down():
    samples = generated("bumps", 9, size=20, noise=0, shift=0)
    middles = {
        samples.classes[number]: line[10, 0] for line, number in zip(samples.x, samples.y, strict=True)
    }
    assert middles == {"bump": 1, "dip": -1, "flat": 0}


@pytest.mark.parametrize("kind", GENERATED)
def test_every_class_is_there_equally_often(kind):
    samples = generated(kind, 24)
    assert len(samples) == 24
    assert len(set(np.bincount(samples.y))) == 1


@pytest.mark.parametrize("kind", GENERATED)
def test_the_same_seed_draws_the_same(kind):
    one, same, other = (generated(kind, 10, seed=seed) for seed in (1, 1, 2))
    assert (one.x == same.x).all()
    assert (one.y == same.y).all()
    assert (one.x != other.x).any()


def test_the_smallest_size_holds_the_largest_shift():
    assert generated("lines", 50, size=4, shift=1).x.shape == (50, 4, 4, 1)
    assert generated("lines", 50, size=5, shift=2, noise=0).x.reshape(50, -1).any(axis=1).all()


@pytest.mark.parametrize(
    "words",
    [{"kind": "spots"}, {"count": 0}, {"size": 3}, {"noise": -1}, {"noise": float("nan")}, {"shift": 6}],
)
def test_a_setting_out_of_its_range_is_refused(words):
    with pytest.raises(ValueError, match=next(iter(words))):
        generated(**{"kind": "lines", "count": 4, **words})


def test_samples_cannot_be_changed_and_have_a_class_each():
    samples = generated("lines", 4)
    with pytest.raises(ValueError, match="read-only"):
        samples.x[0] = 0
    with pytest.raises(ValueError, match="a class for each"):
        Samples(samples.x, samples.y[:2], samples.classes)
    with pytest.raises(ValueError, match="from 0 to 1"):
        Samples(samples.x, samples.y, ("one", "other"))


def test_a_small_network_learns_to_tell_lines_apart():
    samples = generated("lines", 240, size=8, seed=1)
    model = Sequential(
        [
            Conv2D(8, 3, activation="relu", input_shape=(8, 8, 1), seed=1),
            GlobalMaxPooling2D(),
            Dense(4, seed=2),
        ]
    )
    model.compile(Adam(0.02), SparseCategoricalCrossentropy(from_logits=True), ["accuracy"], seed=3)
    history = model.fit(samples.x, samples.y, epochs=30, validation_split=0.25).history
    assert history["val_accuracy"][-1] > 0.95
