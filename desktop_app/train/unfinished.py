"""A training that was cut short: kept in the user's folder until it is gone on with or let go."""

import contextlib
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nn_core.errors import ModelFileError, NewerFileError
from nn_core.training.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from nn_core.user_folders import user_folder

__all__ = ["UnfinishedRun", "forget_unfinished", "load_unfinished", "save_unfinished"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class UnfinishedRun:
    """A run that may be gone on with.

    Attributes
    ----------
    checkpoint
        All that the run was at that moment.
    saved
        When that was.
    """

    checkpoint: Checkpoint
    saved: datetime

    @property
    def epochs_done(self) -> int:
        """How many epochs were finished."""
        return len(self.checkpoint.progress["history"])


def unfinished_path() -> Path:
    """Name the file of the run that is not finished."""
    return user_folder() / "unfinished-training.safetensors"


def save_unfinished(checkpoint: Checkpoint) -> None:
    """Keep a run for later, in place of the one kept before.

    Raises
    ------
    ModelFileError
        If the file cannot be written.
    """
    save_checkpoint(unfinished_path(), checkpoint)


def load_unfinished() -> UnfinishedRun | None:
    """Give the run that is kept, or None; a damaged file is let go with a warning.

    What a newer Inkling kept stays for that one.
    """
    path = unfinished_path()
    if not path.exists():
        return None
    try:
        checkpoint = load_checkpoint(path)
        _log.info("A training of %d epochs was cut short.", len(checkpoint.progress["history"]))
        run = UnfinishedRun(checkpoint, datetime.fromtimestamp(path.stat().st_mtime))
    except NewerFileError as error:
        _log.warning("The unfinished training waits: %s", error)
        return None
    except (ModelFileError, OSError, KeyError, TypeError) as error:
        _log.warning("The unfinished training cannot be gone on with: %s", error)
        forget_unfinished()
        return None
    return run


def forget_unfinished() -> None:
    """Let the run that is kept go."""
    with contextlib.suppress(OSError):
        unfinished_path().unlink(missing_ok=True)
