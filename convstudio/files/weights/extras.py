"""Libraries that only some files need, and what to install where they are missing."""

import importlib
from typing import Any


def extra_module(module: str, extra: str, what: str) -> Any:
    """Import a module of an extra.

    Raises:
        ValueError: it is not installed; the message says what to install.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        raise ValueError(
            f"{what} files need {module}, which is not installed: pip install 'convolution-studio[{extra}]'"
        ) from None
