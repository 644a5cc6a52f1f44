"""Models that are trained: fit, evaluate, seeds, and training that diverges."""

import numpy as np
import pytest

from convstudio.nn import BatchNormalization, Conv2D, Dense, Dropout, Flatten, Sequential
from convstudio.nn.callbacks import Callback
from convstudio.nn.learner import DivergedError
from convstudio.nn.losses import SparseCategoricalCrossentropy
from convstudio.nn.optimizers import SGD, Adam

X = np.linspace(-1, 1, 10)[:, None]
Y = 3 * X + 1


def line(rate=0.1, dtype="float64", **words):
    model = Sequential([Dense(1, input_shape=(1,), dtype=dtype, seed=1)])
    model.compile(SGD(rate), "mse", **words)
    return model


def network(seed=7):
    model = Sequential(
        [
            Conv2D(2, 3, activation="relu", input_shape=(6, 6, 1), seed=1, dtype="float64"),
            Dropout(0.3, dtype="float64"),
            Flatten(),
            Dense(3, seed=2, dtype="float64"),
        ]
    )
    model.compile(Adam(0.01), SparseCategoricalCrossentropy(from_logits=True), ["accuracy"], seed=seed)
    return model


def pictures():
    random = np.random.default_rng(0)
    return random.normal(size=(20, 6, 6, 1)), random.integers(0, 3, 20)


class Told(Callback):
    def __init__(self):
        self.calls = []

    def on_train_begin(self, logs=None):
        self.calls.append("begin")

    def on_train_end(self, logs=None):
        self.calls.append("end")

    def on_epoch_begin(self, epoch, logs=None):
        self.calls.append(f"epoch {epoch}")

    def on_train_batch_end(self, batch, logs=None):
        self.calls.append(batch)


def test_a_line_is_learned():
    model = line()
    history = model.fit(X, Y, batch_size=5, epochs=200)
    kernel, bias = model.get_weights()
    assert kernel[0, 0] == pytest.approx(3, abs=1e-3)
    assert bias[0] == pytest.approx(1, abs=1e-3)
    assert history.history["loss"][-1] < 1e-5
    assert history.epoch == list(range(200))


def test_one_step_goes_down_the_gradient():
    model = line(rate=0.5)
    model.set_weights([[[1.0]], [0.0]])
    assert model.train_on_batch([[2.0]], [[5.0]]) == {"loss": 9.0}
    kernel, bias = model.get_weights()
    assert (kernel[0, 0], bias[0]) == (1 + 0.5 * 2 * 3 * 2, 0.5 * 2 * 3)


def test_the_same_seed_gives_the_same_numbers():
    runs = []
    for seed in (7, 7, 8):
        model = network(seed)
        history = model.fit(*pictures(), batch_size=8, epochs=2)
        runs.append([*history.history["loss"], *np.concatenate([w.ravel() for w in model.get_weights()])])
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_the_first_layer_may_be_anything():
    model = Sequential([Flatten(input_shape=(6, 6, 1)), Dense(3, seed=1)])
    model.compile("sgd", SparseCategoricalCrossentropy(from_logits=True))
    first, *_, last = model.fit(*pictures(), epochs=20).history["loss"]
    assert last < first


def test_the_last_samples_are_for_validation():
    model = line(rate=0)
    history = model.fit(X, Y, epochs=1, validation_split=0.25).history
    assert history["loss"] == [pytest.approx(model.evaluate(X[:7], Y[:7])["loss"])]
    assert history["val_loss"] == [pytest.approx(model.evaluate(X[7:], Y[7:])["loss"])]


def test_other_data_can_be_validated():
    history = line(rate=0).fit(X, Y, validation_data=(X, Y)).history
    assert history["val_loss"] == pytest.approx(history["loss"])


def test_batches_count_by_their_samples():
    model = line(rate=0)
    whole = model.evaluate(X, Y, batch_size=10)["loss"]
    assert model.evaluate(X, Y, batch_size=3)["loss"] == pytest.approx(whole)
    assert model.fit(X, Y, batch_size=3).history["loss"] == [pytest.approx(whole)]


def test_evaluation_drops_nothing_out():
    model = network()
    x, y = pictures()
    assert model.evaluate(x, y) == model.evaluate(x, y)
    assert 0 <= model.evaluate(x, y)["accuracy"] <= 1


