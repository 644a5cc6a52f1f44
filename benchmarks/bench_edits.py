"""Edits of a 1024×1024×1 input and of 32 filters 3×3, against torch's full pass in the faster of its layouts.

An edit is measured with all that it changes: through the layer, or through the stack of layers.
"""

from __future__ import annotations

import benchmarks.one_thread  # isort: skip  # noqa: F401

import itertools
from collections.abc import Callable, Iterator

import numpy as np

from benchmarks import measure
from convstudio.engine.geometry import Box
from convstudio.nn import Conv2D, MaxPooling2D
from convstudio.nn.live import LiveStack

SIZE, FILTERS = 1024, 32
Edit = Callable[[], object]


def main() -> None:
    """Print the table."""
    try:
        import torch
    except ImportError:
        print('torch is not installed: pip install "convolution-studio[bench]"')
        return
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    print(f"{measure.machine()}, NumPy {np.__version__}, torch {torch.__version__}\n")
    print(f"{'times faster by':44}{'median':>9}{'cpu':>9}{'at least':>10}{'torch ms':>10}{'ours ms':>10}")
    stacks = [_stack(1), _stack(3)]
    for edit in _edits(stacks[0]):
        _row(*edit, _torch_passes(1))
    _row(*_edit_of_three(stacks[1]), _torch_passes(3))
    for stack in stacks:
        _check(stack)


def _row(title: str, least: int, edit: Edit, passes: list[Edit]) -> None:
    """Measure and print one edit beside torch's passes."""
    own, *torch_times = measure.in_turn(edit, *passes)
    full = min(times.median for times in torch_times)
    ratio, cpu = full / own.median, min(times.smallest_cpu for times in torch_times) / own.smallest_cpu
    mark = "" if ratio >= least else " *"
    times = f"{full * 1e3:10.2f}{own.median * 1e3:10.4f}"
    print(f"{title:44}{ratio:9.0f}{cpu:9.0f}{least:10}{times}{mark}", flush=True)


def _stack(convolutions: int) -> LiveStack:
    """One convolution, or several, each with ReLU and followed by pooling; computed."""
    layers: list[object] = [Conv2D(FILTERS, 3, activation="relu" if convolutions > 1 else None, seed=1)]
    for _ in range(convolutions - 1):
        layers += [MaxPooling2D(2), Conv2D(FILTERS, 3, activation="relu", seed=2)]
    if convolutions > 1:
        layers.append(MaxPooling2D(2))
    shape: tuple[int, ...] = (SIZE, SIZE, 1)
    for layer in layers:
        layer.build((None, *shape))
        shape = layer.compute_output_shape((None, *shape))[1:]
    stack = LiveStack(layers, np.random.default_rng(0).standard_normal((SIZE, SIZE, 1)).astype(np.float32))
    stack.compute()
    return stack


def _edits(stack: LiveStack) -> Iterator[tuple[str, int, Edit]]:
    numbers = np.random.default_rng(1)
    places = itertools.cycle(numbers.integers(10, SIZE - 10, 2).tolist() for _ in range(100))
    values = itertools.cycle(numbers.standard_normal(100).astype(np.float32))
    kernels = itertools.cycle(numbers.standard_normal((100, 3, 3, 1)).astype(np.float32))

    def brush(size: int) -> Edit:
        def paint() -> None:
            row, col = next(places)
            cells = np.full((size, size, 1), next(values))
            stack.set_cells(Box(row, row + size, col, col + size), cells)

        return paint

    yield "one cell", 3000, brush(1)
    yield "a brush of 5×5", 3000, brush(5)
    yield "one weight", 100, lambda: stack.set_weight(0, (1, 1, 0, 5), next(values))
    yield "one filter", 40, lambda: stack.set_filter(0, 5, next(kernels))


def _edit_of_three(stack: LiveStack) -> tuple[str, int, Edit]:
    brush = list(_edits(stack))[1][2]
    return "5×5 through 3 × (convolution, ReLU, pooling)", 500, brush


def _torch_passes(convolutions: int) -> list[Edit]:
    """The whole stack in both layouts."""
    import torch
    from torch.nn import functional

    def make(layout: torch.memory_format) -> Edit:
        x = torch.randn(1, 1, SIZE, SIZE).to(memory_format=layout)
        kernels = [torch.randn(FILTERS, FILTERS if depth else 1, 3, 3) / 9 for depth in range(convolutions)]
        kernels = [kernel.to(memory_format=layout) for kernel in kernels]

        def run() -> object:
            if convolutions == 1:
                return functional.conv2d(x, kernels[0])
            y = x
            for kernel in kernels:
                y = functional.max_pool2d(functional.relu(functional.conv2d(y, kernel)), 2)
            return y

        return run

    return [make(torch.contiguous_format), make(torch.channels_last)]


def _check(stack: LiveStack) -> None:
    """After all the edits the outputs are still those of a full pass."""
    edited = [output.copy() for output in stack.outputs]
    stack.refresh()
    for output, fresh in zip(edited, stack.outputs, strict=True):
        np.testing.assert_allclose(output, fresh, rtol=0, atol=1e-3)


if __name__ == "__main__":
    main()
