"""Settings from environment variables, and their way to worker processes."""

import pytest

from nn_core.errors import ConfigError
from web_api.settings import Settings


def test_nothing_set_is_the_default() -> None:
    assert Settings.from_environment({"PATH": "/bin"}) == Settings()


def test_each_kind_is_read() -> None:
    settings = Settings.from_environment(
        {
            "INKLING_WEB_MODEL": "textbook-256-128",
            "INKLING_WEB_BATCH": "64",
            "INKLING_WEB_TIME_LIMIT_SECONDS": "2.5",
            "INKLING_WEB_ALLOWED_ORIGINS": "https://a.example, https://b.example",
        }
    )

    assert settings == Settings(
        model="textbook-256-128",
        batch=64,
        time_limit_seconds=2.5,
        allowed_origins=("https://a.example", "https://b.example"),
    )


def test_what_is_written_is_read_again() -> None:
    settings = Settings(model="my.safetensors", allowed_origins=("https://a.example",), batch=3)

    assert settings.to_environment() == {
        "INKLING_WEB_MODEL": "my.safetensors",
        "INKLING_WEB_ALLOWED_ORIGINS": "https://a.example",
        "INKLING_WEB_BATCH": "3",
    }
    assert Settings.from_environment(settings.to_environment()) == settings


@pytest.mark.parametrize(
    ("variable", "text", "words"),
    [
        ("INKLING_WEB_BATCH", "many", "must be a number"),
        ("INKLING_WEB_BATCH", "0", "above 0"),
        ("INKLING_WEB_TIME_LIMIT_SECONDS", "nan", "above 0"),
        ("INKLING_WEB_COLOUR", "blue", "names no setting"),
    ],
)
def test_a_mistake_is_told_in_words(variable: str, text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        Settings.from_environment({variable: text})
