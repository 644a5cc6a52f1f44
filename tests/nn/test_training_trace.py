"""Twenty steps of a small network against the same in plain loops, in float64."""

import math

import numpy as np
import pytest

from convstudio.nn import Conv2D, Dense, Flatten, MaxPooling2D, Sequential
from convstudio.nn.losses import SparseCategoricalCrossentropy
from convstudio.nn.optimizers import SGD, Adam, RMSprop

STEPS = 20
RATE = 0.02


def passed(weights, picture, label):
    """Loss and gradients of one picture (5, 5): conv 3×3, ReLU, max pool 2, dense, softmax; no bias."""
    kernel, dense = weights
    filters, classes = kernel.shape[3], dense.shape[1]
    sums = np.zeros((3, 3, filters))
    for row, col, filter_ in np.ndindex(sums.shape):
        for i, j in np.ndindex(3, 3):
            sums[row, col, filter_] += picture[row + i, col + j] * kernel[i, j, 0, filter_]
    maps = np.where(sums > 0, sums, 0)
    winners = [max(np.ndindex(2, 2), key=lambda at, f=f: maps[at][f]) for f in range(filters)]
    pooled = [maps[winner][f] for f, winner in enumerate(winners)]
    logits = [sum(pooled[f] * dense[f, c] for f in range(filters)) for c in range(classes)]
    shares = [math.exp(z) / sum(math.exp(other) for other in logits) for z in logits]
    errors = [share - (c == label) for c, share in enumerate(shares)]
    by_dense = np.array([[pooled[f] * errors[c] for c in range(classes)] for f in range(filters)])
    by_kernel = np.zeros_like(kernel)
    for f, (row, col) in enumerate(winners):
        if sums[row, col, f] > 0:
            error = sum(dense[f, c] * errors[c] for c in range(classes))
            by_kernel[:, :, 0, f] = error * picture[row : row + 3, col : col + 3]
    return -math.log(shares[label]), by_kernel, by_dense


def sgd(step, w, g, slots):
    return w - RATE * g


def nesterov(step, w, g, slots):
    slots["v"] = 0.9 * slots.get("v", 0) - RATE * g
    return w + 0.9 * slots["v"] - RATE * g


def rmsprop(step, w, g, slots):
    slots["s"] = 0.9 * slots.get("s", 0) + (1 - 0.9) * g**2
    return w - RATE * g / np.sqrt(slots["s"] + 1e-7)


def adam(step, w, g, slots):
    slots["m"] = 0.9 * slots.get("m", 0) + (1 - 0.9) * g
    slots["v"] = 0.999 * slots.get("v", 0) + (1 - 0.999) * g**2
    rate = RATE * math.sqrt(1 - 0.999**step) / (1 - 0.9**step)
    return w - rate * slots["m"] / (np.sqrt(slots["v"]) + 1e-7)


@pytest.mark.parametrize(
    ("optimizer", "rule"),
    [
        (SGD(RATE), sgd),
        (SGD(RATE, momentum=0.9, nesterov=True), nesterov),
        (RMSprop(RATE), rmsprop),
        (Adam(RATE), adam),
    ],
)
def test_twenty_steps_agree_with_plain_loops(optimizer, rule):
    model = Sequential(
        [
            Conv2D(2, 3, activation="relu", use_bias=False, input_shape=(5, 5, 1), seed=1, dtype="float64"),
            MaxPooling2D(dtype="float64"),
            Flatten(dtype="float64"),
            Dense(3, use_bias=False, seed=2, dtype="float64"),
        ]
    )
    model.compile(optimizer, SparseCategoricalCrossentropy(from_logits=True))
    random = np.random.default_rng(0)
    x, y = random.normal(size=(3, 5, 5, 1)), np.array([0, 2, 1])
    weights, slots = model.get_weights(), [{}, {}]
    for step in range(1, STEPS + 1):
        found = [passed(weights, picture[..., 0], label) for picture, label in zip(x, y, strict=True)]
        loss, *gradients = (sum(parts) / len(x) for parts in zip(*found, strict=True))
        assert model.train_on_batch(x, y)["loss"] == pytest.approx(loss, rel=1e-9)
        weights = [rule(step, w, g, s) for w, g, s in zip(weights, gradients, slots, strict=True)]
        for ours, plain in zip(model.get_weights(), weights, strict=True):
            np.testing.assert_allclose(ours, plain, rtol=1e-9)
