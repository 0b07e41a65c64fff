from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.recognizer_host import RecognizerHost, bundled_networks, describe_scores
from nn_core.cli import main as run_command
from nn_core.digits.recognizer import Recognizer
from nn_core.errors import ModelFileError
from nn_core.model_file import Model, save_model
from nn_core.network_in_use import choose

TEXTBOOK = "textbook-256-128"


@pytest.fixture
def host(qapp: object) -> RecognizerHost:
    host = RecognizerHost()
    host.load()
    return host


@pytest.fixture
def own_model() -> Model:
    bundled = Recognizer.bundled(TEXTBOOK).model
    return replace(bundled, name="My own", scores={"test_accuracy": 0.9712})


def after_restart() -> RecognizerHost:
    host = RecognizerHost()
    host.load()
    return host


def test_the_bundled_network_reads_at_first(host: RecognizerHost) -> None:
    assert host.recognizer is not None
    assert host.bundled_name == bundled_networks()[0]
    assert TEXTBOOK in bundled_networks()


def test_a_network_that_was_chosen_reads_after_a_restart(
    host: RecognizerHost, own_model: Model, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(host.changed):
        host.use(own_model)
    assert host.model_name == "My own"
    assert host.bundled_name is None
    assert after_restart().model_name == "My own"


def test_what_the_command_line_chose_reads_at_the_next_start(
    host: RecognizerHost, own_model: Model
) -> None:
    choose(own_model)
    assert host.bundled_name == bundled_networks()[0], "this window reads on as before"
    assert after_restart().model_name == "My own"
    assert run_command(["runs", "use", "--shipped"]) == 0
    assert after_restart().bundled_name == "inkling"


def test_a_bundled_network_that_was_chosen_reads_after_a_restart(host: RecognizerHost) -> None:
    host.use_bundled(TEXTBOOK)
    assert after_restart().bundled_name == TEXTBOOK


def test_a_network_in_a_file_can_be_moved_away_afterwards(
    host: RecognizerHost, own_model: Model, tmp_path: Path
) -> None:
    file = tmp_path / "own.safetensors"
    save_model(file, own_model)
    host.open_file(file)
    file.unlink()
    assert after_restart().model_name == "My own"


def test_a_damaged_file_gets_a_sentence_and_changes_nothing(
    host: RecognizerHost, tmp_path: Path, qtbot: QtBot
) -> None:
    before = host.recognizer
    file = tmp_path / "broken.safetensors"
    file.write_bytes(b"not a network")
    with qtbot.waitSignal(host.failed) as failed:
        host.open_file(file)
    assert "broken.safetensors" in failed.args[0]
    assert host.recognizer is before


def test_a_network_of_letters_is_refused(host: RecognizerHost, own_model: Model) -> None:
    letters = replace(own_model, class_names=tuple("abcdefghijklmnopqrstuvwxyz"))
    before = host.recognizer
    with pytest.raises(ModelFileError):
        host.use(letters)
    assert host.recognizer is before


def test_when_the_network_used_last_is_gone_the_bundled_one_reads(
    own_model: Model, own_folder: Path, qtbot: QtBot
) -> None:
    choose(own_model)
    (own_folder / "models" / "in-use.safetensors").unlink()
    host = RecognizerHost()
    with qtbot.waitSignal(host.failed):
        host.load()
    assert host.recognizer is not None


def test_scores_are_told_in_words(own_model: Model) -> None:
    assert describe_scores(own_model) == "97.1 % on MNIST"
    assert describe_scores(replace(own_model, scores={})) == ""
