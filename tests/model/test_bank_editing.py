"""Edits of the filters around the one in hand, without a window."""

import numpy as np
import pytest

from convstudio.files.project import LayerPart, Project
from convstudio.model.bank_editing import BankEditing
from convstudio.model.document import Document
from convstudio.model.examiner import Examiner
from convstudio.model.filter_bank import Scope
from convstudio.model.player import Player
from convstudio.model.predict import Predict
from convstudio.model.results import Results
from convstudio.model.selection import Selection
from convstudio.model.settings import Settings
from convstudio.model.studio import Studio
from convstudio.model.trainer import Trainer


@pytest.fixture
def edit(qtbot, tmp_path):
    made = []

    def editing(*layers):
        document = Document(Project(np.ones((6, 6, 2), np.float32), layers))
        results = Results(document)
        made.append(results)
        player = Player(document, results)
        parts = (Predict(document, results, player), Selection(results), Settings(str(tmp_path / "s.ini")))
        trainer = Trainer(document, results)
        studio = Studio(document, results, player, *parts, trainer, Examiner(document, results, trainer))
        return BankEditing(studio), studio

    yield editing
    for results in made:
        results.close()


def conv(filters=2, **config):
    return LayerPart("Conv2D", {"filters": filters, "kernel_size": (3, 3), "seed": 1, **config}, ())


def test_what_is_in_hand(edit):
    bank, studio = edit(conv(4, groups=2))
    studio.player.show_filter(3)
    assert (bank.filter, bank.count, bank.groups, bank.can_grow) == (3, 4, 2, True)
    assert bank.kernel.shape == (3, 3, 1, 4)


def test_of_a_layer_with_other_filters_only_the_weights_change(edit):
    bank, _ = edit(LayerPart("DepthwiseConv2D", {"kernel_size": (3, 3)}, ()))
    assert (bank.count, bank.can_grow) == (2, False)
    with pytest.raises(ValueError, match="has no filters that could be put in another order"):
        bank.duplicate()


def test_a_layer_without_weights_has_nothing_to_edit(edit):
    bank, _ = edit(LayerPart("ReLU", {}, ()))
    assert bank.kernel is None
    for do in (bank.as_text, lambda: bank.fill(None), lambda: bank.randomise("he_normal", 0, Scope.BANK)):
        with pytest.raises(ValueError, match="no filters to edit"):
            do()


def test_the_change_of_one_filter_tells_of_that_filter_alone(edit):
    bank, studio = edit(conv())
    told = []
    studio.document.weights_changed.connect(lambda layer, filter: told.append((layer, filter)))
    studio.player.show_filter(1)
    bank.change("negate", Scope.FILTER, "Negate")
    assert told == [(0, 1)]


def test_moving_beyond_the_ends_is_nothing(edit):
    bank, studio = edit(conv())
    bank.move_by(-1)
    assert studio.document.undo_stack.count() == 0


def test_text_that_is_no_array_is_refused(edit):
    bank, studio = edit(conv())
    with pytest.raises(ValueError, match="abc"):
        bank.paste("[[abc]]")
    assert studio.document.undo_stack.count() == 0
