import argparse
import subprocess
import sys
import tomllib
from pathlib import Path

import optuna
import pytest

from nn_core.cli.choices import Choice, parse_choice


@pytest.fixture
def tune(inkling, bars):
    """Search on the bars, with a small network and one epoch a trial."""

    def run(*words):
        return inkling(
            "tune", "--data", bars, "--network", "small-30", "--epochs", 1, "--trials", 3, *words
        )

    return run


def test_the_best_settings_are_written_for_train(tune, inkling):
    outcome = tune("--json", "--try", "learning_rate=0.001..0.1:log", "--try", "batch_size=16,32")
    assert outcome.code == 0
    report = outcome.json
    assert report["trials"] == 3
    assert set(report["best_settings"]) == {"learning_rate", "batch_size"}
    assert 0.001 <= report["best_settings"]["learning_rate"] <= 0.1
    settings = tomllib.loads(Path("runs/best.toml").read_text())
    assert settings["batch_size"] == report["best_settings"]["batch_size"]
    assert inkling("train", "--config", "runs/best.toml", "--output", "run").code == 0


def test_a_study_goes_on_where_it_ended(tune):
    tune()
    assert tune("--json").json["trials"] == 6
    assert tune("--json", "--study", "another").json["trials"] == 3


def test_a_grid_tries_every_combination_once(tune):
    words = ("--search", "grid", "--try", "optimizer=sgd,adam", "--try", "l2=0,0.001")
    report = tune(*words, "--trials", 9, "--json").json
    assert report["trials"] == 4


def tried(study="inkling"):
    """Read what each trial of a study tried, in order."""
    return [
        trial.params
        for trial in optuna.load_study(study_name=study, storage="sqlite:///runs/tune.db").trials
    ]


@pytest.mark.parametrize("search", ["random", "tpe"])
def test_a_study_that_goes_on_tries_what_it_would_have_tried_at_once(tune, search):
    words = ("--search", search, "--try", "learning_rate=0.001..0.1:log")
    tune(*words)
    tune(*words)
    tune(*words, "--study", "at-once", "--trials", 6)
    assert tried() == tried("at-once")
    assert len({trial["learning_rate"] for trial in tried()}) == 6


def test_a_grid_is_gone_through_whole_and_only_once(inkling, bars):
    rates = ",".join(f"0.{number:03}" for number in range(1, 22))
    words = ("tune", "--data", bars, "--network", "small-30", "--epochs", 1, "--samples", 50)
    grid = (*words, "--search", "grid", "--try", f"learning_rate={rates}", "--json")
    assert inkling(*grid).json["trials"] == 21
    again = inkling(*grid)
    assert again.json["trials"] == 21
    assert "every combination was tried before" in again.err


def test_trials_that_cannot_be_compared_need_a_study_of_their_own(tune):
    tune()
    outcome = tune("--samples", 100)
    assert outcome.code == 1
    assert outcome.err.splitlines()[-1] == (
        "inkling: The trials of the study 'inkling' had samples None, not 100, and could not be "
        "compared; --study NAME begins another."
    )
    assert tune("--threads", 1, "--json").json["trials"] == 6


def test_values_that_a_study_cannot_take_in_are_told(tune):
    tune("--try", "optimizer=sgd,adam")
    outcome = tune("--try", "optimizer=sgd,adam,adamw")
    assert outcome.code == 1
    assert "tried other values of optimizer before" in outcome.err.splitlines()[-1]


def test_processes_that_begin_one_study_together_share_it(bars):
    words = ["tune", "--data", str(bars), "--network", "small-30", "--epochs", "1"]
    words += ["--trials", "4", "--search", "random", "--try", "learning_rate=0.001..0.1:log"]
    command = [sys.executable, "-c", "from nn_core.cli import main; raise SystemExit(main())"]
    both = [subprocess.Popen([*command, *words]) for _ in range(2)]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    assert len({trial["learning_rate"] for trial in tried()}) == 8


def test_ctrl_c_writes_the_best_so_far_and_the_study_goes_on(tune, monkeypatch):
    calls = iter([0.5, 0.75, KeyboardInterrupt()])

    def accuracy(*arguments):
        outcome = next(calls, 0.25)
        if isinstance(outcome, KeyboardInterrupt):
            raise outcome
        return outcome

    monkeypatch.setattr("nn_core.cli.tune._accuracy", accuracy)
    outcome = tune("--search", "random", "--json")
    assert outcome.code == 130
    assert outcome.json["best_accuracy"] == 0.75
    assert "Stopped; the best so far was written" in outcome.err.splitlines()[-1]
    assert tune("--search", "random", "--json").json["best_accuracy"] == 0.75


