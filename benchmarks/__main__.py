"""Run all benchmarks, or those with one of the words in their name: `python -m benchmarks convolve`."""

import benchmarks.one_thread  # isort: skip

import importlib
import pkgutil
import sys

import benchmarks


def main(words: list[str]) -> None:
    """Call `main` of every `bench_*` module."""
    for module in pkgutil.iter_modules(benchmarks.__path__):
        name = module.name
        if name.startswith("bench_") and (not words or any(word in name for word in words)):
            print(f"\n{name.removeprefix('bench_')}\n", flush=True)
            importlib.import_module(f"benchmarks.{name}").main()


main(sys.argv[1:])
