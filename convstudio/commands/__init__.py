"""The words of the command line, one file each: `add` says what a command takes, `run` does it.

Qt is imported only when a command runs, and only after `preflight` has found its libraries.
"""

from types import ModuleType

from convstudio.commands import apply, code, explain, export, import_model, info, render, walk

COMMANDS: dict[str, ModuleType] = {
    "explain": explain,
    "walk": walk,
    "render": render,
    "export": export,
    "apply": apply,
    "import": import_model,
    "info": info,
    "code": code,
}
