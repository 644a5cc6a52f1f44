from convstudio.engine.explain import Place
from convstudio.engine.explain_formula import explain_formula


def test_a_formula_names_its_cells():
    cell = explain_formula(Place("ReLU", 1, 2, 0), 3, ("max(3, 0) = 3",), (1, 2, 0))
    assert (cell.layer_kind, cell.row, cell.col, cell.filter, cell.value) == ("ReLU", 1, 2, 0, 3)
    assert cell.lines() == ("max(3, 0) = 3",)
    assert cell.inputs().tolist() == [[1, 2, 0]]


def test_a_formula_may_stand_without_cells():
    assert explain_formula(Place("ZeroPadding1D", 0, 0, 0), 0, ("0: padding",)).inputs().shape == (0, 3)
