import pytest

from convstudio.model.mistakes import Slip
from convstudio.model.player import Player
from convstudio.model.predict import Predict
from convstudio.model.results import Results


@pytest.fixture
def results(document):
    results = Results(document)
    yield results
    results.close()


@pytest.fixture
def player(document, results):
    player = Player(document, results)
    player.go_to_cell(0, 2)  # three cells of the line under the filter: 1 + 1 + 1
    return player


@pytest.fixture
def predict(document, results, player):
    predict = Predict(document, results, player)
    predict.set_enabled(True)
    return predict


def test_the_current_value_and_those_ahead_are_hidden(predict):
    assert [predict.hides(index) for index in (0, 1, 2, 3, 35)] == [False, False, True, True, True]


def test_without_the_mode_nothing_is_hidden(predict, heard):
    said = heard(predict.enabled_changed)
    predict.set_enabled(False)
    assert not predict.hides(35)
    assert said == [False]


def test_a_right_answer_shows_the_value(predict, heard):
    said = heard(predict.hidden_changed)
    judgement = predict.answer("3")
    assert judgement.is_right
    assert not predict.hides(2)
    assert len(said) == 1


def test_a_wrong_answer_keeps_it_hidden_and_says_what_was_missed(predict, heard):
    said = heard(predict.judged)
    judgement = predict.answer("2")
    assert not judgement.is_right
    assert predict.hides(2)
    assert judgement.mistake.slip is Slip.LEFT_OUT
    assert judgement.text == "2 leaves out the product 1 at [0, 1] or one of the same size."
    assert said == [judgement]


def test_a_forgotten_bias_is_said(predict, document):
    document.set_bias(0, 0.5)
    assert predict.answer("3").text == "3 is the sum without the bias 0.5."


def test_a_forgotten_activation_is_said(predict, document):
    document.set_bias(0, -5)
    document.set_setting("activation", "relu")
    assert predict.answer("-2").text == "-2 is the value before the activation relu."
    assert predict.answer("0").is_right


def test_a_missed_channel_is_counted_from_1(document, predict, results):
    document.set_input(document.project.input.repeat(2, axis=2), "Colour")
    assert results.explain(results.walk(0)[2]).value == 6
    assert predict.answer("3").text == "3 leaves out the subtotal 3 of channel 1."


def test_an_answer_that_nothing_explains_is_only_wrong(predict):
    assert predict.answer("77").text == "77 is not it."


def test_what_is_no_number_is_refused(predict):
    with pytest.raises(ValueError, match="number"):
        predict.answer("three")


def test_without_a_step_there_is_nothing_to_predict(predict, document):
    document.set_setting("kernel_size", 9)
    with pytest.raises(ValueError, match="no step"):
        predict.answer("3")


def test_giving_up_shows_the_value(predict):
    predict.reveal()
    assert not predict.hides(2)


def test_an_edit_hides_again_what_was_known(predict, document):
    predict.reveal()
    document.set_weight((0, 0, 0, 0), 2)
    assert predict.hides(2)
