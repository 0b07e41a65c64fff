"""A short run of the real window that shows whether it works: it draws a digit and reads it."""

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import Final

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from desktop_app.app import make_application
from desktop_app.draw.hand import BARRED_SEVEN, draw_stroke, glide
from desktop_app.main_window import MainWindow
from desktop_app.settings import Settings, open_store
from desktop_app.theme import Theme

__all__ = ["run_self_test"]

_DRAWN_DIGIT: Final = 7
_SECONDS_TO_LOAD: Final = 60.0


class _FailedError(Exception):
    """The window did not do what it should; carries the sentence that says what."""


def run_self_test(words: Sequence[str] = ()) -> int:
    """Draw, read, save a picture, and say how that went.

    Parameters
    ----------
    words
        Perhaps the folder that the picture is to be saved in.

    Returns
    -------
    int
        0 when everything worked, otherwise 1.
    """
    folder = Path(words[0]) if words else Path(tempfile.gettempdir()) / "inkling-self-test"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="inkling-") as own:
        # Nobody's settings and networks are touched.
        os.environ["INKLING_DATA_DIR"] = own
        app = make_application()
        try:
            _run(app, folder)
        except _FailedError as failure:
            _say(f"The self-test failed: {failure}")
            return 1
    _say("The self-test passed.")
    return 0


def _run(app: QApplication, folder: Path) -> None:
    settings = Settings(open_store())
    window = MainWindow(Theme(settings.appearance), settings)
    window.show()
    try:
        _wait(app, lambda: window.host.recognizer is not None, "no network was loaded")
        _draw_and_read(app, window, folder)
    finally:
        window.close()


def _draw_and_read(app: QApplication, window: MainWindow, folder: Path) -> None:
    page = window.draw_page
    for stroke in BARRED_SEVEN:
        draw_stroke(page.pad, list(glide(stroke)))
    _wait(app, lambda: page.reading is not None, "the drawing was not read")
    picture = folder / "draw.png"
    saved = window.grab().save(str(picture))
    reading = page.reading
    if reading is None or reading.digit != _DRAWN_DIGIT:
        raise _FailedError(f"a seven was drawn, and {page.answer.answer.spoken()!r} was read.")
    _say(f"Drew a seven on the window and read {reading.digit}: {page.answer.answer.spoken()}.")
    if not saved:
        raise _FailedError(f"the picture could not be saved as {picture}.")
    _say(f"The picture is {picture}.")


def _wait(app: QApplication, done: Callable[[], bool], otherwise: str) -> None:
    """Let the window run until something is done."""
    deadline = monotonic() + _SECONDS_TO_LOAD
    while not done():
        if monotonic() > deadline:
            raise _FailedError(f"{otherwise} within {_SECONDS_TO_LOAD:.0f} seconds.")
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def _say(sentence: str) -> None:
    # A windowed program on Windows has no standard output.
    if sys.stdout is not None:
        print(sentence, flush=True)
