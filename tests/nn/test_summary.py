from convstudio.nn import Conv1D
from convstudio.nn.summary import summary_text


def test_a_summary_is_a_table():
    layer = Conv1D(1, 3, name="bump")
    layer.build((None, 8, 1))
    lines = summary_text("My model", [layer], ["(None, 6, 1)"]).splitlines()
    assert lines[0] == "My model"
    assert lines[2].split() == ["Layer", "(type)", "Output", "shape", "Param", "#"]
    assert lines[4] == "bump (Conv1D)  (None, 6, 1)  4"
    assert lines[-1] == "Total params: 4"
