"""`convstudio walk`: all steps written out."""

import argparse
from pathlib import Path

from convstudio.commands.arguments import Commands, add_command, add_project
from convstudio.commands.qt import require_qt


def add(commands: Commands) -> None:
    """Say what the command takes."""
    add_project(add_command(commands, "walk", "Write out every step of the active layer, then its maps."))


def run(options: argparse.Namespace) -> int:
    """Print the walk; returns the exit code."""
    require_qt()
    from convstudio.files.computed import compute
    from convstudio.files.project import load_project
    from convstudio.files.step_text import as_text, map_text

    project = load_project(options.file)
    computed = compute(project)
    steps = computed.walk
    print(project.title or Path(options.file).stem)
    for step in steps:
        print(f"\nStep {step.index + 1} of {len(steps)}")
        print(as_text(computed.explain(step.row, step.col, step.filter)))
    for filter in range(computed.maps.shape[2]):
        print(f"\nFeature map {filter + 1}\n{map_text(computed.maps[..., filter])}")
    return 0
