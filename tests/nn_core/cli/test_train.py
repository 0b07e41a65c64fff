import csv
import json
import tomllib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nn_core.cli.train import _epoch_line
from nn_core.data import loading
from nn_core.data.readers.idx import write_idx
from nn_core.model_file import load_model
from nn_core.training import BatchReport, EpochReport, Trainer


@pytest.fixture
def train(inkling, bars):
    """Train a small network on the bars."""

    def run(*words):
        return inkling("train", "--data", bars, "--network", "small-30", "--epochs", 2, *words)

    return run


def weights(folder) -> dict[str, bytes]:
    state = load_model(f"{folder}/model.safetensors").network.state()
    return {name: array.tobytes() for name, array in state.items()}


def test_a_run_leaves_model_settings_history_and_record(train, tmp_path):
    outcome = train("--output", "first", "--json", "--seed", 5, "--name", "Bars")
    assert outcome.code == 0
    report = outcome.json
    assert report["model"] == "first/model.safetensors"
    assert report["epochs"] == 2
    model = load_model("first/model.safetensors")
    assert model.name == "Bars"
    assert model.scores == {
        "validation_accuracy": report["validation_accuracy"],
        "test_accuracy": report["test_accuracy"],
    }
    settings = tomllib.loads(Path("first/run.toml").read_text())
    assert settings["seed"] == 5
    assert settings["epochs"] == 2
    rows = list(csv.DictReader(Path("first/history.csv").read_text().splitlines()))
    assert [row["epoch"] for row in rows] == ["1", "2"]
    record = json.loads(Path("first/run.json").read_text())
    assert record["seed"] == 5
    assert {"inkling", "numpy", "python"} <= set(record["versions"])
    assert len(record["dataset"]["sha256"]) == 64


def test_the_same_settings_give_the_same_weights_bit_for_bit(train):
    train("--output", "first", "--seed", 7, "--learning-rate", 0.01, "--schedule", "cosine")
    train("--output", "other", "--seed", 8)
    assert weights("first") != weights("other")


def test_a_runs_own_file_gives_its_weights_again(train, inkling):
    train("--output", "first", "--seed", 7, "--learning-rate", 0.01, "--ema-decay", 0.9)
    assert inkling("train", "--config", "first/run.toml", "--output", "again").code == 0
    assert weights("first") == weights("again")


def test_flags_come_after_the_file(train, inkling):
    train("--output", "first", "--seed", 7)
    inkling("train", "--config", "first/run.toml", "--seed", 9, "--output", "again")
    assert load_model("again/model.safetensors").training["seed"] == 9


def test_layers_may_be_named_in_the_file(inkling, bars):
    Path("own.toml").write_text(
        f"dataset = {json.dumps(str(bars))}\n"
        "epochs = 1\n"
        "architecture = [\n"
        '    { kind = "flatten" },\n'
        '    { kind = "dense", units = 6 },\n'
        '    { kind = "tanh" },\n'
        '    { kind = "dense", units = 10 },\n'
        "]\n"
    )
    assert inkling("train", "--config", "own.toml", "--output", "own").code == 0
    assert [layer["kind"] for layer in load_model("own/model.safetensors").network.config()] == [
        "flatten",
        "dense",
        "tanh",
        "dense",
    ]
    assert inkling("train", "--config", "own/run.toml", "--output", "again").code == 0
    assert weights("own") == weights("again")


def test_a_temperature_is_fitted_on_what_was_held_back(train):
    train("--output", "first")
    assert load_model("first/model.safetensors").calibration["temperature"] > 0


def test_training_goes_on_from_a_saved_model(train, inkling, bars):
    train("--output", "first", "--epochs", 1)
    outcome = train("--from", "first", "--output", "second", "--epochs", 1, "--json")
    first = train("--output", "fresh", "--epochs", 1, "--json")
    went_on = json.loads(Path("second/run.json").read_text())
    anew = json.loads(Path("fresh/run.json").read_text())
    assert went_on["history"][0]["training_loss"] < anew["history"][0]["training_loss"]
    assert outcome.code == first.code == 0


def test_a_model_is_only_replaced_on_request(train):
    train("--output", "first")
    before = weights("first")
    assert "exists already" in train("--output", "first", "--seed", 3).sentence
    assert weights("first") == before
    assert train("--output", "first", "--seed", 3, "--replace").code == 0
    assert weights("first") != before


def test_without_a_named_folder_each_run_gets_one_of_its_own(train, tmp_path):
    report = train("--json").json
    assert report["model"].startswith("runs/")
    assert (tmp_path / "work" / report["model"]).is_file()


