"""What can be set about the service, each with its default, by environment variables too."""

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path

from nn_core.errors import ConfigError

__all__ = ["ENVIRONMENT_PREFIX", "Settings"]

ENVIRONMENT_PREFIX = "INKLING_WEB_"
"""`INKLING_WEB_BATCH=64` sets `batch`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How one service runs.

    Attributes
    ----------
    model
        A bundled model's name or a model file's path.
    allowed_origins
        Other sites whose pages may ask from a browser; none unless named. In the environment,
        parted by commas.
    body_bytes
        The longest request body.
    json_bytes
        The longest request body in JSON: small things cost more memory there.
    picture_pixels
        The most pixels of an uploaded picture, before it is decoded.
    strokes
        The most strokes in one request.
    points
        The most points in one request, over all its strokes.
    batch
        The most drawings or pictures in one request.
    joined_pictures
        The most pictures, of all requests that wait, read in one pass through the network.
    time_limit_seconds
        How long one request may take, its arrival included.
    concurrency
        The most requests at work at a time; more are told to come back.
    drift_window
        How many of the last readings are compared with the model's reference.
    keep_samples
        A folder that keeps every picture that is read; empty keeps none.
    kept_samples
        The most pictures in that folder before a worker keeps no more.
    """

    model: str = "inkling"
    allowed_origins: tuple[str, ...] = ()
    body_bytes: int = 8 * 1024**2
    json_bytes: int = 1024**2
    picture_pixels: int = 16_000_000
    strokes: int = 200
    points: int = 20_000
    batch: int = 256
    joined_pictures: int = 16
    time_limit_seconds: float = 10.0
    concurrency: int = 256
    drift_window: int = 1000
    keep_samples: str = ""
    kept_samples: int = 10_000

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, int | float) and not value > 0:
                raise ConfigError(f"{field.name} must be above 0, not {value}.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read what is set in environment variables; the rest keeps its default.

        Raises
        ------
        ConfigError
            If a variable holds what its setting cannot be, or names no setting.
        """
        environment = os.environ if environment is None else environment
        defaults = {field.name: field.default for field in fields(cls)}
        values = {}
        for variable, text in environment.items():
            if not variable.startswith(ENVIRONMENT_PREFIX):
                continue
            name = variable.removeprefix(ENVIRONMENT_PREFIX).lower()
            if name not in defaults:
                raise ConfigError(f"{variable} names no setting; there are {', '.join(defaults)}.")
            values[name] = _parse(variable, text, defaults[name])
        return cls(**values)  # type: ignore[arg-type]  # each has its default's type

    def to_environment(self) -> dict[str, str]:
        """Write down what differs from the defaults, for worker processes to read."""
        return {
            f"{ENVIRONMENT_PREFIX}{field.name.upper()}": _text(getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) != field.default
        }

    @property
    def sample_folder(self) -> Path | None:
        """The folder that keeps what is read, if any."""
        return Path(self.keep_samples) if self.keep_samples else None


def _parse(variable: str, text: str, default: object) -> object:
    if default is MISSING or isinstance(default, str):
        return text
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    try:
        return type(default)(text)  # type: ignore[call-arg]  # int or float
    except ValueError as error:
        raise ConfigError(f"{variable} must be a number, not {text!r}.") from error


def _text(value: object) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)
