"""What the window trains is on the list of runs, written by the worker and judged afterwards."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.background import Cancelled, JobControl
from desktop_app.train.judge.finished_network import FinishedNetwork
from desktop_app.train.reports import EpochFinished, TrainedNetwork
from desktop_app.train.session import TrainingSession
from desktop_app.train.training_job import TrainingJob
from nn_core.cli import main
from nn_core.data import Dataset
from nn_core.model_file import load_model
from nn_core.runs import MadeBy, Run, RunStatus, RunStore
from nn_core.training import TrainingConfig


class Host(QObject):
    """No network in use."""

    recognizer = None
    model_name = ""


def settings(folder: Path | str, **changes: object) -> TrainingConfig:
    values = {"architecture": "small-30", "dataset": str(folder), "learning_rate": 0.02}
    return TrainingConfig.from_dict({**values, "epochs": 2, **changes})


def the_run() -> Run:
    with RunStore() as store:
        (run,) = store.runs()
    return run


def weights(run: Run) -> dict[str, bytes]:
    state = load_model(run.folder / "model.safetensors").network.state()
    return {name: array.tobytes() for name, array in state.items()}


def train(config: TrainingConfig, bars: Dataset | None = None) -> TrainedNetwork:
    return TrainingJob(config, bars)(JobControl(lambda report: None))


def test_a_training_to_the_end_is_on_the_list(bars_folder: Path) -> None:
    trained = train(settings(bars_folder))
    run = the_run()
    assert trained.run == run
    assert (run.name, run.status, run.made_by) == ("Small 30", RunStatus.FINISHED, MadeBy.WINDOW)
    assert run.settings() == trained.config
    assert run.scores["validation_accuracy"] == trained.history[-1].validation_accuracy
    state = trained.network.state()
    kept = load_model(run.folder / "model.safetensors").network.state()
    assert all(np.array_equal(kept[name], state[name]) for name in state)


def test_a_window_s_run_is_repeated_by_the_command_line_bit_for_bit(
    bars_folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    config = settings(bars_folder, seed=4, optimizer="momentum", augmentation="light")
    first = train(config).run
    assert first is not None
    toml = str(first.folder / "run.toml")
    assert main(["train", "--config", toml, "--output", str(tmp_path / "again")]) == 0
    with RunStore() as store:
        again, before = store.runs()
        history = store.history(again.id)
    assert before == first
    assert again.made_by is MadeBy.COMMAND_LINE
    assert weights(again) == weights(first)
    assert [r.training_loss for r in train(config).history] == [
        report.training_loss for report in history
    ]


def test_a_stopped_training_is_on_the_list_and_gives_way_when_gone_on_with(
    bars: Dataset, bars_folder: Path
) -> None:
    config = settings(bars_folder, epochs=5)

    def stop_in_the_third(report: object) -> None:
        if isinstance(report, EpochFinished) and report.report.epoch == 2:
            control.cancel()

    control = JobControl(stop_in_the_third)
    job = TrainingJob(config, bars)
    with pytest.raises(Cancelled):
        job(control)
    stopped = the_run()
    assert (stopped.status, stopped.epochs) == (RunStatus.STOPPED, 2)

    TrainingJob(config, bars, job.checkpoint)(JobControl(lambda report: None))
    run = the_run()
    assert (run.id, run.status, run.epochs) == (stopped.id, RunStatus.FINISHED, 5)


def test_a_loss_that_ran_away_is_on_the_list_with_the_reason(bars: Dataset) -> None:
    layers = [{"kind": "flatten"}, {"kind": "dense", "units": 10}]
    config = settings(
        "synthetic", architecture=layers, optimizer="sgd", loss="mean-squared-error", epochs=20
    )
    train(TrainingConfig.from_dict({**config.to_dict(), "learning_rate": 10.0}), bars)
    run = the_run()
    assert run.status is RunStatus.DIVERGED
    assert run.name == "Layers of your own"
    assert "learning rate" in run.remark


def test_a_learning_rate_changed_by_hand_is_remarked(bars: Dataset) -> None:
    job = TrainingJob(settings("synthetic"), bars)
    job.set_learning_rate(0.005)
    job(JobControl(lambda report: None))
    assert "changed by hand" in the_run().remark


def test_what_the_test_measured_is_added(qtbot: QtBot, bars_folder: Path) -> None:
    trained = train(settings(bars_folder))
    owner = QObject()
    finished = FinishedNetwork(Host(), owner)
    with qtbot.waitSignal(finished.judged, timeout=20_000) as judged:
        finished.take(trained)
    scores = the_run().scores
    assert scores["test_accuracy"] == judged.args[0].accuracy
    assert scores["test_samples"] == 200
    assert scores["test_accuracy_low"] < scores["test_accuracy_high"]
    model = load_model(the_run().folder / "model.safetensors")
    assert model.calibration == {"temperature": judged.args[0].temperature}
    finished.stop_and_wait()


def test_the_test_goes_on_for_the_list_when_the_next_training_begins(
    qtbot: QtBot, bars_folder: Path
) -> None:
    trained = train(settings(bars_folder))
    owner = QObject()
    finished = FinishedNetwork(Host(), owner)
    finished.take(trained)
    finished.forget()
    qtbot.waitUntil(lambda: "test_accuracy" in the_run().scores, timeout=20_000)
    assert finished.judgement is None
    finished.stop_and_wait()


def test_a_list_that_cannot_be_used_is_told_and_loses_no_network(
    bars: Dataset, own_folder: Path, qtbot: QtBot
) -> None:
    with RunStore() as store:
        path = store.path
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    session = TrainingSession()
    with qtbot.waitSignal(session.ended, timeout=20_000) as ended:
        session.start(settings("synthetic"), bars)
    trained = ended.args[0]
    assert trained.run is None
    assert "newer Inkling" in trained.keeping_problem
    assert len(trained.history) == 2
    session.stop_and_wait()
