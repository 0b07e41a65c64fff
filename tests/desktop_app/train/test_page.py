"""A person trains a network in the real window, with real clicks and real threads."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.main_window import MainWindow
from desktop_app.settings import Settings, open_store
from desktop_app.train.judge.mistakes import Mistakes
from desktop_app.train.page import TrainPage
from desktop_app.train.session import RunState
from desktop_app.train.train_settings import TrainSettings
from desktop_app.train.unfinished import forget_unfinished, load_unfinished, save_unfinished
from desktop_app.wording import failure_sentence
from nn_core.cli.toml_file import read_toml
from nn_core.data import Dataset, DatasetMissing
from nn_core.data.catalogue import CATALOGUE
from nn_core.data.readers.idx import write_idx
from nn_core.model_file import load_model
from nn_core.runs import RunStatus, RunStore
from nn_core.training import TrainingConfig
from nn_core.training.checkpoint import Checkpoint
from nn_core.wording import with_article

LEFT = Qt.MouseButton.LeftButton


def test_a_training_runs_to_its_end_and_is_tested(
    person, bars_folder: Path, draw_seven: Callable[[], None]
) -> None:
    draw_seven()
    person.fill_in(dataset=str(bars_folder))
    person.click("Start training")
    person.wait_until_trained()
    person.wait_until_judged()

    page = person.page
    assert [entry.epoch for entry in page.watch.learning.entries] == [1, 2, 3]
    assert all(entry.label for entry in page.watch.learning.entries)
    wall = page.watch.learning.wall
    person.wait_for(lambda: wall.count_learnt()[0] > 0.9 * wall.count_learnt()[1] > 0)
    assert page.finished.judgement.accuracy > 0.9
    words = page.result.words
    assert words.startswith("Trained for 3 epochs")
    assert "of 200 test pictures" in words
    assert "\u00a0±\u00a0" in words
    assert f"{person.window.host.model_name}, in use now" in words


def test_the_new_network_is_used_at_once_and_after_a_restart(
    person, bars_folder: Path, make_window: Callable[[], MainWindow]
) -> None:
    person.fill_in(dataset=str(bars_folder))
    person.click("Start training")
    person.wait_until_judged()
    before = person.window.host.model_name

    with person.qtbot.waitSignal(person.window.host.changed):
        person.click("Use this network")

    name = person.window.host.model_name
    assert name != before
    assert not person.button("In use").isEnabled()
    person.window.close()
    assert make_window().host.model_name == name


def test_the_new_network_can_be_used_again_after_another_one(person, bars_folder: Path) -> None:
    person.fill_in(dataset=str(bars_folder))
    person.click("Start training")
    person.wait_until_judged()
    person.click("Use this network")
    name = person.window.host.model_name
    person.window.host.use_bundled("textbook-256-128")
    person.click("Use this network")
    assert person.window.host.model_name == name


def test_a_network_that_the_draw_page_cannot_use_is_not_offered_to_it(
    person, bars: Dataset, tmp_path: Path
) -> None:
    small = np.ascontiguousarray(bars.images[:, ::2, ::2])
    write_idx(tmp_path / "train-images-idx3-ubyte", small)
    write_idx(tmp_path / "train-labels-idx1-ubyte", bars.labels.astype(np.uint8))
    person.fill_in(dataset=str(tmp_path), epochs=1)
    person.click("Start training")
    person.wait_until_judged()
    assert not person.button("Use this network").isEnabled()


def test_a_run_that_is_discarded_while_it_is_being_kept_is_not_offered_again(
    person, bars_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_keep, kept = threading.Event(), threading.Event()

    def keep_slowly(checkpoint: Checkpoint) -> None:
        may_keep.wait(20)
        save_unfinished(checkpoint)
        kept.set()

    monkeypatch.setattr("desktop_app.train.session.save_unfinished", keep_slowly)
    person.fill_in(dataset=str(bars_folder), epochs=500)
    person.click("Start training")
    person.wait_for(lambda: len(person.page.watch.learning.entries) > 1)
    person.click("Stop")
    person.wait_until_trained()
    person.click("Discard")
    may_keep.set()
    person.wait_for(lambda: kept.is_set() and load_unfinished() is None)


def test_a_training_that_is_stopped_just_before_the_window_closes_is_kept(
    person, bars_folder: Path
) -> None:
    person.fill_in(dataset=str(bars_folder), epochs=500)
    person.click("Start training")
    person.wait_for(lambda: len(person.page.watch.learning.entries) > 1)
    forget_unfinished()
    person.page.session.stopped.connect(person.window.shut_down)
    with person.qtbot.waitSignal(person.page.session.stopped):
        person.click("Stop")
    assert load_unfinished() is not None


def test_the_drawing_is_followed_in_every_training(person, bars_folder: Path, draw_seven) -> None:
    person.window.pages.open("draw")
    draw_seven()
    person.window.pages.open("train")
    person.fill_in(dataset=str(bars_folder), epochs=2)
    for _ in range(2):
        with person.qtbot.waitSignal(person.page.session.epoch_finished) as finished:
            person.click("Start training")
        assert finished.args[0].drawing is not None
        person.wait_until_judged()


def test_a_network_is_saved_as_a_file_that_can_be_opened(
    person, bars_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "my network"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    person.fill_in(dataset=str(bars_folder))
    person.click("Start training")
    person.wait_until_judged()
    person.click("Save as")

    model = load_model(tmp_path / "my network.safetensors")
    assert model.name == "my network"
    assert model.scores["test_accuracy"] == person.page.finished.judgement.accuracy
    assert TrainingConfig.from_dict(model.training).epochs == 3
    assert "Saved as" in person.page.stage.banner.words
    assert not person.page.finished.is_undecided


def test_a_network_that_cannot_be_saved_is_not_lost(
    person, bars_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "file" / "network"), "")
    )
    person.fill_in(dataset=str(bars_folder))
    person.click("Start training")
    person.wait_until_judged()
    person.click("Save as")

    assert "cannot be written" in person.page.stage.banner.words
    assert person.button("Use this network").isEnabled()


def test_a_network_can_be_discarded(person, bars_folder: Path) -> None:
    person.fill_in(dataset=str(bars_folder))
    person.click("Start training")
    person.wait_until_trained()
    person.click("Discard")

    assert person.page.finished.model() is None
    assert person.page.stage.preview.isVisible()
    assert person.button("Start training").isEnabled()
    with RunStore() as store:
        assert store.runs() == []


def test_stop_keeps_the_best_network_so_far(person, bars_folder: Path) -> None:
    person.fill_in(dataset=str(bars_folder), epochs=1000)
    person.click("Start training")
    person.wait_for(lambda: len(person.page.watch.learning.entries) >= 2)
    with person.qtbot.waitSignal(person.page.session.stopped, timeout=2000):
        person.click("Stop")
    person.wait_until_judged()

    assert "Stopped in epoch" in person.page.result.words
    assert person.page.finished.judgement.accuracy > 0.5
    assert person.page.finished.model() is not None


def test_a_stopped_training_can_be_gone_on_with(person, bars_folder: Path) -> None:
    person.fill_in(dataset=str(bars_folder), epochs=1000, batch_size=20)
    person.click("Start training")
    person.wait_for(lambda: len(person.page.watch.learning.entries) >= 2)
    person.click("Stop")
    person.wait_until_trained()
    stopped_after = len(person.page.watch.learning.entries)

    person.click("Go on")
    person.wait_for(lambda: len(person.page.watch.learning.entries) > stopped_after + 1)
    epochs = [entry.epoch for entry in person.page.watch.learning.entries]
    assert epochs == list(range(1, len(epochs) + 1))
    person.click("Stop")
    person.wait_until_trained()


def test_another_learning_rate_takes_effect_in_mid_run(person, bars_folder: Path) -> None:
    person.fill_in(dataset=str(bars_folder), epochs=1000, batch_size=20)
    person.click("Start training")
    person.wait_for(lambda: len(person.page.watch.learning.entries) >= 1)
    box = next(
        b for b in person.page.findChildren(QDoubleSpinBox) if b.accessibleName() == "Learning rate"
    )
    person.qtbot.mouseClick(box.lineEdit(), LEFT)
    person.qtbot.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    person.qtbot.keyClicks(box, "0.25")
    with person.qtbot.waitSignal(person.page.session.rate_changed, timeout=5000) as changed:
        person.qtbot.keyClick(box, Qt.Key.Key_Return)

    assert changed.args[0].learning_rate == 0.25
    assert "the learning rate is 0.25" in person.page.watch.progress.words
    person.click("Stop")
    person.wait_until_trained()
    rates = [report.learning_rate for report in person.page.finished.trained.history]
    assert rates[0] == 0.02


def test_trainings_queue_up_and_every_network_is_kept(person, bars_folder: Path) -> None:
    person.fill_in(dataset=str(bars_folder), epochs=1000)
    person.click("Start training")
    person.wait_for(lambda: person.page.session.state is RunState.TRAINING)
    person.fill_in(dataset=str(bars_folder), epochs=2, seed=1)
    person.click("Train these settings afterwards")
    person.fill_in(dataset=str(bars_folder), epochs=2, seed=2)
    person.click("Train these settings afterwards")
    person.click("Train these settings afterwards")
    person.qtbot.mouseClick(
        person.named("Take out: Small 30 · bars · 2 epochs"), Qt.MouseButton.LeftButton
    )
    assert [config.seed for config in person.page.queue.waiting] == [2, 2]

    person.wait_for(lambda: bool(person.page.watch.learning.entries))
    person.click("Stop")
    person.wait_until_judged()
    person.click("Use this network")
    assert len(person.page.queue.waiting) == 2
    person.click("Start the next one")
    person.wait_for(lambda: not person.page.queue.waiting and not person.page.is_training())
    person.wait_until_judged()

    assert "on the Runs page" in person.page.stage.banner.words
    with RunStore() as store:
        runs = store.runs()
        assert [(run.settings().seed, run.status) for run in runs] == [
            (2, RunStatus.FINISHED),
            (2, RunStatus.FINISHED),
            (0, RunStatus.STOPPED),
        ]
        assert store.model(runs[1].id).network.config()


def test_a_training_that_waits_goes_on_waiting_while_another_one_runs(
    person, bars_folder: Path
) -> None:
    person.fill_in(dataset=str(bars_folder), epochs=500)
    person.click("Start training")
    person.wait_for(lambda: person.page.session.state is RunState.TRAINING)
    person.click("Train these settings afterwards")
    person.page.finished.kept.emit("the network before")  # kept late, after a start by hand
    assert len(person.page.queue.waiting) == 1
    person.page.stop_and_wait()


def test_trainings_that_wait_are_there_at_the_next_start(
    person, make_window: Callable[[], MainWindow], bars_folder: Path, qtbot: QtBot, answer
) -> None:
    person.fill_in(dataset=str(bars_folder), epochs=500)
    person.click("Start training")
    person.wait_for(lambda: person.page.session.state is RunState.TRAINING)
    person.fill_in(dataset=str(bars_folder), epochs=2, seed=7)
    person.click("Train these settings afterwards")
    person.page.stop_and_wait()
    person.window.close()

    later = type(person)(make_window(), qtbot)
    assert [config.seed for config in later.page.queue.waiting] == [7]
    later.wait_for(lambda: later.page.stage.is_offering)  # what was cut short by closing
    answer("Discard it")
    later.click("Start the next one")
    later.wait_until_judged()
    assert later.page.finished.trained.config.seed == 7
    assert later.page.queue.waiting == ()


def test_a_loss_that_runs_away_is_explained(person, bars_folder: Path) -> None:
    person.fill_in_what_runs_away(bars_folder, epochs=20)
    person.click("Start training")
    person.wait_until_trained()
    words = person.page.result.words
    assert words.startswith("The loss ran away")
    assert "learning rate" in words


def test_a_network_that_has_learnt_nothing_is_not_offered_for_use(
    person, bars_folder: Path
) -> None:
    person.fill_in_what_runs_away(bars_folder, batch_size=10)
    person.click("Start training")
    person.wait_until_judged()
    words = person.page.result.words
    assert words.startswith("The loss ran away before anything was learnt")
    assert "weights from before training are kept" in words
    use = person.button("Use this network")
    assert not use.isEnabled()
    assert use.toolTip() == "It has learnt nothing yet, so the Draw page cannot use it"

    person.window.pages.open("runs")
    runs = person.window.pages.runs
    assert runs is not None
    person.wait_for(lambda: "The loss ran away" in runs.run_card.words)
    assert not runs.run_card.use.isEnabled()
    assert runs.run_card.use.toolTip() == use.toolTip()


def test_the_first_layer_is_shown_as_pictures(person, bars_folder: Path) -> None:
    person.fill_in(dataset=str(bars_folder))
    person.click("Start training")
    person.wait_until_trained()
    person.click("Show its weights")
    weights = person.page.watch.learning.weights
    assert weights.isVisible()
    assert weights.accessibleDescription() == "30 neurons or filters"
    person.click("Show pictures")
    assert person.page.watch.learning.wall.isVisible()


def test_a_click_on_a_confusion_shows_its_pictures(person, bars_folder: Path) -> None:
    person.fill_in(dataset=str(bars_folder), epochs=1, learning_rate=0.002)
    person.click("Start training")
    person.wait_until_judged()
    person.click("See what it gets wrong")
    board = person.page.watch.board
    assert board.isVisible()
    assert "The hardest pictures" in board.words
    assert "With 95" in board.words
    judgement = person.page.finished.judgement
    mistakes = Mistakes.of(judgement.data, judgement.probabilities)
    wrong = mistakes.confusion - np.diag(np.diag(mistakes.confusion))
    truth, answer = (int(place) for place in np.unravel_index(wrong.argmax(), wrong.shape))

    person.qtbot.mouseClick(board.matrix, LEFT, pos=board.matrix.place_of(truth, answer))
    assert board.words.startswith(f"{with_article(str(truth)).capitalize()}, taken for {answer}")
    assert len(board.pictures.indices) == wrong[truth, answer]
    assert f"taken for {with_article(str(answer))}" in board.closer.words

    person.qtbot.keyClick(board.matrix, Qt.Key.Key_Right)
    person.qtbot.keyClick(board.matrix, Qt.Key.Key_Return)
    assert f"taken for {answer}." not in board.words
    person.click("See how it learnt")
    assert person.page.watch.learning.isVisible()


def test_stopping_before_the_first_epoch_leaves_no_network(person, bars_folder: Path) -> None:
    person.fill_in(dataset=str(bars_folder), epochs=5, batch_size=1)
    person.click("Start training")
    person.wait_for(lambda: person.page.session.state is RunState.TRAINING)
    person.click("Stop")
    person.wait_for(lambda: not person.page.is_training())

    assert "no network" in person.page.stage.banner.words
    assert person.page.finished.model() is None


def test_pause_stands_still_and_resume_goes_on(person, bars_folder: Path) -> None:
    person.fill_in(dataset=str(bars_folder), epochs=1000)
    person.click("Start training")
    person.wait_for(lambda: person.page.session.state is RunState.TRAINING)
    person.click("Pause")
    assert person.page.session.state is RunState.PAUSED
    assert person.page.watch.progress.words.startswith("Paused")

    person.click("Resume")
    seen = len(person.page.watch.learning.entries)
    person.wait_for(lambda: len(person.page.watch.learning.entries) > seen + 1)
    person.click("Pause")
    person.click("Stop")
    person.wait_until_trained()


def test_closing_in_mid_training_asks_and_may_go_on(
    person, bars_folder: Path, answer: Callable[[str], object]
) -> None:
    person.fill_in(dataset=str(bars_folder), epochs=1000)
    person.click("Start training")
    person.wait_for(lambda: person.page.session.state is RunState.TRAINING)

    question = answer("Keep training")
    person.window.close()
    assert "being trained" in question.asked
    assert person.window.isVisible()
    assert person.page.is_training()

    answer("Stop and close")
    person.window.close()
    assert not person.window.isVisible()


def test_starting_anew_asks_before_a_network_is_lost_that_could_not_be_kept(
    person, bars_folder: Path, own_folder: Path, answer: Callable[[str], object]
) -> None:
    own_folder.mkdir(exist_ok=True)
    (own_folder / "runs").touch()  # where the list would lie
    person.fill_in(dataset=str(bars_folder))
    person.click("Start training")
    person.wait_until_judged()
    assert "not on the list of runs" in person.page.stage.banner.words

    question = answer("Keep it")
    person.click("Start training")
    assert "neither in use nor saved" in question.asked
    assert not person.page.is_training()
    assert person.page.finished.model() is not None

    answer("Discard it")
    person.click("Start training")
    assert person.page.is_training()
    person.wait_until_trained()


def test_missing_mnist_is_offered_and_synthetic_strokes_stand_in(
    person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nn_core.data.loading.SYNTHETIC_SAMPLES", {"train": 200, "test": 50})
    person.fill_in(dataset="mnist")
    person.wait_for(lambda: "not on this computer" in person.page.stage.preview.words)
    assert person.button("Download").isEnabled()

    person.click("Learn from synthetic strokes")
    person.wait_for(lambda: person.page.datasets.shelf.loaded is not None)
    assert "200 in all" in person.page.stage.preview.words
    person.click("Start training")
    person.wait_until_judged()
    assert "of 50 test pictures" in person.page.result.words


def test_starting_without_the_data_leads_to_the_offer(person) -> None:
    person.fill_in(dataset="mnist")
    person.click("Start training")
    person.wait_for(lambda: "not on this computer" in person.page.stage.preview.words)
    assert not person.page.is_training()
    assert person.button("Choose a folder").isVisible()


def test_a_download_shows_its_progress_and_can_be_called_off(
    person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def download(name, *, progress, cancelled):
        while not cancelled():
            progress(3_000_000, 12_000_000)
        raise CancelledByPerson

    monkeypatch.setattr("desktop_app.train.setup.dataset_jobs.download", download)
    monkeypatch.setattr("desktop_app.train.setup.dataset_jobs.DownloadCancelled", CancelledByPerson)
    person.fill_in(dataset="mnist")
    person.wait_for(lambda: "not on this computer" in person.page.stage.preview.words)
    person.click("Download")
    person.wait_for(lambda: person.page.stage.preview.missing.progress_words == "3.0 of 12.0 MB")
    person.click("Cancel")
    person.wait_for(lambda: "not on this computer" in person.page.stage.preview.words)


class CancelledByPerson(Exception):
    pass


def test_a_download_that_fails_says_why(person, monkeypatch: pytest.MonkeyPatch) -> None:
    def download(name, *, progress, cancelled):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("desktop_app.train.setup.dataset_jobs.download", download)
    person.fill_in(dataset="mnist")
    person.wait_for(lambda: "not on this computer" in person.page.stage.preview.words)
    person.click("Download")
    person.wait_for(lambda: "The disk is full" in person.page.stage.preview.words)
    assert person.button("Try the download again").isEnabled()


def test_a_folder_that_lacks_the_files_is_named(
    person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    person.fill_in(dataset="mnist")
    person.wait_for(lambda: "not on this computer" in person.page.stage.preview.words)
    person.click("Choose a folder")
    person.wait_for(lambda: "does not hold MNIST" in person.page.stage.preview.words)


def test_a_damaged_file_is_a_sentence_and_not_a_crash(person, tmp_path: Path) -> None:
    path = tmp_path / "pictures.npz"
    path.write_bytes(b"PK\x03\x04 this is no archive")
    person.fill_in(dataset=str(path))
    person.wait_for(lambda: "cannot be used" in person.page.stage.preview.words)
    assert "pictures.npz" in person.page.stage.preview.words
    person.click("Start training")
    person.wait_for(lambda: bool(person.page.stage.banner.words))
    assert not person.page.is_training()


def test_settings_that_do_not_go_together_cannot_be_started(person, bars_folder: Path) -> None:
    person.fill_in(dataset=str(bars_folder), epochs=2)
    person.click("More settings")
    warm_up = next(
        box for box in person.page.findChildren(QWidget) if box.accessibleName().startswith("Warm-")
    )
    person.qtbot.mouseDClick(warm_up.lineEdit(), LEFT)
    person.qtbot.keyClicks(warm_up, "5")
    person.qtbot.keyClick(warm_up, Qt.Key.Key_Return)

    assert not person.button("Start training").isEnabled()
    assert any(
        "warm-up of 5 epochs does not fit" in label.text()
        for label in person.page.findChildren(QWidget)
        if hasattr(label, "text") and label.isVisible()
    )


def test_the_form_is_as_it_was_left(person, make_window: Callable[[], MainWindow]) -> None:
    person.fill_in(dataset="synthetic", epochs=7, optimizer="nesterov", ema_decay=0.9)
    person.page.stop_and_wait()
    person.window.close()
    again = make_window()
    again.pages.open("train")
    page = again.pages.currentWidget()
    assert isinstance(page, TrainPage)
    config = page.setup.form.config()
    page.stop_and_wait()
    assert (config.dataset, config.epochs, config.optimizer) == ("synthetic", 7, "nesterov")
    assert config.ema_decay == 0.9


def test_layers_are_put_together_by_hand_and_trained(person, bars_folder: Path) -> None:
    person.fill_in(dataset=str(bars_folder), epochs=2)
    person.click("Edit the layers")
    editor = person.page.stage.editor
    assert editor.isVisible()
    assert [layer["kind"] for layer in editor.layers] == ["flatten", "dense", "sigmoid", "dense"]

    person.qtbot.mouseClick(person.named("Remove: layer 1"), LEFT)
    assert "put a Flatten before it" in editor.problem
    assert not person.button("Start training").isEnabled()

    person.click("Add a layer")
    kind = next(
        box for box in editor.findChildren(QComboBox) if box.accessibleName() == "Kind of layer 3"
    )
    kind.setCurrentIndex(kind.findText("Flatten"))
    for layer in (3, 2):
        person.qtbot.mouseClick(person.named(f"Move up: layer {layer}"), LEFT)
    assert [layer["kind"] for layer in editor.layers] == ["flatten", "dense", "sigmoid", "dense"]
    assert editor.problem == ""
    assert person.page.setup.form.config().architecture == "small-30"

    neurons = next(
        box for box in editor.findChildren(QSpinBox) if box.accessibleName() == "Neurons of layer 2"
    )
    neurons.setValue(41)
    layers = person.page.setup.form.config().architecture
    assert layers[1]["units"] == 41
    person.click("Done")
    person.click("Start training")
    person.wait_until_trained()
    network = person.page.finished.trained.network
    assert network.parameters()["1.weight"].shape == (41, 784)


def test_settings_are_saved_and_opened_as_the_command_line_takes_them(
    person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, typed = str(tmp_path / "my run.toml"), str(tmp_path / "my run")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (typed, ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (path, ""))
    person.fill_in(dataset="synthetic", epochs=9, schedule="one-cycle", clip_norm=2.5)
    person.qtbot.mouseClick(person.named("Save these settings as a file"), LEFT)
    wanted = person.page.setup.form.config()
    assert TrainingConfig.from_dict(read_toml(Path(path))) == wanted

    person.fill_in(dataset="mnist")
    assert person.page.setup.form.config() != wanted
    person.qtbot.mouseClick(person.named("Open settings from a file"), LEFT)
    assert person.page.setup.form.config() == wanted


def test_settings_that_make_no_sense_are_told_with_their_file(person, tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text("epochs = -3\n", encoding="utf-8")
    before = person.page.setup.form.config()
    person.page.settings_desk.open(path)
    assert "wrong.toml" in person.page.stage.banner.words
    assert "epochs should be at least 1" in person.page.stage.banner.words
    assert person.page.setup.form.config() == before


def test_settings_that_cannot_be_read_any_more_give_way_to_the_usual_ones(
    person, caplog: pytest.LogCaptureFixture
) -> None:
    settings = TrainSettings(Settings(open_store()).store)
    settings.form = '{"epochs": -3}'
    assert settings.load_config() == TrainingConfig()
    assert "cannot be read" in caplog.text


def test_of_trainings_that_waited_one_that_cannot_be_read_takes_no_other_with_it() -> None:
    settings = TrainSettings(Settings(open_store()).store)
    settings.queue = '[{"seed": 4}, {"epochs": -3}, {"of": "a later version"}, 5, {"seed": 6}]'
    assert [config.seed for config in settings.load_queue()] == [4, 6]
    for nonsense in ("[", "7", "{}"):
        settings.queue = nonsense
        assert settings.load_queue() == ()


def test_another_optimizer_brings_a_learning_rate_that_suits_it(person) -> None:
    form = person.page.setup.form
    person.fill_in(optimizer="adam", learning_rate=0.001)
    box = next(b for b in person.page.findChildren(QComboBox) if b.accessibleName() == "Optimizer")
    box.setCurrentIndex(box.findText("SGD"))
    assert form.config().learning_rate == 0.1

    person.fill_in(optimizer="adam", learning_rate=0.003)
    box.setCurrentIndex(box.findText("Momentum"))
    assert form.config().learning_rate == 0.003


def test_every_control_is_reached_by_key_and_says_what_it_is(person, bars_folder: Path) -> None:
    person.fill_in(dataset=str(bars_folder))
    person.click("More settings")
    controls = [
        control
        for control in person.page.findChildren(QWidget)
        if control.isVisible()
        and control.isEnabled()
        and control.focusPolicy() & Qt.FocusPolicy.ClickFocus
    ]
    nameless = [
        control
        for control in controls
        if not (control.accessibleName() or getattr(control, "text", str)())
    ]
    assert len(controls) > 20
    assert not [control for control in nameless if control.focusProxy() is None]
    buttons = [b for b in person.page.findChildren(QAbstractButton) if b.isVisible()]
    assert all(button.focusPolicy() & Qt.FocusPolicy.TabFocus for button in buttons)


def test_the_missing_dataset_is_told_in_words_of_the_window() -> None:
    assert "MNIST" in failure_sentence(DatasetMissing(CATALOGUE["mnist"]))
