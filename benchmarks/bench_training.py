"""One step of training a small network against torch's, one thread each.

32 pictures of 28×28×1 go through conv 8, ReLU, max pool, conv 16, ReLU, max pool and dense 10; the loss is
cross-entropy of logits, the weights follow by SGD. Below 1 is faster than torch. Both start from the same
weights, and those after some steps are compared.
"""

from __future__ import annotations

import benchmarks.one_thread  # isort: skip  # noqa: F401

import sys
from collections.abc import Callable

import numpy as np

from benchmarks import measure
from convstudio.nn import Conv2D, Dense, Flatten, MaxPooling2D, Sequential
from convstudio.nn.losses import SparseCategoricalCrossentropy
from convstudio.nn.optimizers import SGD

GOAL = 1.2
RATE = 0.01
STEPS = 5  # after which the weights of both are compared


def main() -> None:
    """Print the table."""
    try:
        import torch
    except ImportError:
        print('torch is not installed: pip install "convolution-studio[bench]"')
        return
    print(f"{measure.machine()}, NumPy {np.__version__}, torch {torch.__version__}\n")
    random = np.random.default_rng(0)
    x = random.random((32, 28, 28, 1), np.float32)
    y = random.integers(0, 10, 32)
    model = _ours()
    steps = [_torch_step(model, x, y, layout) for layout in ("contiguous_format", "channels_last")]
    error = _error(model, x, y, steps[0])
    own, *theirs = measure.in_turn(
        lambda: model.train_on_batch(x, y), *(step for step, _ in steps), rounds=21
    )
    best = min(theirs, key=lambda times: times.median)
    ratio, cpu = own.median / best.median, own.smallest_cpu / min(times.smallest_cpu for times in theirs)
    print(f"{'median':>8}{'cpu':>8}{'at most':>9}{'torch ms':>10}{'ours ms':>10}{'error':>10}")
    times = f"{best.median * 1e3:10.3f}{own.median * 1e3:10.3f}"
    print(f"{ratio:8.3f}{cpu:8.3f}{GOAL:9.2f}{times}{error:10.1e}{'' if ratio <= GOAL else ' *'}")


def _ours() -> Sequential:
    model = Sequential(
        [
            Conv2D(8, 3, activation="relu", input_shape=(28, 28, 1), seed=1),
            MaxPooling2D(),
            Conv2D(16, 3, activation="relu", seed=2),
            MaxPooling2D(),
            Flatten(),
            Dense(10, seed=3),
        ]
    )
    model.compile(SGD(RATE), SparseCategoricalCrossentropy(from_logits=True))
    return model


def _torch_step(
    ours: Sequential, x: np.ndarray, y: np.ndarray, layout: str
) -> tuple[Callable[[], object], Callable[[], list[np.ndarray]]]:
    """A step of the same network with the same weights in torch, and a look at its weights in our order."""
    import torch

    torch.set_num_threads(1)
    torch.set_grad_enabled(True)
    nn = torch.nn
    convs = nn.Conv2d(1, 8, 3), nn.Conv2d(8, 16, 3)
    dense = nn.Linear(400, 10)
    model = nn.Sequential(
        *(convs[0], nn.ReLU(), nn.MaxPool2d(2), convs[1], nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), dense)
    )
    weights = [torch.from_numpy(array) for array in ours.get_weights()]
    with torch.no_grad():
        for layer, kernel, bias in zip(convs, weights[:4:2], weights[1:4:2], strict=True):
            layer.weight.copy_(kernel.permute(3, 2, 0, 1))
            layer.bias.copy_(bias)
        dense.weight.copy_(weights[4].reshape(5, 5, 16, 10).permute(3, 2, 0, 1).reshape(10, 400))
        dense.bias.copy_(weights[5])
    memory = getattr(torch, layout)
    model = model.to(memory_format=memory)
    optimizer = torch.optim.SGD(model.parameters(), RATE)
    inputs = torch.from_numpy(x).permute(0, 3, 1, 2).contiguous().to(memory_format=memory)
    targets = torch.from_numpy(y)

    def step() -> None:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(inputs), targets).backward()
        optimizer.step()

    return step, lambda: [conv.weight.detach().permute(2, 3, 1, 0).numpy() for conv in convs]


def _error(
    model: Sequential, x: np.ndarray, y: np.ndarray, torch: tuple[Callable[[], object], Callable[[], list]]
) -> float:
    """Largest difference of the kernels after some steps; checked."""
    step, kernels = torch
    for _ in range(STEPS):
        model.train_on_batch(x, y)
        step()
    pairs = zip(model.get_weights()[:4:2], kernels(), strict=True)
    error = max(float(np.abs(ours - theirs).max()) for ours, theirs in pairs)
    if not error < 1e-5:
        sys.exit(f"The kernels differ from torch's by {error}")
    return error


if __name__ == "__main__":
    main()
