"""What came out for some samples."""

import numpy as np
import pytest

from convstudio.model.evaluation import Examination, shares_of
from convstudio.model.training_data import TrainingData
from convstudio.nn.learner import InterruptedStepError
from convstudio.nn.losses import BinaryCrossentropy, MeanSquaredError, SparseCategoricalCrossentropy
from convstudio.nn.metrics import metrics_named

X = np.zeros((4, 2, 2, 1), np.float32)
X[:, 0, 0, 0] = [0, 1, 2, 3]
SHARES = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.3, 0.7]])


def never():
    return False


def known(x, is_stopped):
    """Probabilities by the first cell of a sample."""
    return SHARES[x[:, 0, 0, 0].astype(int)]


def examination(y, loss=None, classes=("a", "b")):
    data = TrainingData(X, np.asarray(y), classes)
    return Examination(data, loss or SparseCategoricalCrossentropy(), metrics_named(["accuracy"]), 3)


def test_confusion_and_the_samples_taken_for_another_class():
    found = examination([0, 1, 0, 1]).of(known, np.arange(4), 7, never)
    assert (found.steps, found.samples) == (7, 4)
    assert found.confusion.tolist() == [[1, 1], [1, 1]]
    assert [one[:3] for one in found.wrong] == [(2, 0, 1), (1, 1, 0)]  # 0.8 for 0.2, then 0.6 for 0.4
    assert [one.probability for one in found.wrong] == pytest.approx([0.8, 0.6])
    assert found.logs["accuracy"] == 0.5
    assert found.logs["loss"] == pytest.approx(-np.log([0.9, 0.4, 0.2, 0.7]).mean())


def test_only_the_rows_asked_for_count_under_their_own_numbers():
    found = examination([0, 1, 0, 1]).of(known, np.array([2, 3]), None, never)
    assert found.samples == 2
    assert [one.sample for one in found.wrong] == [2]


def test_maps_have_a_loss_but_no_classes():
    data = TrainingData(X, SHARES + 1)
    found = Examination(data, MeanSquaredError(), [], 3).of(known, np.arange(4), 0, never)
    assert found.logs == {"loss": pytest.approx(1)}
    assert (found.confusion, found.wrong) == (None, ())


def test_no_samples_say_nothing():
    found = examination([0, 1, 0, 1]).of(known, np.arange(0), 0, never)
    assert (found.samples, found.logs) == (0, {})


def test_it_can_be_stopped_between_batches():
    def stopped(x, is_stopped):
        if is_stopped():
            raise InterruptedStepError
        return known(x, is_stopped)

    asked = iter([False, True])
    with pytest.raises(InterruptedStepError):
        examination([0, 1, 0, 1]).of(stopped, np.arange(4), 0, lambda: next(asked))


def test_one_output_is_the_probability_of_the_second_of_two_classes():
    shares = shares_of(np.array([[0.25], [1.0]]), BinaryCrossentropy())
    assert shares.tolist() == [[0.75, 0.25], [0, 1]]
    assert shares_of(np.array([[0.0]]), BinaryCrossentropy(from_logits=True)).tolist() == [[0.5, 0.5]]


def test_logits_become_probabilities():
    logits = np.log(np.array([[1.0, 3.0]]))
    np.testing.assert_allclose(shares_of(logits, SparseCategoricalCrossentropy(True)), [[0.25, 0.75]])
    assert shares_of(SHARES, SparseCategoricalCrossentropy()) is SHARES
