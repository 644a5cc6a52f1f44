"""What the README shows is what happens."""

import json
import re
import runpy
import shlex
from pathlib import Path

import pytest

from convstudio import cli

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_its_listing_gives_what_it_says(tmp_path, capsys):
    (listing,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / "listing.py").write_text(listing, "utf-8")

    runpy.run_path(str(tmp_path / "listing.py"))

    *rows, step = capsys.readouterr().out.splitlines()
    assert [re.findall(r"\d", row) for row in rows] == [["0", "0", "3", "3", "0", "0"]] * 6
    assert step == "3.0 3.0"


def test_its_command_prints_what_it_says(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    command, shown = re.search(r"```\n\$ convstudio (.*?)\n(.*?)```", README, re.DOTALL).groups()

    assert cli.main(shlex.split(command)) == 0
    assert capsys.readouterr().out == shown


def test_its_table_has_every_shortcut():
    shortcuts = json.loads((ROOT / "resources" / "shortcuts.json").read_text("utf-8"))
    table = README[README.index("## Keys") : README.index("## Where things are")]
    named = {
        key.strip() for row in re.findall(r"^\| (.*?) \|", table, re.MULTILINE) for key in row.split(", ")
    }

    assert set(shortcuts.values()) <= named


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#]+)\)", README))
def test_what_it_links_to_is_there(target):
    assert (ROOT / target).exists()
