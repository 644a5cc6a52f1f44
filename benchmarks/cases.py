"""The convolutions that are measured, and how fast each is to be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convstudio.engine.geometry import Geometry


@dataclass(frozen=True)
class Case:
    """One row of the table: sizes as (rows, cols, channels), and our time over torch's that is asked for."""

    title: str
    shape: tuple[int, int, int]
    size: tuple[int, int]
    filters: int
    limit: float
    stride: int = 1
    dilation: int = 1
    groups: int = 1
    dtype: str = "float32"
    gaussian: bool = False

    def geometry(self, padding: str = "valid") -> Geometry:
        """How the window slides."""
        steps = (self.stride,) * 2, (self.dilation,) * 2
        return Geometry.build(
            self.shape[:2], self.size, *steps, tuple((pad, pad) for pad in self.pads(padding))
        )

    def pads(self, padding: str) -> tuple[int, int]:
        """Cells before and after rows and columns; torch has no odd cell: "same" is half of the window."""
        rows, cols = ((taps - 1) * self.dilation // 2 if padding == "same" else 0 for taps in self.size)
        return rows, cols

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """Input (1, rows, cols, channels) and kernel (rows, cols, channels / groups, filters), at random."""
        numbers = np.random.default_rng(1)
        x = numbers.standard_normal((1, *self.shape))
        kernel = numbers.standard_normal((*self.size, self.shape[2] // self.groups, self.filters))
        if self.gaussian:
            profiles = [np.exp(-(np.linspace(-3, 3, taps) ** 2) / 2) for taps in self.size]
            kernel[:, :, 0, 0] = np.outer(*profiles) / np.outer(*profiles).sum()
        return x.astype(self.dtype), kernel.astype(self.dtype)


K1, K3, K5, K7, K31 = [(taps, taps) for taps in (1, 3, 5, 7, 31)]

CASES = (
    Case("8×8×1 k3 f1", (8, 8, 1), K3, 1, 0.40),
    Case("28×28×1 k3 f8", (28, 28, 1), K3, 8, 0.45),
    Case("28×28×1 k3 f32", (28, 28, 1), K3, 32, 0.60),
    Case("224×224×3 k3 f32", (224, 224, 3), K3, 32, 1.75),
    Case("224×224×3 k7 stride 2 f64", (224, 224, 3), K7, 64, 1.30, stride=2),
    Case("56×56×64 k3 f64", (56, 56, 64), K3, 64, 1.40),
    Case("56×56×64 k3 dilation 2 f64", (56, 56, 64), K3, 64, 1.25, dilation=2),
    Case("56×56×64 k1 f256", (56, 56, 64), K1, 256, 1.40),
    Case("28×28×128 k3 f128", (28, 28, 128), K3, 128, 0.90),
    Case("14×14×256 k3 f256", (14, 14, 256), K3, 256, 0.75),
    Case("56×56×128 k3 stride 2 f128", (56, 56, 128), K3, 128, 1.20, stride=2),
    Case("112×112×64 depthwise k3", (112, 112, 64), K3, 64, 3.5, groups=64),
    Case("512×512×1 k3 f1", (512, 512, 1), K3, 1, 0.30),
    Case("512×512×1 k3 dilation 2 f1", (512, 512, 1), K3, 1, 0.50, dilation=2),
    Case("512×512×1 k3 f1 float64", (512, 512, 1), K3, 1, 0.12, dtype="float64"),
    Case("1024×1024×1 k5 f8", (1024, 1024, 1), K5, 8, 0.75),
    Case("1024×1024×1 k3 f32", (1024, 1024, 1), K3, 32, 0.70),
    Case("2048×2048×1 k3 f1", (2048, 2048, 1), K3, 1, 0.40),
    Case("4096×4096×1 k3 f1", (4096, 4096, 1), K3, 1, 0.40),
    Case("1024×1024×3 k3 f64", (1024, 1024, 3), K3, 64, 0.70),
    Case("1024×1024×1 k31 Gaussian", (1024, 1024, 1), K31, 1, 0.05, gaussian=True),
    Case("1024×1024×1 k31 dense", (1024, 1024, 1), K31, 1, 0.08),
    Case("1,000,000×1 k9 f8 (1-D)", (1, 1_000_000, 1), (1, 9), 8, 3.0),
)
