"""What an earlier version wrote still opens, and what a newer one wrote is refused in words."""

import json
import runpy
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from PySide6.QtCore import QSettings

from desktop_app.settings import Settings
from desktop_app.theme import Appearance
from desktop_app.train.train_settings import TrainSettings
from desktop_app.train.unfinished import load_unfinished
from nn_core.cli.toml_file import read_toml
from nn_core.errors import ConfigError, DatasetError, NewerFileError, RunStoreError
from nn_core.model_file import load_model
from nn_core.network_in_use import CHOICE_NAME, chosen_name
from nn_core.runs import RunStore
from nn_core.teaching import Collection
from nn_core.training import Trainer, TrainingConfig, load_checkpoint

MAKER = runpy.run_path(str(Path(__file__).with_name("make_examples.py")))
EXAMPLES: Path = MAKER["EXAMPLES"]
PRESENT_VERSIONS: Mapping[str, int] = MAKER["PRESENT_VERSIONS"]
examples_of: Callable[[str, int], list[Path]] = MAKER["examples_of"]

MADE_BY_NEWER = r"(made|written) by a newer Inkling: it is of (format|version) \d+"


def every_version(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("version", range(1, PRESENT_VERSIONS[kind] + 1))


Take = Callable[..., Path]


@pytest.fixture
def take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Take:
    """Gives a copy of the example of a kind and a version, to do with as one likes."""
    monkeypatch.setenv("INKLING_DATA_DIR", str(tmp_path / "person"))

    def copy_of(kind: str, version: int | None = None) -> Path:
        (source,) = examples_of(kind, version or PRESENT_VERSIONS[kind])
        copy = tmp_path / source.name
        if source.is_dir():
            shutil.copytree(source, copy)
        else:
            shutil.copy(source, copy)
        return copy

    return copy_of


@pytest.mark.parametrize("kind", PRESENT_VERSIONS)
def test_there_is_an_example_of_every_version(kind: str) -> None:
    for version in range(1, PRESENT_VERSIONS[kind] + 1):
        assert len(examples_of(kind, version)) == 1, f"run {MAKER['__file__']}"


def test_the_examples_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in EXAMPLES.rglob("*") if path.is_file()}
    assert max(sizes.values()) < 50_000, sizes


@every_version("model")
def test_a_model_opens(take: Take, version: int) -> None:
    example = take("model", version)
    model = load_model(example)
    expected = MAKER["example_network"]()
    assert model.name == "Example"
    assert model.calibration == {"temperature": 1.5}
    assert model.scores == {"test_accuracy": 0.25}
    np.testing.assert_array_equal(
        model.network.parameter_vector, expected.parameter_vector, strict=True
    )


@every_version("checkpoint")
def test_a_training_goes_on_where_it_was_cut_short(take: Take, version: int) -> None:
    example = take("checkpoint", version)
    checkpoint = load_checkpoint(example)
    assert checkpoint.config.optimizer == "adamw"
    result = Trainer.resume(checkpoint, MAKER["bars"]()).train()
    assert [report.epoch for report in result.history] == [1, 2, 3]


@every_version("runs")
def test_runs_are_listed_with_their_networks(take: Take, version: int) -> None:
    example = take("runs", version)
    with RunStore(example) as store:
        (run,) = store.runs()
        assert run.note == "An example."
        assert run.settings().seed == 5
        assert run.scores["test_accuracy"] == 0.25
        assert [report.epoch for report in store.history(run.id)] == [1, 2]
        assert store.model(run.id).class_names == tuple("0123456789")


