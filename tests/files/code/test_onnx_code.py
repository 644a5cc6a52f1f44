"""ONNX models: run by onnxruntime where it is installed, checked by onnx, and read again by the program.

Last run with onnxruntime 1.32.0 and onnx 1.23.2.
"""

import importlib.util

import numpy as np
import pytest

from convstudio.files.code.languages import save_code
from convstudio.files.code.onnx_code import onnx_model
from convstudio.files.code.subject import subject_of
from convstudio.files.model_import import import_model
from convstudio.files.project import LayerPart, Project
from convstudio.files.resources import load_example


def needs(module):
    missing = importlib.util.find_spec(module) is None
    return pytest.mark.skipif(missing, reason=f"{module} is not installed; the models are not opened by it")


@needs("onnxruntime")
def test_onnxruntime_gives_the_map_of_every_layer(cases_of_a_kind, run_code):
    assert cases_of_a_kind
    for name, project in cases_of_a_kind:
        found = run_code(project, "onnx", 0, name)
        assert found["y"].shape == found["expected"].shape, name


@needs("onnxruntime")
@pytest.mark.parametrize("network", ["lenet", "causal", "separable", "upsampling", "corners"])
def test_onnxruntime_gives_what_ready_made_networks_give(run_code, network):
    found = run_code(load_example(network), "onnx")
    assert found["y"].shape == found["expected"].shape


@needs("onnx")
def test_every_model_keeps_the_rules_of_onnx(cases_of_a_kind):
    import onnx

    for name, project in cases_of_a_kind:
        model = onnx.ModelProto.FromString(onnx_model(subject_of(project, 0)))
        onnx.checker.check_model(model, full_check=True)
        shape = [size.dim_value for size in model.graph.output[0].type.tensor_type.shape.dim[1:]]
        assert sorted(shape) == sorted(subject_of(project, 0).after), name


@needs("onnx")
@pytest.mark.parametrize("network", ["lenet", "causal"])
def test_a_saved_network_is_read_again_as_it_was(tmp_path, network):
    project = load_example(network)
    path = tmp_path / "network.onnx"
    save_code(project, None, "onnx", path)
    imported = import_model(path)
    assert imported.unsupported == ()
    assert imported.input_shape == project.input.shape
    again = Project(project.input, imported.parts)
    theirs = subject_of(again, None).computed(project.input).expected
    ours = subject_of(project, None).computed(project.input).expected
    np.testing.assert_allclose(theirs, ours, rtol=1e-6, atol=1e-6)


@needs("onnx")
def test_weights_have_their_names_and_any_batch_will_do(tmp_path):
    import onnx

    part = LayerPart("Conv2D", {"filters": 2, "kernel_size": 3, "name": "edges"})
    model = onnx.ModelProto.FromString(
        onnx_model(subject_of(Project(np.zeros((6, 6, 3), np.float32), (part,)), None))
    )
    shapes = {tensor.name: tuple(tensor.dims) for tensor in model.graph.initializer}
    assert shapes == {"edges_kernel": (2, 3, 3, 3), "edges_bias": (2,)}
    (x,) = model.graph.input
    assert [size.dim_param or size.dim_value for size in x.type.tensor_type.shape.dim] == ["batch", 3, 6, 6]


def test_the_program_beside_the_model_loads_it_and_turns_its_axes(tmp_path):
    files = save_code(load_example("vertical-line"), 0, "onnx", tmp_path / "line.onnx")
    assert [file.name for file in files] == ["line.onnx", "line.py"]
    text = files[1].read_text()
    assert 'onnxruntime.InferenceSession(Path(__file__).with_name("line.onnx"))' in text
    assert '{"x": x.transpose(2, 0, 1)[None]})  # (rows, cols, channels) -> (channels, rows, cols)' in text


@needs("onnxruntime")
def test_a_disabled_layer_passes_everything_on(run_code):
    disabled = LayerPart("Conv2D", {"filters": 3, "kernel_size": 3}, enabled=False)
    project = Project(np.float32([[[1], [-2]]]), (disabled, LayerPart("ReLU", {})))
    assert run_code(project, "onnx", 0)["y"].ravel().tolist() == [1, -2]
    assert run_code(project, "onnx")["y"].ravel().tolist() == [1, 0]
