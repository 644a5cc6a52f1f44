"""Any edits, in any order: the maps are always right, and undone they leave the start."""

from contextlib import suppress

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convstudio.model.document import Document
from convstudio.model.results import Results

CELLS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 5)), min_size=1, max_size=6)
NUMBERS = st.sampled_from([-2.0, -0.5, 0.0, 0.1, 1.0, 3.0])
FILTERS = st.sampled_from([np.eye(2), np.ones((3, 3))])
INPUTS = st.sampled_from([np.ones((7, 6, 2)), np.eye(7, 6)[..., None]])
INDEX = st.tuples(*[st.integers(0, 1)] * 4)


def edit(name, *words):
    return st.tuples(st.just(name), *(st.just(word) if isinstance(word, str) else word for word in words))


EDITS = st.one_of(
    edit("paint", CELLS, NUMBERS),
    edit("set_weight", INDEX, NUMBERS),
    edit("set_bias", st.integers(0, 1), NUMBERS),
    edit("set_filter", st.integers(0, 1), FILTERS, "Filter"),
    edit("set_input", INPUTS, "Input"),
    edit("set_setting", "strides", st.sampled_from([1, 2, (2, 1)])),
    edit("set_setting", "padding", st.sampled_from(["valid", "same", "full"])),
    edit("set_setting", "filters", st.integers(2, 4)),
    edit("set_setting", "kernel_size", st.sampled_from([2, 3, (2, 3), 9])),
    edit("set_setting", "activation", st.sampled_from(["linear", "relu"])),
    edit("set_active_layer", st.integers(0, 1)),
    edit("begin_stroke"),
    edit("end_stroke"),
)


@given(st.lists(EDITS, max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_edits_leave_right_maps_and_undone_they_leave_the_start(
    make_two_layers, assert_fresh, qtbot, edits
):
    document = Document(make_two_layers())
    results, start = Results(document), document.project
    for name, *words in edits:
        with suppress(ValueError):  # after other edits there may be no such weight or filter
            getattr(document, name)(*words)
        assert_fresh(document, results)
    document.end_stroke()
    end = document.project
    document.undo_stack.setIndex(0)
    assert same_content(document.project, start)
    assert_fresh(document, results)
    document.undo_stack.setIndex(document.undo_stack.count())
    assert same_content(document.project, end)
    assert_fresh(document, results)
    results.close()


def same_content(one, other):
    return np.array_equal(one.input, other.input) and one.layers == other.layers
