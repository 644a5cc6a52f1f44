from convstudio.model.layer_offers import first_settings, offered


def kinds(document, place):
    return {kind.kind: kind for kind in offered(document.project, place)}


def test_a_picture_is_offered_layers_of_two_dimensions_and_a_line_those_of_one(document, line_document):
    assert {"Conv2D", "MaxPooling2D", "Dense", "ReLU"} <= set(kinds(document, 1))
    assert "Conv1D" not in kinds(document, 1)
    assert "Conv1D" in kinds(line_document, 1)
    assert "Conv2D" not in kinds(line_document, 1)


def test_what_was_made_a_line_is_offered_layers_of_one_dimension(document):
    document.add_layer("Reshape", {"target_shape": (6, 6)}, 1)
    assert "Conv1D" in kinds(document, 2)
    assert "Conv1D" not in kinds(document, 1)


def test_settings_depend_on_how_many_axes_there_are(document, line_document):
    for one, dims in ((document, [2, 1, 3]), (line_document, [2, 1])):
        permute = kinds(one, 1)["Permute"]
        assert first_settings(one.project, 1, permute) == {"dims": dims}
