"""What is told while a model is trained."""

from convstudio.nn.callbacks import Callback, History, Means, Printer, tell


def test_means_count_each_batch_by_its_samples():
    means = Means()
    means.add({"loss": 1.0, "accuracy": 0.5}, 3)
    means.add({"loss": 5.0, "accuracy": 1.0}, 1)
    assert means.logs == {"loss": 2.0, "accuracy": 0.625}


def test_history_keeps_every_epoch():
    history = History()
    for epoch in (3, 4):
        history.on_epoch_end(epoch, {"loss": epoch / 2})
    assert history.epoch == [3, 4]
    assert history.history == {"loss": [1.5, 2.0]}
    assert history.problem == ""


def test_a_line_counts_epochs_from_one(capsys):
    Printer().on_epoch_end(0, {"loss": 0.123456, "val_loss": 2.0})
    assert capsys.readouterr().out == "Epoch 1 - loss: 0.1235 - val_loss: 2\n"


def test_all_callbacks_are_told_and_may_leave_methods_out():
    histories = [History(), Callback(), History()]
    tell(histories, "on_train_begin")
    tell(histories, "on_epoch_end", 0, {"loss": 1.0})
    assert [h.epoch for h in histories[::2]] == [[0], [0]]
