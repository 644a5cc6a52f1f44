"""What is done of a long work."""

import pytest

from convstudio.files.large.journal import Journal


def test_what_was_done_is_known_when_the_same_work_is_taken_up(tmp_path):
    with Journal(tmp_path / "j", {"work": 1}) as journal:
        journal.add("a")
        journal.add("b")
    again = Journal(tmp_path / "j", {"work": 1})
    assert (again.is_resumed, again.done) == (True, {"a", "b"})


def test_other_work_begins_anew(tmp_path):
    with Journal(tmp_path / "j", {"work": 1}) as journal:
        journal.add("a")
    other = Journal(tmp_path / "j", {"work": 2})
    assert (other.is_resumed, other.done) == (False, set())


@pytest.mark.parametrize("line", ['"b', "[1]", "{}", "3", "\x00"])
def test_a_line_that_was_cut_off_or_is_none_does_not_count(tmp_path, line):
    with Journal(tmp_path / "j", {"work": 1}) as journal:
        journal.add("a")
    with (tmp_path / "j").open("a") as file:
        file.write(line)
    assert Journal(tmp_path / "j", {"work": 1}).done == {"a"}


def test_nothing_is_left_when_all_is_done(tmp_path):
    with Journal(tmp_path / "j", {"work": 1}) as journal:
        journal.add("a")
        journal.remove()
    assert not (tmp_path / "j").exists()
