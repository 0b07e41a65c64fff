"""Learning by heart is pointed out, and nothing else is taken for it."""

from desktop_app.train.watch.overfitting import overfitting_sentence
from nn_core.training import EpochReport


def history(training: list[float], validation: list[float | None]) -> list[EpochReport]:
    return [
        EpochReport(epoch, 9, loss, 0.9, checked, 0.9, 0.001, 1.0, 1.0, False)
        for epoch, (loss, checked) in enumerate(zip(training, validation, strict=True), start=1)
    ]


def test_validation_that_rises_for_long_while_training_falls_is_pointed_out() -> None:
    reports = history([0.5, 0.3, 0.2, 0.1, 0.05], [0.40, 0.30, 0.33, 0.35, 0.40])
    assert overfitting_sentence(reports).startswith("Since epoch 2 ")


def test_a_short_rise_is_not() -> None:
    assert overfitting_sentence(history([0.5, 0.3, 0.2], [0.40, 0.30, 0.40])) == ""
    assert overfitting_sentence(history([0.5, 0.3, 0.2, 0.1], [0.30, 0.4, 0.4, 0.301])) == ""


def test_a_rise_of_both_is_not() -> None:
    reports = history([0.1, 0.3, 0.4, 0.5], [0.30, 0.40, 0.50, 0.60])
    assert overfitting_sentence(reports) == ""


def test_without_validation_there_is_nothing_to_say() -> None:
    assert overfitting_sentence(history([0.5, 0.3, 0.2, 0.1], [None] * 4)) == ""
