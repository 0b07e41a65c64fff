"""The network that reads is remembered where the window and the command line both find it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nn_core.errors import ConfigError, ModelFileError
from nn_core.model_file import Model, load_model
from nn_core.network_in_use import choose, choose_bundled, chosen_name, load_chosen
from nn_core.resources import asset_path

TEXTBOOK = "textbook-256-128"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INKLING_DATA_DIR", str(tmp_path / "user"))
    return tmp_path / "user"


@pytest.fixture
def own() -> Model:
    bundled = load_model(asset_path("models", f"{TEXTBOOK}.safetensors"))
    return replace(bundled, name="My own")


def test_the_shipped_one_reads_at_first_and_nothing_is_written(folder: Path) -> None:
    assert chosen_name() == "inkling"
    assert load_chosen().model.name == "Inkling"
    assert not folder.exists()


def test_a_copy_of_a_chosen_network_is_kept(own: Model) -> None:
    choose(own)
    kept = load_chosen().model
    assert (chosen_name(), kept.name) == (None, "My own")
    np.testing.assert_array_equal(kept.network.parameter_vector, own.network.parameter_vector)


def test_a_bundled_one_is_chosen_by_its_name(own: Model) -> None:
    choose(own)
    choose_bundled(TEXTBOOK)
    assert chosen_name() == TEXTBOOK
    choose_bundled("inkling")
    assert load_chosen().model.name == "Inkling"


def test_what_cannot_read_is_refused_and_the_choice_stays(own: Model) -> None:
    choose(own)
    with pytest.raises(ModelFileError, match="ten"):
        choose(replace(own, class_names=("no", "yes")))
    with pytest.raises(ConfigError, match="telepathy"):
        choose_bundled("telepathy")
    assert load_chosen().model.name == "My own"


def test_a_choice_that_makes_no_sense_is_told(folder: Path) -> None:
    (folder / "models").mkdir(parents=True)
    (folder / "models" / "in-use.txt").write_bytes(b"\xff\x00 nonsense")
    with pytest.raises(ConfigError, match="nonsense"):
        load_chosen()


def test_a_folder_that_cannot_be_written_is_told(folder: Path) -> None:
    folder.mkdir()
    (folder / "models").touch()
    with pytest.raises(ModelFileError, match=r"in-use\.txt cannot be written"):
        choose_bundled(TEXTBOOK)


@pytest.mark.parametrize(
    ("kept", "name"),
    [
        ("textbook-256-128", TEXTBOOK),
        ("/home/ada/inkling/models/in-use.safetensors", None),
        (r'"C:\\Users\\ada\\inkling\\models\\in-use.safetensors"', None),
        ("", "inkling"),
    ],
)
def test_what_an_earlier_window_kept_among_its_settings_holds(
    folder: Path, kept: str, name: str | None
) -> None:
    folder.mkdir()
    (folder / "settings.ini").write_text(
        f"[draw]\npen_width=31.5\n\n[reading]\nnetwork={kept}\n\n[window]\npage=%U6211\n", "utf-8"
    )
    assert chosen_name() == name


def test_settings_that_cannot_be_read_are_passed_over(folder: Path) -> None:
    folder.mkdir()
    (folder / "settings.ini").write_bytes(b"\xff no settings")
    assert chosen_name() == "inkling"
