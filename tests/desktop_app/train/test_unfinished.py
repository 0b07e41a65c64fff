"""A training that was stopped, closed or killed goes on, and ends as if nothing had been."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop_app.background import Cancelled, JobControl
from desktop_app.main_window import MainWindow
from desktop_app.train.reports import EpochFinished, TrainingBegun
from desktop_app.train.setup.unfinished_card import unfinished_sentence
from desktop_app.train.training_job import TrainingJob
from desktop_app.train.unfinished import (
    UnfinishedRun,
    begun_path,
    forget_unfinished,
    load_unfinished,
    save_begun,
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

KILLED_AT_ITS_BEGINNING = """
import os, signal, sys
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from desktop_app.app import make_application
from desktop_app.main_window import MainWindow
from desktop_app.settings import Settings, open_store
from desktop_app.theme import Appearance, Theme
from nn_core.training import TrainingConfig

application = make_application()
settings = Settings(open_store())
window = MainWindow(Theme(Appearance.LIGHT), settings)
window.show()
window.pages.open("train")
page = window.pages.train

def click(words):
    button = next(
        b for b in page.findChildren(QPushButton) if b.text() == words and b.isVisible()
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

page.setup.form.show_config(
    TrainingConfig(
        architecture="small-30", dataset=sys.argv[1], epochs=3, learning_rate=0.02, seed=7
    )
)
page.datasets.choose(sys.argv[1])
if sys.argv[2] == "queued":
    page.queue.add(page.setup.form.config())
    click("Start the next one")
else:
    click("Start training")
settings.store.sync()
os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
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
    assert run.checkpoint is not None
    config = run.config
    data = load_dataset(bars_folder)
    rest = TrainingJob(config, data, run.checkpoint)(JobControl(deaf))
    whole = TrainingJob(config, data)(JobControl(deaf))
    assert np.array_equal(rest.network.parameter_vector, whole.network.parameter_vector)
    assert load_unfinished() is None


@pytest.mark.parametrize("way", ["at once", "queued"])
def test_a_training_that_is_killed_before_it_was_kept_is_offered_from_the_beginning(
    way: str, make_person, bars_folder: Path
) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_AT_ITS_BEGINNING, str(bars_folder), way],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        cwd=Path(__file__).parents[3],
        timeout=60,
    )
    assert killed.returncode != 0
    assert not unfinished_path().exists()

    person = make_person()
    assert person.page.queue.waiting == ()
    card = person.page.stage.unfinished_card
    person.wait_for(card.isVisible)
    assert "Small 30 on bars had only begun" in card.words
    person.click("Go on")
    person.wait_until_trained()
    trained = person.page.finished.trained
    assert trained is not None
    assert trained.config.seed == 7
    assert [report.epoch for report in trained.history] == [1, 2, 3]
    assert load_unfinished() is None


def test_a_training_that_had_only_begun_can_be_let_go(make_person, own_folder: Path) -> None:
    save_begun(CONFIG)
    person = make_person()
    person.wait_for(person.page.stage.unfinished_card.isVisible)
    person.click("Let it go")
    assert not person.page.stage.unfinished_card.isVisible()
    assert load_unfinished() is None


def test_of_a_file_that_a_power_cut_left_empty_nothing_is_offered(own_folder: Path) -> None:
    save_begun(CONFIG)
    begun_path().write_bytes(b"")
    assert load_unfinished() is None


def test_a_training_that_was_stopped_before_its_first_batch_is_not_offered(
    person, bars_folder: Path
) -> None:
    person.fill_in(dataset=str(bars_folder))
    person.click("Start training")
    assert load_unfinished() is not None
    person.click("Stop")
    person.wait_for(lambda: not person.page.session.is_busy)
    assert load_unfinished() is None


def test_a_training_that_cannot_be_done_is_not_offered(person, bars_folder: Path) -> None:
    person.fill_in(dataset=str(bars_folder), architecture="small-30")
    person.click("Start training")
    shutil.rmtree(bars_folder)
    person.wait_for(lambda: not person.page.session.is_busy)
    assert load_unfinished() is None


