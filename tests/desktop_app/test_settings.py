import logging
from pathlib import Path

import pytest

from desktop_app.settings import Settings, open_store
from desktop_app.theme import Appearance


def again() -> Settings:
    return Settings(open_store())


def test_what_was_never_set_has_its_default(settings: Settings) -> None:
    assert settings.appearance is Appearance.SYSTEM
    assert settings.pen_width == 26
    assert settings.page == "draw"


def test_what_was_set_is_there_at_the_next_start(settings: Settings) -> None:
    settings.appearance = Appearance.DARK
    settings.pen_width = 12.5
    settings.folder = "C:\\pictures, mine"
    settings.store.sync()
    assert again().appearance is Appearance.DARK
    assert again().pen_width == 12.5
    assert again().folder == "C:\\pictures, mine"


def test_settings_lie_in_the_folder_that_was_named(settings: Settings, own_folder: Path) -> None:
    settings.pen_width = 12.5
    settings.store.sync()
    assert (own_folder / "settings.ini").is_file()


@pytest.mark.parametrize(
    ("line", "name", "default"),
    [
        ("[draw]\npen_width=thick", "pen_width", 26.0),
        ("[draw]\npen_width=4000", "pen_width", 26.0),
        ("[draw]\npen_width=nan", "pen_width", 26.0),
        ("[window]\nappearance=plaid", "appearance", Appearance.SYSTEM),
    ],
)
def test_what_makes_no_sense_falls_back_with_a_warning(
    own_folder: Path, caplog: pytest.LogCaptureFixture, line: str, name: str, default: object
) -> None:
    own_folder.mkdir()
    (own_folder / "settings.ini").write_text(line)
    with caplog.at_level(logging.WARNING):
        assert getattr(again(), name) == default
    assert "makes no sense" in caplog.text
