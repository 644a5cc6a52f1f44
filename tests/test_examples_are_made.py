"""The examples that are brought along are those that tools/make_examples.py makes."""

import runpy
from pathlib import Path

import pytest

from convstudio.files.project import save_project
from convstudio.files.resources import examples

EXAMPLES = runpy.run_path(str(Path(__file__).parents[1] / "tools" / "make_examples.py"))["EXAMPLES"]


def test_they_are_shown_in_the_order_in_which_they_are_made():
    assert [example.id for example in examples()] == list(EXAMPLES)


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.id)
def test_the_tool_makes_the_same_bytes(example, tmp_path):
    save_project(EXAMPLES[example.id](), tmp_path / "made")
    assert (tmp_path / "made").read_bytes() == example.path.read_bytes()
