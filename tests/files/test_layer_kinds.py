from convstudio.files.resources import layer_kinds
from convstudio.nn.registry import LAYERS, layer_from


def test_every_kind_of_layer_is_offered_once():
    assert sorted(kind.kind for kind in layer_kinds()) == sorted(LAYERS)


def test_every_kind_can_be_made_with_its_first_settings():
    for kind in layer_kinds():
        for settings in (kind.settings, *kind.settings_of_axes.values()):
            assert layer_from(kind.kind, settings).get_config()
        assert kind.note
