"""A training that was stopped, closed or killed goes on, and ends as if nothing had been."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from desktop_app.background import Cancelled, JobControl
from desktop_app.main_window import MainWindow
from desktop_app.train.reports import EpochFinished, TrainingBegun
from desktop_app.train.setup.unfinished_card import unfinished_sentence
from desktop_app.train.training_job import TrainingJob
from desktop_app.train.unfinished import (
    UnfinishedRun,
    forget_unfinished,
    load_unfinished,
    save_unfinished,
    unfinished_path,
)
from nn_core.data import Dataset, load_dataset
from nn_core.training import BatchReport, TrainingConfig

CONFIG = TrainingConfig(
    architecture="small-30", dataset="bars", epochs=4, learning_rate=0.01, batch_size=50
)

KILLED = """
import sys
from desktop_app.background import JobControl
from desktop_app.train.training_job import TrainingJob
from nn_core.training import BatchReport, TrainingConfig

def hear(report):
    if isinstance(report, BatchReport):
        print(report.epoch, report.batch, flush=True)

control = JobControl(hear)
control.tell_progress = control.tell
config = TrainingConfig(
    architecture="small-30", dataset=sys.argv[1], epochs=4, learning_rate=0.01, batch_size=50
)
TrainingJob(config, save_interval_s=0.0)(control)
"""


def deaf(report: object) -> None:
    """Hear nothing."""


def stop_when(condition: Callable[[object], bool]) -> JobControl:
    def hear(report: object) -> None:
        if condition(report):
            control.cancel()

    control = JobControl(hear)
    control.tell_progress = control.tell  # type: ignore[method-assign]  # every batch is to be heard
    return control


def test_a_stopped_training_goes_on_and_ends_with_the_same_weights(bars: Dataset) -> None:
    whole = TrainingJob(CONFIG, bars)(JobControl(deaf))

    job = TrainingJob(CONFIG, bars)
    with pytest.raises(Cancelled):
        job(stop_when(lambda r: isinstance(r, BatchReport) and (r.epoch, r.batch) == (2, 5)))
    assert job.checkpoint is not None
    reports: list[object] = []
    rest = TrainingJob(CONFIG, bars, job.checkpoint)(JobControl(reports.append))

    assert np.array_equal(rest.network.parameter_vector, whole.network.parameter_vector)
    assert [r.validation_loss for r in rest.history] == [r.validation_loss for r in whole.history]
    told = [r.report.epoch for r in reports if isinstance(r, EpochFinished)]
    assert told == [1, 2, 3, 4]


def test_a_killed_training_goes_on_and_ends_with_the_same_weights(
    bars_folder: Path, own_folder: Path
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(bars_folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("3 4"):
            process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
            break
    process.wait()
    process.stdout.close()

    run = load_unfinished()
    assert run is not None
    assert run.epochs_done == 2
    config = run.checkpoint.config
    data = load_dataset(bars_folder)
    rest = TrainingJob(config, data, run.checkpoint)(JobControl(deaf))
    whole = TrainingJob(config, data)(JobControl(deaf))
    assert np.array_equal(rest.network.parameter_vector, whole.network.parameter_vector)
    assert load_unfinished() is None


def test_a_training_that_came_to_its_end_is_not_offered(bars: Dataset, own_folder: Path) -> None:
    TrainingJob(CONFIG, bars, save_interval_s=0.0)(JobControl(deaf))
    assert load_unfinished() is None


def test_a_full_disk_does_not_end_a_training(
    bars: Dataset, own_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own_folder.parent.mkdir(exist_ok=True)
    own_folder.write_text("in the way of the folder")
    trained = TrainingJob(CONFIG, bars, save_interval_s=0.0)(JobControl(deaf))
    assert len(trained.history) == 4
    assert "cannot be kept" in caplog.text


def test_a_damaged_file_is_let_go_with_a_warning(
    own_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own_folder.mkdir()
    unfinished_path().write_bytes(b"this is no checkpoint")
    assert load_unfinished() is None
    assert "cannot be gone on with" in caplog.text
    assert not unfinished_path().exists()


def test_the_offer_says_what_and_when(bars: Dataset) -> None:
    job = TrainingJob(CONFIG, bars)
    with pytest.raises(Cancelled):
        job(stop_when(lambda report: isinstance(report, EpochFinished)))
    assert job.checkpoint is not None
    now = datetime(2026, 11, 20, 12, 0)
    run = UnfinishedRun(job.checkpoint, now - timedelta(minutes=3))
    assert unfinished_sentence(run, now) == (
        "Small 30 on bars had finished 1 of 4 epochs, 3\u00a0min\u00a0ago."
    )
    assert unfinished_sentence(run, run.saved).endswith("1 of 4 epochs, just now.")


def test_the_window_offers_it_and_goes_on(
    make_window: Callable[[], MainWindow], qtbot, bars_folder: Path
) -> None:
    config = TrainingConfig.from_dict(CONFIG.to_dict() | {"dataset": str(bars_folder)})
    job = TrainingJob(config)
    with pytest.raises(Cancelled):
        job(stop_when(lambda report: isinstance(report, EpochFinished)))
    assert job.checkpoint is not None
    save_unfinished(job.checkpoint)

    window = make_window()
    window.pages.open("train")
    page = window.pages.train
    assert page is not None
    qtbot.waitUntil(page.stage.unfinished_card.isVisible, timeout=10_000)
    assert "1 of 4 epochs" in page.stage.unfinished_card.words
    page.run.resume()
    qtbot.waitUntil(page.result.isVisible, timeout=20_000)
    assert [entry.epoch for entry in page.watch.learning.entries] == [1, 2, 3, 4]
    assert page.setup.form.config().epochs == 4
    assert load_unfinished() is None


def test_a_run_that_is_let_go_is_gone(bars: Dataset, own_folder: Path) -> None:
    job = TrainingJob(CONFIG, bars)
    with pytest.raises(Cancelled):
        job(stop_when(lambda report: isinstance(report, TrainingBegun)))
    assert job.checkpoint is not None
    save_unfinished(job.checkpoint)
    forget_unfinished()
    assert load_unfinished() is None
