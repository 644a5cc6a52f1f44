"""`convstudio import`: a model of another framework, or one of its layers, as a project."""

import argparse
from pathlib import Path

from convstudio.commands.arguments import Commands, add_command
from convstudio.commands.qt import require_qt


def add(commands: Commands) -> None:
    """Say what the command takes."""
    text = "Write a model of another framework, or one of its layers, as a project; nothing in it is run."
    parser = add_command(commands, "import", text)
    parser.add_argument("file", metavar="MODEL", help=".onnx, .keras, .h5, .pt, .safetensors, .npz or .npy")
    parser.add_argument("--layer", default="", metavar="NAME", help="one layer (see `convstudio info`)")
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="PROJECT", help="file to write")


def run(options: argparse.Namespace) -> int:
    """Write the project; returns the exit code."""
    require_qt()
    from convstudio.files.model_project import model_project
    from convstudio.files.project import save_project

    project = model_project(options.file, options.layer)
    save_project(project, options.output)
    layers = len(project.layers)
    print(f"{options.output}: {layers} layer{'s' * (layers != 1)}, input {project.input.shape}")
    return 0