def test_a_window_that_closes_before_the_first_batch_offers_the_training_again(
    person, bars_folder: Path
) -> None:
    person.fill_in(dataset=str(bars_folder), seed=5)
    person.click("Start training")
    person.page.stop_and_wait()
    run = load_unfinished()
    assert run is not None
    assert (run.config.seed, run.epochs_done) == (5, 0)


def test_the_run_that_began_last_is_offered_until_more_of_it_is_kept(
    bars: Dataset, own_folder: Path
) -> None:
    earlier, later = TrainingConfig(seed=1), TrainingConfig.from_dict(CONFIG.to_dict())
    save_begun(earlier)
    save_begun(later)
    job = TrainingJob(CONFIG, bars)
    with pytest.raises(Cancelled):
        job(stop_when(lambda report: isinstance(report, EpochFinished)))
    assert job.checkpoint is not None
    save_unfinished(job.checkpoint)
    run = load_unfinished()
    assert run is not None
    assert run.epochs_done == 1
    assert not begun_path().exists()

    save_begun(earlier)
    save_unfinished(job.checkpoint)  # it was being kept while the other one began
    run = load_unfinished()
    assert run is not None
    assert (run.config, run.checkpoint) == (earlier, None)


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
    run = UnfinishedRun(CONFIG, job.checkpoint, now - timedelta(minutes=3))
    assert unfinished_sentence(run, now) == (
        "Small 30 on bars had finished 1 of 4 epochs, 3\u00a0min\u00a0ago."
    )
    assert unfinished_sentence(run, run.saved).endswith("1 of 4 epochs, just now.")
    begun = UnfinishedRun(CONFIG, None, now)
    assert unfinished_sentence(begun, now) == (
        "Small 30 on bars had only begun, just now; it starts from the beginning again."
    )


def leave_one_cut_short(dataset: Path) -> None:
    """Stop a training of four epochs after its first, and keep it."""
    config = TrainingConfig.from_dict(CONFIG.to_dict() | {"dataset": str(dataset)})
    job = TrainingJob(config)
    with pytest.raises(Cancelled):
        job(stop_when(lambda report: isinstance(report, EpochFinished)))
    assert job.checkpoint is not None
    save_unfinished(job.checkpoint)


def test_the_window_offers_it_and_goes_on(
    make_window: Callable[[], MainWindow], qtbot, bars_folder: Path
) -> None:
    leave_one_cut_short(bars_folder)
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


def test_a_new_training_takes_the_place_of_an_unfinished_one_only_when_told_to(
    make_person, bars_folder: Path, answer: Callable[[str], Any]
) -> None:
    leave_one_cut_short(bars_folder)
    person = make_person()
    person.fill_in(dataset=str(bars_folder))
    person.wait_for(person.page.stage.unfinished_card.isVisible)

    question = answer("Keep it")
    person.click("Start training")
    assert "1 of 4 epochs" in question.asked
    assert not person.page.is_training()
    assert person.page.stage.unfinished_card.isVisible()
    assert load_unfinished() is not None

    answer("Discard it")
    person.click("Start training")
    assert person.page.is_training()
    person.wait_until_trained()


def test_a_training_that_cannot_be_gone_on_with_is_still_offered(
    make_person, bars_folder: Path
) -> None:
    leave_one_cut_short(bars_folder)
    person = make_person()
    card = person.page.stage.unfinished_card
    person.wait_for(card.isVisible)
    bars_folder.rename(bars_folder.with_name("elsewhere"))
    person.click("Go on")
    person.wait_for(lambda: not person.page.is_training())
    assert person.page.stage.banner.words
    assert card.isVisible()
    assert "1 of 4 epochs" in card.words

    bars_folder.with_name("elsewhere").rename(bars_folder)
    person.click("Go on")
    person.wait_until_trained()
    assert [entry.epoch for entry in person.page.watch.learning.entries] == [1, 2, 3, 4]


def test_a_run_that_is_let_go_is_gone(bars: Dataset, own_folder: Path) -> None:
    job = TrainingJob(CONFIG, bars)
    with pytest.raises(Cancelled):
        job(stop_when(lambda report: isinstance(report, TrainingBegun)))
    assert job.checkpoint is not None
    save_unfinished(job.checkpoint)
    forget_unfinished()
    assert load_unfinished() is None
