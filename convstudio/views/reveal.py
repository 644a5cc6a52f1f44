"""How much of a cell is shown."""

from enum import Enum


class Reveal(Enum):
    """How what lies ahead of the window appears."""

    WHOLE = "whole"
    PALE = "pale"
    HIDDEN = "hidden"