def test_callbacks_are_told_of_epochs_and_batches():
    told = Told()
    line().fit(X, Y, batch_size=5, epochs=2, initial_epoch=1, callbacks=[told])
    assert told.calls == ["begin", "epoch 1", 0, 1, "end"]


def test_a_callback_stops_training_after_its_batch():
    class Stop(Told):
        def on_train_batch_end(self, batch, logs=None):
            super().on_train_batch_end(batch)
            self.model.stop_training = batch == 1

    told = Stop()
    line().fit(X, Y, batch_size=2, epochs=3, callbacks=[told])
    assert told.calls == ["begin", "epoch 0", 0, 1, "end"]


def test_a_line_is_printed_for_each_epoch_if_asked(capsys):
    line().fit(X, Y, epochs=2, verbose=1)
    assert capsys.readouterr().out.count("loss: ") == 2
    line().fit(X, Y, epochs=2)
    assert capsys.readouterr().out == ""


def test_an_epoch_in_the_order_of_the_samples():
    class Losses(Callback):
        def __init__(self):
            self.losses = []

        def on_train_batch_end(self, batch, logs=None):
            self.losses.append(logs["loss"])

    seen, model = Losses(), line(rate=0)
    model.fit(X, Y, batch_size=1, shuffle=False, callbacks=[seen])
    assert seen.losses == [model.evaluate(X[i : i + 1], Y[i : i + 1])["loss"] for i in range(10)]


def test_training_that_diverges_stops_says_so_and_keeps_the_last_finite_weights():
    model = line(rate=1e30, dtype="float32")
    told = Told()
    with pytest.warns(RuntimeWarning, match="Training stopped"):
        history = model.fit(X, Y, epochs=50, callbacks=[told])
    assert "not finite" in history.problem or "is inf" in history.problem
    assert told.calls[-1] == "end"
    assert len(history.epoch) < 5
    assert np.isfinite(np.concatenate([w.ravel() for w in model.get_weights()])).all()
    assert np.isfinite(model.evaluate(X, Y)["loss"])


def test_a_sample_that_is_no_number_leaves_the_weights_alone():
    model = Sequential([Dense(2, input_shape=(1,), seed=1), BatchNormalization(), Dense(1, seed=1)])
    model.compile("adam", "mse")
    before = model.get_weights()
    with pytest.raises(DivergedError, match="nan"):
        model.train_on_batch([[np.nan], [1]], [[1], [1]])
    assert all((a == b).all() for a, b in zip(before, model.get_weights(), strict=True))
    assert model.learner.optimizer.iterations == 0


def test_weights_that_were_set_since_are_not_taken_back():
    model = line()
    model.train_on_batch(X, Y)
    model.set_weights([[[5.0]], [6.0]])
    with pytest.raises(DivergedError):
        model.train_on_batch([[np.inf]], [[1]])
    assert [float(w.ravel()[0]) for w in model.get_weights()] == [5, 6]


def test_gradients_can_be_looked_at_without_a_step():
    model = network()
    x, y = pictures()
    before = model.get_weights()
    found = model.learner.gradients(x, y, by_input=True)
    assert [level.shape for level in found.levels] == [
        planes.shape for planes in found.by_levels if planes is not None
    ]
    assert [sorted(by) for by in found.by_weights] == [["bias", "kernel"], [], [], ["bias", "kernel"]]
    assert all((a == b).all() for a, b in zip(before, model.get_weights(), strict=True))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"batch_size": 0}, "batch_size"),
        ({"epochs": -1}, "epochs"),
        ({"validation_split": 1}, "validation_split"),
        ({"initial_epoch": 0.5}, "initial_epoch"),
    ],
)
def test_a_wrong_argument_is_refused_before_any_work(words, message):
    model = line()
    before = model.get_weights()
    with pytest.raises(ValueError, match=message):
        model.fit(X, Y, **words)
    assert all((a == b).all() for a, b in zip(before, model.get_weights(), strict=True))


def test_as_many_targets_as_inputs_are_needed():
    with pytest.raises(ValueError, match="as many targets"):
        line().fit(X, Y[:3])


def test_a_model_is_compiled_before_it_is_trained():
    with pytest.raises(ValueError, match="Compile"):
        Sequential([Dense(1)]).fit(X, Y)
    model = Sequential()
    model.compile()
    with pytest.raises(ValueError, match="needs a layer"):
        model.fit(X, Y)
