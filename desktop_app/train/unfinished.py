"""A training that was cut short: kept in the user's folder until it is gone on with or let go."""

import contextlib
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop_app.train.setup.settings_file import open_settings
from nn_core.cli.toml_file import as_toml
from nn_core.errors import ConfigError, ModelFileError, NewerFileError
from nn_core.training import TrainingConfig
from nn_core.training.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from nn_core.user_folders import user_folder

__all__ = [
    "UnfinishedRun",
    "forget_begun",
    "forget_unfinished",
    "load_unfinished",
    "save_begun",
    "save_unfinished",
]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class UnfinishedRun:
    """A run that may be gone on with.

    Attributes
    ----------
    config
        How it trains.
    checkpoint
        All that the run was at that moment; None where it had only begun.
    saved
        When that was.
    """

    config: TrainingConfig
    checkpoint: Checkpoint | None
    saved: datetime

    @property
    def epochs_done(self) -> int:
        """How many epochs were finished."""
        return 0 if self.checkpoint is None else len(self.checkpoint.progress["history"])


def unfinished_path() -> Path:
    """Name the file of the run that is not finished."""
    return user_folder() / "unfinished-training.safetensors"


def begun_path() -> Path:
    """Name the file with the settings of a run that has begun and was not kept yet."""
    return user_folder() / "begun-training.toml"


def save_begun(config: TrainingConfig) -> None:
    """Take note that a run begins, until `save_unfinished` has more of it.

    The window calls it, so it does not wait for the disk: of a file that a power cut left empty
    nothing is offered.
    """
    comment = "A training that has begun, and is offered again if Inkling ends before it."
    text = as_toml(config.to_dict(), comment=comment)
    path = begun_path()
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        _log.warning("The training that begins cannot be kept: %s", error)


def forget_begun() -> None:
    """Let the run go that has begun and was not kept yet."""
    with contextlib.suppress(OSError):
        begun_path().unlink(missing_ok=True)


def save_unfinished(checkpoint: Checkpoint) -> None:
    """Keep a run for later, in place of the one kept before.

    Raises
    ------
    ModelFileError
        If the file cannot be written.
    """
    save_checkpoint(unfinished_path(), checkpoint)
    # A run that is still being kept while the next one begins leaves that one's settings alone.
    begun = _load_begun()
    if begun is not None and begun.config == checkpoint.config:
        forget_begun()


def load_unfinished() -> UnfinishedRun | None:
    """Give the run that is kept, or None; a damaged file is let go with a warning.

    A run that had only begun comes before one that was stopped earlier. What a newer Inkling kept
    stays for that one.
    """
    kept, begun = _load_kept(), _load_begun()
    if begun is None or (kept is not None and kept.config == begun.config):
        return kept
    return begun


def _load_begun() -> UnfinishedRun | None:
    path = begun_path()
    try:
        state = path.stat()
        if not state.st_size:
            return None
        return UnfinishedRun(open_settings(path), None, datetime.fromtimestamp(state.st_mtime))
    except FileNotFoundError:
        return None
    except OSError as error:
        _log.warning("The training that had begun cannot be looked at: %s", error)
        return None
    except ConfigError as error:
        _log.warning("The training that had begun cannot be begun again: %s", error)
        forget_begun()
        return None


def _load_kept() -> UnfinishedRun | None:
    path = unfinished_path()
    if not path.exists():
        return None
    try:
        checkpoint = load_checkpoint(path)
        _log.info("A training of %d epochs was cut short.", len(checkpoint.progress["history"]))
        saved = datetime.fromtimestamp(path.stat().st_mtime)
        run = UnfinishedRun(checkpoint.config, checkpoint, saved)
    except NewerFileError as error:
        _log.warning("The unfinished training waits: %s", error)
        return None
    except (ModelFileError, OSError, KeyError, TypeError) as error:
        _log.warning("The unfinished training cannot be gone on with: %s", error)
        _forget_kept()
        return None
    return run


def forget_unfinished() -> None:
    """Let the run that is kept go, and one that had only begun."""
    forget_begun()
    _forget_kept()


def _forget_kept() -> None:
    with contextlib.suppress(OSError):
        unfinished_path().unlink(missing_ok=True)
