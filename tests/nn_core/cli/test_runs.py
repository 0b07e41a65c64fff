"""Trainings of the command line are on the list, which is looked at and tidied up from there."""

import io
import json
import shutil
import signal
import sqlite3
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from nn_core.model_file import load_model
from nn_core.network_in_use import chosen_name, load_chosen
from nn_core.resources import asset_path
from nn_core.runs import RUN_KEY, MadeBy, Outcome, RunStatus, RunStore
from nn_core.training import BatchReport, Trainer, TrainingConfig


@pytest.fixture
def train(inkling, bars):
    """Train a small network on the bars."""

    def run(*words):
        return inkling("train", "--data", bars, "--network", "small-30", "--epochs", 2, *words)

    return run


def weights(path) -> dict[str, bytes]:
    state = load_model(path).network.state()
    return {name: array.tobytes() for name, array in state.items()}


def test_a_training_is_on_the_list_with_all_that_was_measured(train, inkling, bars):
    report = train("--output", "first", "--name", "Bars", "--json").json
    assert report["run"] == 1
    run = inkling("runs", "--json").json
    assert (run["id"], run["name"], run["dataset"]) == (1, "Bars", str(bars))
    assert (run["status"], run["made_by"], run["epochs"]) == ("finished", "command line", 2)
    scores = run["scores"]
    assert scores["test_accuracy"] == report["test_accuracy"]
    assert scores["test_accuracy_low"] <= scores["test_accuracy"] <= scores["test_accuracy_high"]
    assert scores["test_samples"] == 40
    assert 0 <= scores["calibration_error"] <= 1
    assert weights("first/model.safetensors") == weights(f"{run['folder']}/model.safetensors")


def test_a_run_repeated_from_its_settings_gives_the_same_network(train, inkling):
    train("--seed", 7, "--learning-rate", 0.01, "--ema-decay", 0.9, "--augmentation", "light")
    first = inkling("runs", "show", "1", "--json").json
    shutil.rmtree("runs")
    code = inkling("train", "--config", f"{first['folder']}/run.toml", "--output", "again").code
    assert code == 0
    again = inkling("runs", "show", "2", "--json").json
    paths = [f"{run['folder']}/model.safetensors" for run in (first, again)]
    assert weights(paths[0]) == weights(paths[1])
    assert first["config"] == again["config"]
    losses = [[row["training_loss"] for row in run["history"]] for run in (first, again)]
    assert losses[0] == losses[1]


def test_a_run_can_be_left_off_the_list(train, inkling):
    assert train("--no-record", "--json").json["run"] is None
    assert "no runs yet" in inkling("runs").out


def test_a_list_that_cannot_be_written_is_no_failure_of_the_training(train, tmp_path):
    (tmp_path / "user").mkdir()
    (tmp_path / "user" / "runs").touch()
    outcome = train("--output", "first")
    assert outcome.code == 0
    assert "not on the list" in outcome.err
    assert Path("first/model.safetensors").is_file()


def test_a_stopped_training_is_on_the_list_and_gone_on_with_in_place(train, inkling, monkeypatch):
    usual = Trainer.run

    def interrupted(self):
        for report in usual(self):
            if isinstance(report, BatchReport) and report.epoch == 2:
                signal.raise_signal(signal.SIGINT)
            yield report

    monkeypatch.setattr(Trainer, "run", interrupted)
    train("--output", "first", "--epochs", 3)
    stopped = inkling("runs", "--json").json
    assert (stopped["status"], stopped["epochs"]) == ("stopped", 1)
    inkling("runs", "note", 1, "to be gone on with")

    monkeypatch.setattr(Trainer, "run", usual)
    assert inkling("train", "--resume", "first").code == 0
    run = inkling("runs", "--json").json
    assert (run["id"], run["status"], run["epochs"]) == (1, "finished", 3)
    assert run["note"] == "to be gone on with"
    assert weights("first/model.safetensors") == weights(f"{run['folder']}/model.safetensors")


def test_a_run_that_went_on_from_another_network_says_so(train, inkling):
    train("--output", "first")
    assert train("--from", "run:1", "--epochs", 1).code == 0
    assert "run:1" in inkling("runs", "show", 2, "--json").json["remark"]


def test_the_table_names_what_matters_and_what_is_wrong(train, inkling):
    train("--name", "One")
    train("--name", "Two", "--seed", 3)
    runs = [json.loads(line) for line in inkling("runs", "list", "--json").out.splitlines()]
    shutil.rmtree(runs[1]["folder"])
    lines = inkling("runs").out.splitlines()
    assert lines[0].split()[:4] == ["run", "name", "data", "network"]
    assert lines[1].split()[:4] == ["2", "Two", "bars", "small-30"]
    assert lines[2].split()[:2] == ["1", "One"]
    assert "folder is gone" in lines[3]


def test_show_tells_scores_settings_and_epochs(train, inkling):
    train("--learning-rate", 0.02)
    shown = inkling("runs", "show", 1).out
    for words in (
        "of 40 pictures; with 95% certainty from",
        "calibration error",
        "learning_rate        0.02",
        "epoch  training loss",
    ):
        assert words in shown
    path = json.loads(inkling("runs", "--json").out)["folder"] + "/model.safetensors"
    whole = Path(path).read_bytes()
    Path(path).write_bytes(whole[:-4] + b"\xff\xff\xff\xff")
    assert "no finite numbers" in inkling("runs", "show", 1).out