@every_version("own-digits")
def test_the_digits_of_ones_own_hand_are_there(take: Take, version: int) -> None:
    example = take("own-digits", version)
    collection = Collection(example)
    assert collection.counts() == (1, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    one, nought = sorted(collection.digits(), key=lambda digit: -digit.label)
    assert one.strokes[0].points.tolist() == [[100.0, 50.0], [104.0, 200.0], [102.0, 400.0]]
    assert nought.image[8, 8] == 200


@every_version("settings")
def test_settings_are_kept(take: Take, version: int) -> None:
    example = take("settings", version)
    store = QSettings(str(example), QSettings.Format.IniFormat)
    settings = Settings(store)
    assert settings.appearance is Appearance.DARK
    assert settings.geometry.data() == b"\x01\xd9\xd0\xcb"
    assert settings.page == "train"
    assert settings.pen_width == 31.5
    assert settings.folder == "/home/ada/Pictures"
    assert TrainSettings(store).load_config().epochs == 3


@every_version("settings")
def test_the_network_that_a_window_of_earlier_remembered_reads(
    take: Take, tmp_path: Path, version: int
) -> None:
    (tmp_path / "person").mkdir()
    shutil.copy(take("settings", version), tmp_path / "person" / "settings.ini")
    assert chosen_name() == "textbook-256-128"


@every_version("in-use")
def test_the_network_in_use_is_remembered(take: Take, tmp_path: Path, version: int) -> None:
    models = tmp_path / "person" / "models"
    models.mkdir(parents=True)
    shutil.copy(take("in-use", version), models / CHOICE_NAME)
    assert chosen_name() == "textbook-256-128"


@every_version("training")
def test_settings_of_a_training_are_read(take: Take, version: int) -> None:
    example = take("training", version)
    config = TrainingConfig.from_dict(read_toml(example))
    assert (config.optimizer, config.epochs, config.seed) == ("adamw", 3, 5)


# ---- files of a version that is yet to come


def make_newer(path: Path, key: str, version: str) -> None:
    """Raise the version in the header of a safetensors file."""
    with safetensors.safe_open(path, framework="numpy") as file:
        header = json.loads(file.metadata()[key])
    header[version] += 1
    safetensors.numpy.save_file(safetensors.numpy.load_file(path), path, {key: json.dumps(header)})


def make_database_newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    connection.execute(f"PRAGMA user_version = {version + 1}")
    connection.close()


def test_a_newer_model_is_refused(take: Take) -> None:
    example = take("model")
    make_newer(example, "inkling", "format_version")
    with pytest.raises(NewerFileError, match=MADE_BY_NEWER):
        load_model(example)


def test_a_newer_checkpoint_is_refused(take: Take) -> None:
    example = take("checkpoint")
    make_newer(example, "inkling-checkpoint", "version")
    with pytest.raises(NewerFileError, match=MADE_BY_NEWER):
        load_checkpoint(example)


def test_a_training_that_a_newer_version_left_unfinished_is_left_to_it(
    take: Take, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    example = take("checkpoint")
    make_newer(example, "inkling-checkpoint", "version")
    kept = tmp_path / "person" / "unfinished-training.safetensors"
    kept.parent.mkdir()
    shutil.copy(example, kept)
    assert load_unfinished() is None
    assert kept.exists()
    assert "newer Inkling" in caplog.text


def test_a_newer_list_of_runs_is_refused(take: Take) -> None:
    example = take("runs")
    make_database_newer(example / "runs.sqlite")
    with pytest.raises(RunStoreError, match=MADE_BY_NEWER):
        RunStore(example)


def test_a_newer_collection_is_refused_and_left_as_it_is(take: Take) -> None:
    example = take("own-digits")
    make_database_newer(example)
    before = example.read_bytes()
    with pytest.raises(DatasetError, match=MADE_BY_NEWER):
        Collection(example).digits()
    assert example.read_bytes() == before


def test_a_setting_of_a_newer_training_is_named(take: Take) -> None:
    example = take("training")
    with pytest.raises(ConfigError, match="telepathy"):
        TrainingConfig.from_dict({**read_toml(example), "telepathy": True})


def test_what_a_newer_window_remembers_is_passed_over_and_kept(
    take: Take, caplog: pytest.LogCaptureFixture
) -> None:
    example = take("settings")
    newer: Mapping[str, str] = {"window/appearance": "sepia", "window/tilt": "3"}
    store = QSettings(str(example), QSettings.Format.IniFormat)
    for key, value in newer.items():
        store.setValue(key, value)
    settings = Settings(store)
    assert settings.appearance is Appearance.SYSTEM
    assert "sepia" in caplog.text
    settings.pen_width = 12.0
    store.sync()
    again = QSettings(str(example), QSettings.Format.IniFormat)
    assert again.value("window/tilt") == "3"
