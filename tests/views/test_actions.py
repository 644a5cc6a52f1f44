"""Actions can be done where they do something."""

from PySide6.QtCore import QObject

from convstudio.views.actions import transport_actions


def test_a_layer_that_does_not_fit_cannot_be_played(studio):
    owner = QObject()
    actions = transport_actions(studio, owner)
    assert all(action.isEnabled() for action in actions.values())
    studio.document.set_setting("kernel_size", (9, 3))
    assert not any(action.isEnabled() for action in actions.values())
    studio.document.undo_stack.undo()
    assert all(action.isEnabled() for action in actions.values())