def test_progress_goes_to_standard_error_alone(train):
    outcome = train("--output", "first")
    (line,) = outcome.out.splitlines()
    assert line.startswith("first/model.safetensors: reads ")
    assert "epoch 2/2" in outcome.err


def test_ctrl_c_keeps_the_best_network_so_far(train, monkeypatch):
    run = Trainer.run

    def interrupted(self):
        for report in run(self):
            if isinstance(report, BatchReport) and report.epoch == 2:
                raise KeyboardInterrupt
            yield report

    monkeypatch.setattr(Trainer, "run", interrupted)
    outcome = train("--output", "first")
    assert outcome.code == 130
    sentence = "inkling: Stopped; the best network so far was saved, and --resume first goes on."
    assert outcome.err.splitlines()[-1] == sentence
    assert load_model("first/model.safetensors").scores["validation_accuracy"] >= 0


def test_a_run_that_was_stopped_goes_on_to_the_same_weights(train, inkling, monkeypatch, tmp_path):
    train("--output", "whole", "--epochs", 4, "--optimizer", "adamw", "--ema-decay", 0.9)
    run = Trainer.run

    def interrupted(self):
        for report in run(self):
            if isinstance(report, BatchReport) and report.epoch == 3 and report.batch == 2:
                raise KeyboardInterrupt
            yield report

    with monkeypatch.context() as patched:
        patched.setattr(Trainer, "run", interrupted)
        assert (
            train(
                "--output", "part", "--epochs", 4, "--optimizer", "adamw", "--ema-decay", 0.9
            ).code
            == 130
        )
    assert inkling("train", "--resume", "part").code == 0
    assert weights("part") == weights("whole")
    record = json.loads(Path("part/run.json").read_text())
    assert [row["epoch"] for row in record["history"]] == [1, 2, 3, 4]
    assert not Path("part/checkpoint.safetensors").exists()


def test_a_folder_without_a_checkpoint_cannot_be_resumed(inkling):
    assert "no such file" in inkling("train", "--resume", "nowhere").sentence
    assert "its own folder" in inkling("train", "--resume", "a", "--output", "b").sentence


def test_a_training_that_overflows_says_why_and_keeps_what_was_good(train):
    words = ("--network", "textbook-256-128", "--optimizer", "sgd", "--learning-rate", 1e30)
    outcome = train("--output", "first", *words)
    assert outcome.code == 1
    assert "learning rate of 1e+30 is most likely too high" in outcome.err.splitlines()[-1]
    assert not Path("first/model.safetensors").exists() or load_model("first/model.safetensors")


def test_a_warning_is_said_again_only_when_something_changed(train):
    zeros = ("--network", "textbook-256-128", "--initializer", "zeros", "--optimizer", "sgd")
    outcome = train("--output", "first", "--epochs", 4, *zeros)
    assert outcome.code == 0
    assert (outcome.out + outcome.err).count("have been dead since") == 2  # one a layer
    record = json.loads(Path("first/run.json").read_text())
    assert len(record["history"]) == 4


def test_a_warning_in_other_figures_is_not_said_again_and_one_of_another_layer_is():
    known = (
        "Epoch 1 ended no better than guessing: 9.8% were right. Its loss of 2754 is high.",
        "All neurons of layer 2 are silent.",
    )
    warnings = (
        "Epoch 2 ended no better than guessing: 10.4% were right. Its loss of 2.2e+03 is high.",
        "All neurons of layer 4 are silent.",
    )
    report = EpochReport(2, 9, 2.3, 0.1, None, None, 0.1, 1.0, 1.0, True, warnings=warnings)
    assert _epoch_line(report, known).splitlines()[1:] == [f"  note: {warnings[1]}"]
    assert len(_epoch_line(report, ()).splitlines()) == 3


def test_ctrl_c_before_the_first_epoch_is_over_saves_nothing(train, monkeypatch, tmp_path):
    def interrupted(self):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(Trainer, "run", interrupted)
    outcome = train("--output", "first")
    assert outcome.code == 130
    assert "nothing was saved" in outcome.err
    assert not (tmp_path / "work" / "first" / "model.safetensors").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--epochs", "0"), "epochs should be at least 1"),
        (("--optimizer", "magic"), "'magic'"),
        (("--network", "huge"), "'huge'"),
        (("--config", "nothing.toml"), "nothing.toml cannot be read"),
        (("--data", "nowhere"), "no dataset called 'nowhere'"),
        (("--data", "mnist"), "`inkling data download mnist`"),
    ],
)
def test_what_cannot_be_trained_is_told_in_one_sentence(train, words, told):
    assert told in train(*words).sentence


