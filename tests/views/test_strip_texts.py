import pytest

from convstudio.files.project import LayerPart
from convstudio.views.strip_texts import layer_title, short


@pytest.mark.parametrize(
    ("kind", "config", "title"),
    [
        ("Conv2D", {"kernel_size": (3, 3), "activation": "relu"}, "Conv2D 3×3 · relu"),
        ("Conv1D", {"kernel_size": (2,), "dilation_rate": (8,)}, "Conv1D 2 · dilation 8"),
        ("Conv2DTranspose", {"kernel_size": (3, 3), "strides": (2, 2)}, "Conv2DTranspose 3×3 · stride 2×2"),
        ("MaxPooling2D", {"pool_size": (2, 2), "strides": (2, 2)}, "MaxPooling2D 2×2"),
        ("MaxPooling2D", {"pool_size": (3, 3), "strides": (2, 2)}, "MaxPooling2D 3×3 · stride 2×2"),
        ("Flatten", {}, "Flatten"),
    ],
)
def test_a_title_says_what_is_not_usual(kind, config, title):
    assert layer_title(LayerPart(kind, config)) == title


def test_large_numbers_are_short():
    assert [short(n) for n in (0, 61_706, 616_000, 12_345_678, 5_000_000_000)] == [
        "0",
        "61,706",
        "616 k",
        "12.3 M",
        "5 G",
    ]
