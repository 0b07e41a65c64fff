"""The job trains for real, tells of it, and keeps the best network when it is called off."""

from collections.abc import Callable

import numpy as np
import pytest

from desktop_app.background import Cancelled, JobControl
from desktop_app.train.onlooker import choose_pictures
from desktop_app.train.reports import (
    EpochFinished,
    Preparing,
    TrainedNetwork,
    TrainingBegun,
    WallReading,
)
from desktop_app.train.training_job import TrainingJob
from nn_core.data import DatasetMissing
from nn_core.errors import DatasetError
from nn_core.training import BatchReport, TrainingConfig

CONFIG = TrainingConfig(architecture="small-30", dataset="bars", epochs=3, learning_rate=0.02)


class Listener:
    """Stands in for the window: keeps what is told, and acts on some of it."""

    def __init__(self, on_report: Callable[[JobControl, object], None] | None = None) -> None:
        self.reports: list[object] = []
        self._on_report = on_report
        self.control = JobControl(self.hear)

    def hear(self, report: object) -> None:
        self.reports.append(report)
        if self._on_report is not None:
            self._on_report(self.control, report)

    def of(self, kind: type) -> list:
        return [report for report in self.reports if isinstance(report, kind)]


def test_a_training_tells_its_story_in_order(bars):
    listener = Listener()
    trained = TrainingJob(CONFIG, bars)(listener.control)

    (begun,) = listener.of(TrainingBegun)
    assert (begun.training_samples, begun.validation_samples) == (540, 60)
    epochs = listener.of(EpochFinished)
    assert [epoch.report.epoch for epoch in epochs] == [1, 2, 3]
    assert listener.of(BatchReport)
    assert isinstance(trained, TrainedNetwork)
    assert trained.best_epoch == epochs[-1].best_epoch
    assert trained.history[-1].validation_accuracy > 0.9
    assert trained.network.evaluate(bars).accuracy > 0.9


def test_the_wall_is_read_within_epochs_and_at_their_ends(bars):
    listener = Listener()
    TrainingJob(CONFIG, bars)(listener.control)

    (begun,) = listener.of(TrainingBegun)
    labels = begun.pictures.labels
    assert labels[:10].tolist() == list(range(10))
    within = listener.of(WallReading)
    assert within
    assert (within[0].predicted == labels).mean() < 0.9
    last = within[-1]
    assert (last.predicted == labels).mean() > 0.9


def test_the_drawing_is_read_anew_at_each_epoch(bars):
    job = TrainingJob(CONFIG, bars)

    def draw_something_else(control, report):
        if isinstance(report, EpochFinished):
            job.show_drawing(bars.images[report.report.epoch] if report.report.epoch < 2 else None)

    job.show_drawing(bars.images[3])
    listener = Listener(draw_something_else)
    job(listener.control)

    first, second, third = (epoch.drawing for epoch in listener.of(EpochFinished))
    assert (first.label, first.drawing) == ("3", 1)
    assert second.drawing == 2
    assert third is None


def test_a_training_called_off_keeps_the_best_network_so_far(bars):
    def stop_in_the_second_epoch(control, report):
        if isinstance(report, EpochFinished):
            control.cancel()

    job = TrainingJob(CONFIG, bars)
    listener = Listener(stop_in_the_second_epoch)
    with pytest.raises(Cancelled) as cancelled:
        job(listener.control)

    trained = cancelled.value.result
    assert isinstance(trained, TrainedNetwork)
    assert (len(trained.history), trained.best_epoch) == (1, 1)
    report = trained.history[0]
    held_back = listener.of(TrainingBegun)[0].pictures
    right = trained.network.predict(held_back.images) == held_back.labels
    assert right.mean() == pytest.approx(report.validation_accuracy)


def test_a_training_called_off_before_its_first_epoch_leaves_nothing(bars):
    def stop_at_once(control, report):
        if isinstance(report, TrainingBegun):
            control.cancel()

    with pytest.raises(Cancelled) as cancelled:
        TrainingJob(CONFIG, bars)(Listener(stop_at_once).control)
    assert cancelled.value.result is None


def test_the_same_seed_gives_the_same_network_however_often_it_is_watched(bars):
    watched = TrainingJob(CONFIG, bars)
    watched.show_drawing(bars.images[0])
    first = watched(Listener().control)
    second = TrainingJob(CONFIG, bars)(Listener().control)
    assert np.array_equal(first.network.parameter_vector, second.network.parameter_vector)


def test_data_that_are_not_there_are_missed():
    listener = Listener()
    with pytest.raises(DatasetMissing) as missing:
        TrainingJob(TrainingConfig(dataset="mnist"))(listener.control)
    assert missing.value.name == "mnist"
    assert listener.of(Preparing)[0].sentence == "Reading MNIST…"


def test_a_path_to_nowhere_is_an_error_in_words(tmp_path):
    with pytest.raises(DatasetError, match="nowhere"):
        TrainingJob(TrainingConfig(dataset=str(tmp_path / "nowhere")))(Listener().control)


def test_the_wall_shows_classes_in_turn_even_where_one_is_rare(bars):
    rare = bars.take(np.flatnonzero((bars.labels != 4) | (np.arange(len(bars)) < 10)))
    pictures = choose_pictures(rare, count=25)
    assert pictures.labels.tolist()[:12] == [*range(10), 0, 1]
    assert (pictures.labels == 4).sum() == 1
    assert choose_pictures(None) is None
