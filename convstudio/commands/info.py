"""`convstudio info`: what a file holds."""

import argparse

from convstudio.commands.arguments import Commands, add_command
from convstudio.commands.qt import require_qt


def add(commands: Commands) -> None:
    """Say what the command takes."""
    text = "Say what a project or a file of weights holds: its arrays, its layers, what cannot be read."
    parser = add_command(commands, "info", text)
    parser.add_argument("file", help="a project, or .npz, .npy, .safetensors, .pt, .onnx, .keras or .h5")


def run(options: argparse.Namespace) -> int:
    """Print it; returns the exit code."""
    require_qt()
    from convstudio.files.describe import describe

    print(describe(options.file))
    return 0