def test_one_epoch_is_not_called_epochs(train, inkling):
    train("--epochs", 1)
    assert "finished after 1 epoch, " in inkling("runs", "show", 1).out


def test_a_run_is_renamed_noted_and_used_by_its_name(train, inkling, bars):
    train()
    assert inkling("runs", "rename", 1, "Mine").code == 0
    assert inkling("runs", "note", "Mine", "the first").code == 0
    run = inkling("runs", "--json").json
    assert (run["name"], run["note"]) == ("Mine", "the first")
    report = inkling("evaluate", "--data", bars, "--model", "run:Mine", "--json").json
    assert report["accuracy"] == run["scores"]["test_accuracy"]
    assert "no run 9" in inkling("evaluate", "--model", "run:9").sentence


def test_deleting_asks_or_is_told_that_it_is_meant(train, inkling, monkeypatch):
    train()
    folder = Path(inkling("runs", "--json").json["folder"])
    assert "--yes" in inkling("runs", "delete", 1).sentence

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal("no\n"))
    assert "Nothing was deleted" in inkling("runs", "delete", 1).out
    assert folder.exists()
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    assert "is deleted" in inkling("runs", "delete", 1).out
    assert not folder.exists()


def test_several_runs_are_deleted_at_once_or_none(train, inkling):
    train()
    train()
    assert "no run 7" in inkling("runs", "delete", 1, 7, "--yes").sentence
    assert inkling("runs", "delete", 1, 2, 2, "--yes").code == 0
    assert "no runs yet" in inkling("runs").out


def test_an_export_can_be_trained_again(train, inkling):
    train("--name", "Bars")
    (folder,) = inkling("runs", "export", 1, "--to", "out").out.splitlines()
    assert sorted(path.name for path in Path(folder).iterdir()) == [
        "curves.png",
        "history.csv",
        "model.safetensors",
        "run.json",
        "run.toml",
    ]
    assert tomllib.loads(Path(folder, "run.toml").read_text())["epochs"] == 2
    code = inkling("train", "--config", f"{folder}/run.toml", "--output", "again").code
    assert code == 0
    assert weights("again/model.safetensors") == weights(f"{folder}/model.safetensors")


def test_a_list_of_a_newer_version_is_refused_in_words(inkling, tmp_path):
    inkling("runs")
    connection = sqlite3.connect(tmp_path / "user" / "runs" / "runs.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert "newer Inkling" in inkling("runs").sentence


def add_run(*, best_epoch: int = 1, **changes):
    """Put a run on the list whose network reads digits, unless it is changed."""
    model = load_model(asset_path("models", "textbook-256-128.safetensors"))
    with RunStore() as store:
        return store.add(
            Outcome(
                model=replace(model, **changes),
                config=TrainingConfig(architecture="textbook-256-128", dataset="mnist"),
                history=(),
                best_epoch=best_epoch,
                status=RunStatus.FINISHED,
                made_by=MadeBy.WINDOW,
            )
        )


@pytest.fixture
def digits_run():
    return add_run()


def test_a_run_is_used_by_its_number_or_name_and_outlives_the_run(digits_run, inkling):
    inkling("runs", "rename", digits_run.id, "My hand")
    outcome = inkling("runs", "use", "My hand")
    assert (outcome.code, outcome.out) == (
        0,
        "My hand reads in the window, from its next start on.\n",
    )
    inkling("runs", "delete", digits_run.id, "--yes")
    assert load_chosen().model.name == "My hand"
    assert load_chosen().model.provenance[RUN_KEY] == digits_run.folder.name


def test_a_run_that_went_on_from_learnt_weights_is_used_though_it_learnt_no_more(inkling):
    add_run(name="Further", best_epoch=0, provenance={"from": "first"})
    assert inkling("runs", "use", "Further").code == 0


def test_the_shipped_network_comes_back(digits_run, inkling):
    inkling("runs", "use", digits_run.id)
    assert inkling("runs", "use", "--shipped").out.startswith("Inkling reads in the window")
    assert chosen_name() == "inkling"


def test_what_cannot_be_used_is_refused_and_the_choice_stays(train, digits_run, inkling):
    inkling("runs", "use", digits_run.id)
    add_run(name="Letters", class_names=tuple("abcdefghij"))
    assert "other things apart than digits" in inkling("runs", "use", "Letters").sentence
    train("--name", "Bars")
    assert "28 × 28 pixels" in inkling("runs", "use", "Bars").sentence
    add_run(name="Empty", best_epoch=0)
    assert "learnt nothing yet" in inkling("runs", "use", "Empty").sentence
    assert "no run" in inkling("runs", "use", 99).sentence
    assert "either a run" in inkling("runs", "use").sentence
    assert "either a run" in inkling("runs", "use", digits_run.id, "--shipped").sentence
    (digits_run.folder / "model.safetensors").unlink()
    assert "cannot be loaded" in inkling("runs", "use", digits_run.id).sentence
    assert chosen_name() is None