def test_what_ctrl_c_cut_short_is_not_taken_for_tried_in_a_grid(tune, monkeypatch):
    begun = []

    def accuracy(config, *others):
        begun.append(config.batch_size)
        if len(begun) == 2:
            raise KeyboardInterrupt
        return config.batch_size / 1000

    monkeypatch.setattr("nn_core.cli.tune._accuracy", accuracy)
    words = ("--search", "grid", "--try", "batch_size=8,16,32,64", "--trials", 9)
    assert tune(*words).code == 130
    assert tune(*words).code == 0
    assert sorted(begun) == sorted([8, 16, 32, 64, begun[1]])
    assert "every combination was tried before" in tune(*words).err
    assert len(begun) == 5


def test_one_trial_is_one_and_two_are_trials(tune):
    words = ("--search", "random", "--trials", 1)
    outcome = tune(*words)
    assert "holds 0 trials so far" in outcome.err
    assert outcome.out.endswith("(the best of 1 trial)\n")
    outcome = tune(*words)
    assert "holds 1 trial so far" in outcome.err
    assert outcome.out.endswith("(the best of 2 trials)\n")


def test_settings_are_judged_by_folds(tune):
    outcome = tune("--folds", 4, "--samples", 80, "--search", "random", "--trials", 1, "--json")
    assert 0 <= outcome.json["best_accuracy"] <= 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--try", "magic=1,2"), "No setting is called 'magic'"),
        (("--try", "dataset=mnist,synthetic"), "learn from one dataset, which --data names"),
        (("--try", "epochs"), "no NAME=VALUE"),
        (("--try", "learning_rate=0.1..0.01"), "runs from low to high"),
        (("--search", "grid", "--try", "l2=0..1"), "inkling: A grid needs values to try, and l2"),
        (("--try", "batch_size=16..32.5"), "batch_size takes whole numbers"),
        (("--trials", "0"), "at least one trial"),
        (("--validation-fraction", "0"), "Nothing is held back to judge by"),
        (("--samples", "1000"), "from 1 to 200"),
        (("--storage", "nothing://at/all"), "cannot be opened"),
    ],
)
def test_what_cannot_be_searched_is_told_in_one_sentence(tune, words, told):
    assert told in tune(*words).sentence


def test_without_optuna_the_extra_is_named(inkling, monkeypatch):
    monkeypatch.setattr("nn_core.cli.tune.find_spec", lambda name: None)
    assert '-m pip install "inkling[tune]"' in inkling("tune").sentence


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("optimizer=adam,sgd", Choice("optimizer", values=("adam", "sgd"))),
        ("batch-size=32, 64", Choice("batch_size", values=(32, 64))),
        ("patience=none,3", Choice("patience", values=(None, 3))),
        ("epochs=2..5", Choice("epochs", low=2, high=5)),
        ("l2=1e-5..1e-2:log", Choice("l2", low=1e-5, high=1e-2, log=True)),
    ],
)
def test_choices_are_read_from_the_command_line(text, choice):
    assert parse_choice(text) == choice


def test_a_range_is_of_whole_numbers_where_the_setting_is(tune):
    words = (
        "--try",
        "batch_size=16..64:log",
        "--try",
        "label_smoothing=0..1",
        "--search",
        "random",
    )
    best = tune(*words, "--json").json["best_settings"]
    assert isinstance(best["batch_size"], int)
    assert 0 < best["label_smoothing"] < 1


def test_what_a_flag_settles_is_not_tried(tune):
    report = tune("--optimizer", "sgd", "--learning-rate", 0.1, "--json").json
    assert set(report["best_settings"]) == {"batch_size", "schedule", "label_smoothing"}
    assert tomllib.loads(Path("runs/best.toml").read_text())["optimizer"] == "sgd"


def test_the_usual_choices_go_with_the_loss(tune):
    report = tune("--loss", "mean-squared-error", "--json").json
    assert report["trials"] == 3
    assert "label_smoothing" not in report["best_settings"]


def test_a_range_of_words_is_refused():
    with pytest.raises(argparse.ArgumentTypeError, match="no range of numbers"):
        parse_choice("l2=low..high")


def test_a_learning_rate_is_found_in_one_short_training(tune):
    report = tune("--search", "learning-rate", "--optimizer", "sgd", "--json").json
    assert report["rates"][0] <= report["suggestion"] <= report["rates"][-1]
    assert len(report["rates"]) == len(report["losses"])
    assert "falls fastest at a learning rate of" in tune("--search", "learning-rate").out
