"""What was read, kept as pictures in a folder for each answer, where the operator asks for it."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Semaphore
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nn_core.digits import Reading
from nn_core.errors import ConfigError

__all__ = ["SampleKeeper"]

_BACKLOG = 1000

_log = logging.getLogger(__name__)


class SampleKeeper:
    """Writes pictures to disk, off the event loop.

    `FOLDER/7/20260314T101500-0.981-3f2a....png` is a 28×28 picture, ink = 255, read as a 7 with a
    confidence of 0.981; what was refused lies in `FOLDER/refused`. Once the folder holds `limit`
    pictures, those of earlier runs among them, or while the disk is slower than the requests, more
    are let go.

    Parameters
    ----------
    folder
        Where to; made if it is not there.
    limit
        The most pictures to keep.

    Raises
    ------
    ConfigError
        If the folder cannot be made.
    """

    def __init__(self, folder: Path, *, limit: int) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            there = sum(1 for _ in folder.glob("*/*.png"))
        except OSError as error:
            raise ConfigError(f"{folder} cannot keep samples: {error.strerror}.") from error
        self._folder = folder
        self._left = limit - there
        self._room = Semaphore(_BACKLOG)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="samples")

    def keep(self, reading: Reading) -> None:
        """Keep one reading's picture, soon."""
        if self._left <= 0 or not self._room.acquire(blocking=False):
            return
        self._left -= 1
        answer = str(reading.digit) if reading.is_digit else "refused"
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        name = f"{moment}-{reading.confidence:.3f}-{uuid4().hex}.png"
        self._writer.submit(self._write, reading.image, self._folder / answer / name)

    def close(self) -> None:
        """Write what is still waiting."""
        self._writer.shutdown(wait=True)

    def _write(self, image: NDArray[np.uint8], path: Path) -> None:
        try:
            path.parent.mkdir(exist_ok=True)
            Image.fromarray(image).save(path)
        except OSError as error:
            _log.warning("A sample was not kept: %s", error)
        finally:
            self._room.release()
