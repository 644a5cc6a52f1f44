"""Make resources/samples/digits.npz anew: python tools/make_digits.py, where scikit-learn is installed.

Only this script needs scikit-learn, once; the file that ships was made with 1.9.1. What the data are, who
made them and under which licence stands in resources/samples/digits.txt.
"""

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Write the pictures as x, (1797, 8, 8) of 0 … 16, and the digits as y."""
    try:
        from sklearn.datasets import load_digits  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        sys.exit("scikit-learn is not installed: pip install scikit-learn==1.9.1")
    found = load_digits()
    x, y = found.images.astype(np.uint8), found.target.astype(np.uint8)
    if (x != found.images).any() or (y != found.target).any():
        sys.exit("The digits are no longer whole numbers below 256")
    np.savez_compressed(ROOT / "resources" / "samples" / "digits.npz", x=x, y=y)


if __name__ == "__main__":
    main()
