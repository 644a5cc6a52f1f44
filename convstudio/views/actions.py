"""Everything that a person can do by menu, button or key, as named actions."""

import json
from collections.abc import Callable, Iterable
from functools import cache

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence

from convstudio.files.resources import resource_dir
from convstudio.model.stepper import State, Stepper
from convstudio.model.studio import Studio
from convstudio.model.walk_in_hand import WalkInHand
from convstudio.views.icons import icon
from convstudio.views.theme import current_theme


def _tr(text: str) -> str:
    return QCoreApplication.translate("actions", text)


@cache
def shortcuts() -> dict[str, str]:
    """The keys of each action, by its name."""
    text = (resource_dir() / "shortcuts.json").read_text(encoding="utf-8")
    return {str(name): str(keys) for name, keys in json.loads(text).items()}


def make_action(
    parent: QObject, name: str, text: str, do: Callable[[], object], drawing: str = ""
) -> QAction:
    """An action with its keys, its icon, and a tooltip that says both."""
    action = QAction(text, parent)
    keys = shortcuts().get(name, "")
    plain = text.replace("&", "").rstrip("…")
    action.setObjectName(name)
    action.setShortcut(QKeySequence(keys))
    action.setToolTip(f"{plain} ({keys})" if keys else plain)
    if drawing:
        action.setIcon(icon(drawing))
        action.setProperty("drawing", drawing)
    action.triggered.connect(lambda _checked=False: do())
    return action


def dress(actions: dict[str, QAction]) -> None:
    """Draw the icons anew: the palette changed."""
    for name, action in actions.items():
        drawing = action.property("drawing")
        if drawing:
            action.setIcon(icon(drawing, current_theme().accent_text if name == "play" else None))


def transport_actions(studio: Studio, parent: QObject, hand: WalkInHand | None = None) -> dict[str, QAction]:
    """Play and its neighbours; they drive the walk in hand, or else that of the player."""
    walk = hand or WalkInHand(studio.player, parent)

    def action(name: str, text: str, do: Callable[[Stepper], None], drawing: str) -> QAction:
        return make_action(parent, name, text, lambda: do(walk.stepper), drawing)

    actions = {
        "to_start": action("to_start", _tr("To the &start"), Stepper.to_start, "to-start"),
        "step_back": action("step_back", _tr("Step &back"), Stepper.step_back, "step-back"),
        "play": action("play", _tr("&Play"), Stepper.toggle, "play"),
        "step_forward": action("step_forward", _tr("&Step"), Stepper.step_forward, "step-forward"),
        "to_end": action("to_end", _tr("To the &end"), Stepper.to_end, "to-end"),
    }
    play = actions["play"]

    def show(state: State) -> None:
        playing = state is State.PLAYING
        play.setText(_tr("&Pause") if playing else _tr("&Play"))
        play.setProperty("drawing", "pause" if playing else "play")
        play.setToolTip(f"{play.text().replace('&', '')} ({shortcuts()['play']})")
        dress({"play": play})

    walk.state_changed.connect(show)
    show(walk.stepper.state)
    _only_on_a_walk(walk, actions.values())
    return actions


def _only_on_a_walk(walk: WalkInHand, actions: Iterable[QAction]) -> None:
    """Where a layer does not fit there is nothing to play."""

    def show() -> None:
        for action in actions:
            action.setEnabled(walk.stepper.count > 0)

    walk.walk_changed.connect(show)
    show()


def edit_actions(studio: Studio, parent: QObject) -> dict[str, QAction]:
    """Undo and redo, which name what they undo."""
    stack = studio.document.undo_stack
    actions = {
        "undo": stack.createUndoAction(parent, _tr("&Undo")),
        "redo": stack.createRedoAction(parent, _tr("&Redo")),
    }
    for name, action in actions.items():
        action.setObjectName(name)
        action.setShortcut(QKeySequence(shortcuts()[name]))
        action.setProperty("drawing", name)
        action.setIcon(icon(name))
    return actions
