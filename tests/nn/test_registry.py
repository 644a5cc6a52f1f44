import pytest

from convstudio.nn import LAYERS, Conv2D, layer_from


def test_a_layer_is_made_from_its_name_and_settings():
    layer = Conv2D(2, 3, padding="same", border="reflect")
    again = layer_from("Conv2D", layer.get_config())
    assert type(again) is Conv2D
    assert again.get_config() == layer.get_config()


def test_every_layer_is_known_by_the_name_of_its_class():
    assert all(kind.__name__ == name for name, kind in LAYERS.items())


def test_an_unknown_layer_is_refused():
    with pytest.raises(ValueError, match="Received: 'Conv9D'"):
        layer_from("Conv9D", {})


def test_an_unknown_setting_is_refused():
    with pytest.raises(ValueError, match=r"Conv2D does not take these settings: .*sharpness"):
        layer_from("Conv2D", {"filters": 1, "kernel_size": 3, "sharpness": 2})