def test_pictures_without_labels_cannot_be_learnt_from(inkling, tmp_path):
    table = tmp_path / "test.csv"
    rows = [",".join(f"pixel{index}" for index in range(36))] + [",".join("0" * 36)] * 3
    table.write_text("\n".join(rows))
    outcome = inkling("train", "--data", table)
    assert "one class, 'unlabelled'," in outcome.sentence
    assert "at least two classes apart" in outcome.sentence


def test_one_class_alone_cannot_be_learnt_from_however_it_is_kept(inkling, tmp_path):
    table, folder = tmp_path / "threes.csv", tmp_path / "threes"
    table.write_text("\n".join([",".join(["3", *"0" * 36])] * 3))
    (folder / "3").mkdir(parents=True)
    Image.new("L", (6, 6)).save(folder / "3" / "three.png")
    for data in (table, folder):
        for command in ("train", "tune"):
            sentence = inkling(command, "--data", data, "--epochs", 1).sentence
            assert (
                "all pictures are of one class, '3', and a network tells at least two" in sentence
            )


def test_classes_without_pictures_are_noted(train):
    outcome = train("--output", "first", "--epochs", 1, "--json")
    assert outcome.json["notes"][0].startswith("Labels 0 and 1 alone occur")
    assert f"note: {outcome.json['notes'][0]}\n" in outcome.err


def test_the_help_says_what_is_done_where_a_setting_is_left_alone(inkling):
    text = " ".join(inkling("train", "--help").out.split())
    assert "(default: 0.01 in adamw, 0 elsewhere)" in text
    assert "(default: 1e-10 in adagrad, 1e-8 elsewhere)" in text
    assert "(default: a third of all epochs)" in text


def test_a_broken_file_of_settings_is_told_in_one_sentence(inkling):
    Path("bad.toml").write_text("epochs = = 3")
    assert "bad.toml is no TOML file" in inkling("train", "--config", "bad.toml").sentence


def test_synthetic_digits_need_no_dataset(inkling, monkeypatch):
    monkeypatch.setattr(loading, "SYNTHETIC_SAMPLES", {"train": 60, "test": 20})
    outcome = inkling(
        "train", "--data", "synthetic", "--network", "small-30", "--epochs", 1, "--json"
    )
    assert outcome.code == 0
    assert np.isfinite(outcome.json["test_accuracy"])


def test_the_settings_of_a_run_from_another_model_name_its_layers(train, inkling, bars):
    train("--output", "first", "--network", "textbook-256-128", "--epochs", 1)
    assert "other layers than small-30" in train("--from", "first").sentence
    assert (
        inkling("train", "--config", "first/run.toml", "--output", "a", "--from", "first").code == 0
    )
    own = tomllib.loads(Path("a/run.toml").read_text())
    assert own["architecture"] == "textbook-256-128"
    Path("plain.toml").write_text('architecture = "small-30"\nepochs = 1\n')
    words = ("--config", "plain.toml", "--data", bars, "--from", "first", "--output", "b")
    assert inkling("train", *words).code == 0
    layers = tomllib.loads(Path("b/run.toml").read_text())["architecture"]
    assert [layer["kind"] for layer in layers] == [
        layer["kind"] for layer in load_model("b/model.safetensors").network.config()
    ]
    assert inkling("train", "--config", "b/run.toml", "--from", "first", "--output", "c").code == 0
    assert weights("b") == weights("c")


def test_going_on_with_other_classes_is_noted_or_refused(train, inkling):
    train("--output", "first", "--epochs", 1)
    images = np.random.default_rng(5).integers(0, 256, (40, 12, 10), dtype=np.uint8)
    labels = np.arange(40) % 10
    for name, letters in (("one", "abcdefghij"), ("other", "abcdefghji")):
        names = np.array(list(letters))
        np.savez(f"{name}.npz", x=images, y=labels, class_names=names)
    words = ("train", "--network", "small-30", "--epochs", 1, "--json")
    outcome = inkling(*words, "--data", "one.npz", "--from", "first", "--output", "second")
    assert "'a' counts as '0'" in outcome.json["notes"][0]
    assert f"note: {outcome.json['notes'][0]}" in outcome.err
    outcome = inkling(*words, "--data", "other.npz", "--from", "second")
    assert "tells a, b, c, d, e, f, g, h, i, j apart" in outcome.sentence


def test_a_training_that_cannot_begin_leaves_no_folder(train):
    assert train("--data", "mnist").code == 1
    assert not any(Path("runs").iterdir())


def test_a_folder_may_be_called_by_a_number(train, bars):
    bars.rename("2024")
    assert train("--data", "2024", "--epochs", 1).code == 0


