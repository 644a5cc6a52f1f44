"""Tasks to learn from: samples, a network that starts from chance, and how it is to be trained."""

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from convstudio.files.project import LayerPart, Project
from convstudio.files.recipe import Recipe
from convstudio.files.resources import resource_dir
from convstudio.files.samples import Samples, Targets
from convstudio.files.start_weights import with_start_weights, without_weights
from convstudio.files.task_data import Data, data_named
from convstudio.nn.registry import layer_from

KINDS = ("target", "classify")


@dataclass(frozen=True)
class Task:
    """Something to learn.

    Attributes:
        id: its name in files.
        title: what it is called, for people.
        text: what is to be seen, in a sentence or two.
        kind: "target", where maps are wanted, or "classify".
        data: where the samples come from.
        layers: the network, without weights.
        recipe: how it is to be trained.

    Raises:
        ValueError: a text is none, the kind none of these, or there are no layers.
    """

    id: str
    title: str
    text: str
    kind: str
    data: Data
    layers: tuple[LayerPart, ...]
    recipe: Recipe

    def __post_init__(self) -> None:
        for name in ("id", "title", "text"):
            if not isinstance(getattr(self, name), str):
                raise ValueError(f"`{name}` must be a text. Received: {name}={getattr(self, name)!r}")
        if self.kind not in KINDS:
            raise ValueError(f"`kind` must be one of {', '.join(KINDS)}. Received: kind={self.kind!r}")
        if not self.layers:
            raise ValueError(f"A task needs at least one layer. Received: none in {self.id!r}")

    def samples(self) -> Samples | Targets:
        """The samples, made anew; the same options give the same ones."""
        return self.data.samples()

    def project(self, seed: int = 0, number: int = 0) -> Project:
        """The network before it learns, looking at one of the samples.

        Args:
            seed: the same one gives the same weights.
            number: which sample, from 0.

        Raises:
            ValueError: there is no such sample.
        """
        samples = self.samples()
        x = samples.x
        if not 0 <= number < len(x):
            raise ValueError(f"`number` must be 0 … {len(x) - 1}. Received: number={number!r}")
        layers = with_start_weights(self.layers, x.shape[1:], seed)
        looked_at = Project(x[number], layers, title=self.title, note=self.text)
        return replace(looked_at, look=samples.look, value_rule=samples.rule)

    def with_options(self, **options: Any) -> "Task":
        """The same task with other samples.

        Raises:
            ValueError: they have no such option, or it is out of its range.
        """
        data = self.data.changed(**options)
        return replace(self, data=data, layers=data.fitted(self.layers))


@cache
def tasks() -> tuple[Task, ...]:
    """All tasks that ship, in the order in which to show them."""
    paths = sorted((resource_dir() / "tasks").glob("*.json"))
    return tuple(read_task(path) for path in paths)


def task_named(name: str) -> Task:
    """The task that ships under an id.

    Raises:
        ValueError: there is none.
    """
    for task in tasks():
        if task.id == name:
            return task
    raise ValueError(f"Tasks are {', '.join(task.id for task in tasks())}. Received: {name!r}")


def read_task(path: Path) -> Task:
    """Read one task.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no task; the message names the file.
    """
    try:
        return _task(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path.name} cannot be read as a task: {error}") from error


def _task(entries: dict[str, Any]) -> Task:
    layers = without_weights(layer_from(entry["kind"], entry["settings"]) for entry in entries["layers"])
    texts = {name: entries[name] for name in ("id", "title", "text", "kind")}
    data, recipe = data_named(**entries["data"]), Recipe(**entries["recipe"])
    return Task(**texts, data=data, layers=layers, recipe=recipe)
