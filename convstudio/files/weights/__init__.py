"""Arrays in the files of other programs, read without those programs and without trusting the files."""

from convstudio.files.weights.entry import Entry, WeightFile
from convstudio.files.weights.read import read_weights

__all__ = ["Entry", "WeightFile", "read_weights"]
