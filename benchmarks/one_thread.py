"""Import this first: it tells every library to use one thread, which they read when they are loaded."""

import os

for name in ("OPENBLAS", "OMP", "MKL", "VECLIB_MAXIMUM"):
    os.environ[f"{name}_NUM_THREADS"] = "1"
