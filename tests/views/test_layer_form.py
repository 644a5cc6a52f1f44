"""The form of the inspector with layers that have other settings."""

from convstudio.files.project import LayerPart
from convstudio.views.layer_form import LayerForm


def test_a_layer_without_such_settings_shows_none(qtbot, studio):
    form = LayerForm(studio)
    qtbot.addWidget(form)
    form.show()
    assert form.show_layer(LayerPart("Flatten", {"name": "flatten"})) is False
    assert not any(field.isVisible() for field in form._fields.values())


def test_a_layer_with_some_settings_shows_those(qtbot, studio):
    form = LayerForm(studio)
    qtbot.addWidget(form)
    form.show()
    assert form.show_layer(LayerPart("MaxPooling2D", {"strides": (2, 2), "padding": "valid"})) is True
    visible = {name for name, field in form._fields.items() if field.isVisible()}
    assert visible == {"strides", "padding"}