def test_settings_are_not_changed_when_a_run_is_resumed(inkling):
    assert "without --epochs" in inkling("train", "--resume", "first", "--epochs", 9).sentence


def test_a_test_part_that_does_not_fit_loses_no_training(train, bars):
    write_idx(bars / "t10k-images-idx3-ubyte", np.zeros((40, 5, 5), dtype=np.uint8))
    outcome = train("--output", "first", "--json")
    assert outcome.code == 0
    assert "test_accuracy" not in outcome.json
    assert "the test part was not measured" in outcome.err


def test_settings_from_a_windows_editor_are_read(train):
    Path("own.toml").write_text("batch_size = 7\n", encoding="utf-8-sig")
    assert train("--config", "own.toml", "--output", "first").code == 0
    assert tomllib.loads(Path("first/run.toml").read_text())["batch_size"] == 7


@pytest.fixture
def mixture(bars, monkeypatch):
    """Name a mixture of the bars and a few synthetic digits."""
    monkeypatch.setattr(loading, "SYNTHETIC_SAMPLES", {"train": 30, "test": 10})
    monkeypatch.setattr(loading, "SIGN_SAMPLES", {"train": 20, "test": 10})
    return "synthetic 75%, signs 25%"


def test_a_mixture_gives_the_same_weights_again_and_says_what_it_was(inkling, mixture):
    settings = ("--network", "small-30", "--epochs", 2, "--seed", 3)
    outcome = inkling("train", "--data", mixture, *settings, "--output", "first", "--json")
    assert outcome.code == 0
    assert inkling("train", "--config", "first/run.toml", "--output", "again").code == 0
    assert weights("first") == weights("again")
    assert tomllib.loads(Path("first/run.toml").read_text())["dataset"] == mixture
    what = outcome.json["dataset"]["what"]
    assert "75 % " in what
    assert "(10 from 20)" in what
    assert "test_accuracy" in outcome.json


def test_a_mixture_that_was_stopped_is_resumed_to_the_same_weights(inkling, mixture, monkeypatch):
    settings = ("--data", mixture, "--network", "small-30", "--epochs", 3)
    assert inkling("train", *settings, "--output", "whole").code == 0

    def stops_in_the_second_epoch(self):
        for report in run(self):
            yield report
            if isinstance(report, BatchReport) and report.epoch == 2:
                raise KeyboardInterrupt

    run = Trainer.run
    with monkeypatch.context() as patched:
        patched.setattr(Trainer, "run", stops_in_the_second_epoch)
        assert inkling("train", *settings, "--output", "stopped").code == 130
    assert inkling("train", "--resume", "stopped").code == 0
    assert weights("whole") == weights("stopped")


def test_the_folder_of_a_mixture_is_named_for_its_parts(inkling, mixture):
    assert inkling("train", "--data", mixture, "--network", "small-30", "--epochs", 1).code == 0
    (folder,) = Path("runs").iterdir()
    assert folder.name.endswith("small-30-synthetic-signs")


def test_shares_that_do_not_add_up_are_one_sentence(inkling):
    outcome = inkling("train", "--data", "mnist 60%, synthetic 20%")
    assert "come to 100 %, not to 80 %" in outcome.sentence


def test_a_recipe_sets_everything_and_flags_come_after_it(inkling, mixture):
    words = ("--network", "small-30", "--epochs", 1, "--warmup-epochs", 0.2, "--threads", 1)
    outcome = inkling("train", "--recipe", "inkling", "--data", mixture, *words, "--output", "own")
    assert outcome.code == 0
    settings = load_model("own/model.safetensors").training
    assert settings["optimizer"] == "adamw"
    assert settings["schedule"] == "one-cycle"
    assert settings["ema_decay"] == 0.999
    assert settings["epochs"] == 1
    assert len(load_model("own/model.safetensors").class_names) == 11


def test_a_mixture_of_pictures_of_several_sizes_is_trained_in_the_size_of_the_first(
    train, bars, tmp_path
):
    folder = tmp_path / "pictures"
    for label in "01":
        (folder / label).mkdir(parents=True)
        for copy in range(5):
            Image.new("L", (56, 56), 40 * copy).save(folder / label / f"{copy}.png")
    outcome = train("--data", f"{bars} 60%, {folder} 40%", "--output", "mixed", "--json")
    assert outcome.code == 0
    model = load_model("mixed/model.safetensors")
    assert model.network.input_shape[-2:] == (12, 10)
    assert "brought from 56×56 to 10×12 pixels" in model.provenance["dataset"]["what"]
