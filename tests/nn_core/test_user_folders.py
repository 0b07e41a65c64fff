import os
import sys
from pathlib import Path

import platformdirs
import pytest

from nn_core.errors import ConfigError
from nn_core.user_folders import user_folder


@pytest.mark.parametrize("shared", [None, "", "/elsewhere", "not/absolute"])
def test_on_every_system_it_is_where_programs_keep_their_data(
    shared: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("INKLING_DATA_DIR", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    if shared is not None:
        monkeypatch.setenv("XDG_DATA_HOME", shared)
    assert user_folder() == platformdirs.user_data_path("inkling", appauthor=False)


def test_a_folder_that_a_person_names_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_DATA_DIR", "~/digits")
    assert user_folder() == Path.home() / "digits"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="without HOME it asks the system")
def test_without_a_home_in_the_environment_there_is_one_still(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HOME", "INKLING_DATA_DIR", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert user_folder() == platformdirs.user_data_path("inkling", appauthor=False)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the system names one")
def test_where_there_is_no_home_a_folder_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "INKLING_DATA_DIR", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 54_321)
    with pytest.raises(ConfigError, match=r"no home folder for ~/.local/share; INKLING_DATA_DIR"):
        user_folder()


def test_the_home_of_nobody_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_DATA_DIR", "~nobody-of-that-name/digits")
    with pytest.raises(ConfigError, match="no home folder for ~nobody-of-that-name/digits"):
        user_folder()
